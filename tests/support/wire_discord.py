"""Discord on loopback: a gateway (WebSocket) and the REST routes that the bot uses, on a thread of its own."""

from __future__ import annotations

import asyncio
import itertools
import json
import threading
import time
from collections.abc import Callable, Coroutine
from typing import Any, Self, TypeVar

import aiohttp
from aiohttp import web
from support.wire_bodies import (
    BOT_ID,
    CHANNEL_ID,
    GUILD_ID,
    MEMBER_ID,
    fill_in,
    make_channel,
    make_guild,
    make_member,
    make_user,
)
from support.wire_routes import EPHEMERAL, NO_CONTENT, Asked, WireRoutes

_HELLO, _IDENTIFY, _HEARTBEAT, _HEARTBEAT_ACK, _DISPATCH = 10, 2, 1, 11, 0
_DEFERRED = 5
_MANAGE_MESSAGES = "8192"
_T = TypeVar("_T")


def _name_field(field: dict[str, Any]) -> dict[str, Any]:
    return {"type": field["type"], "id": 100, "custom_id": field["custom_id"]}


async def _read_body(request: web.Request) -> Any:
    """Return what the bot sent as JSON, which stands beside its files where it sends files."""
    if not request.can_read_body:
        return None
    if request.content_type == "multipart/form-data":
        return json.loads((await request.post())["payload_json"])
    return await request.json()


class WireDiscord:
    """Serves one bot. Everything that the bot sends is kept in `requests` as (method, path, body)."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, str, Any]] = []
        self.files: dict[str, bytes] = {}
        self.guilds = [GUILD_ID]
        self.ready = threading.Event()
        self.closed = threading.Event()
        self.port = 0
        self._ids = itertools.count(1000)
        self.routes = WireRoutes(self.next_id)
        self.asked, self.messages = self.routes.asked, self.routes.messages
        self._sequence = itertools.count(1)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="wire-discord", daemon=True)
        self._gateway: web.WebSocketResponse | None = None
        self._runner: web.AppRunner | None = None

    def __enter__(self) -> Self:
        self._thread.start()
        self.run(self._start())
        return self

    def __exit__(self, *exception: object) -> None:
        self.run(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    @property
    def api(self) -> str:
        return f"http://127.0.0.1:{self.port}/api/v10"

    @property
    def gateway(self) -> str:
        return f"ws://127.0.0.1:{self.port}/gateway"

    def next_id(self) -> str:
        """Return an ID that nothing else has."""
        return str(next(self._ids))

    def ask(self, question: str, *, guild_id: int = GUILD_ID, member_id: int = MEMBER_ID) -> Asked:
        """Send `/ask` for a member of a server, and return at once."""
        return self.run(self._ask(question, guild_id, member_id))

    def say(self, content: str) -> None:
        """Post a message that mentions the bot."""
        author = make_user(MEMBER_ID, "alice")
        message = {
            **self.routes.make_message(content=content, author=author),
            "guild_id": str(GUILD_ID),
            "member": make_member(),
        }
        self.run(
            self.dispatch("MESSAGE_CREATE", {**message, "mentions": [{**make_user(BOT_ID, "Landscape"), "bot": True}]})
        )

    def hang_up(self, code: int) -> None:
        """Close the connection to the bot for a reason of Discord's, by its code."""
        assert self._gateway is not None
        self.run(self._gateway.close(code=code))

    def wait(self, condition: Callable[[], bool], seconds: float) -> None:
        """Block until a condition holds; raise `TimeoutError` if it does not in time."""
        until = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > until:
                raise TimeoutError(f"not within {seconds} s")
            time.sleep(0.01)

    def run(self, work: Coroutine[Any, Any, _T]) -> _T:
        """Have the loop of this Discord do something, and return what comes of it."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    async def _start(self) -> None:
        app = web.Application()
        app.router.add_get("/gateway", self._serve_gateway)
        app.router.add_get("/files/{name}", self._serve_file)
        app.router.add_route("*", "/api/v10/{path:.*}", self._serve_rest)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def _stop(self) -> None:
        assert self._runner is not None
        if self._gateway is not None:
            await self._gateway.close()
        await self._runner.cleanup()

    async def _serve_gateway(self, request: web.Request) -> web.WebSocketResponse:
        self._gateway = socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"op": _HELLO, "d": {"heartbeat_interval": 41250}, "s": None, "t": None})
        async for packet in socket:
            if packet.type != aiohttp.WSMsgType.TEXT:
                continue
            said = json.loads(packet.data)
            if said["op"] == _HEARTBEAT:
                await socket.send_json({"op": _HEARTBEAT_ACK, "d": None, "s": None, "t": None})
            elif said["op"] == _IDENTIFY:
                self.requests.append(("GATEWAY", "identify", said["d"]))
                await self.dispatch("READY", self._readiness())
                for guild_id in self.guilds:
                    await self.dispatch("GUILD_CREATE", make_guild(guild_id))
                self.ready.set()
        self.closed.set()
        return socket

    def _readiness(self) -> dict[str, Any]:
        return {
            "v": 10,
            "user": {**make_user(BOT_ID, "Landscape"), "bot": True},
            "guilds": [{"id": str(guild_id), "unavailable": True} for guild_id in self.guilds],
            "session_id": "session",
            "resume_gateway_url": self.gateway,
            "application": {"id": str(BOT_ID), "flags": 0},
        }

    async def dispatch(self, name: str, data: dict[str, Any]) -> None:
        """Send the bot an event."""
        assert self._gateway is not None
        await self._gateway.send_json({"op": _DISPATCH, "t": name, "s": next(self._sequence), "d": data})

    def upload(self, files: dict[str, bytes], *, publish: bool = False) -> Asked:
        """Send `/corpus add`, fill its form in with files, and return the form's interaction at once."""
        option = {"name": "publish", "type": 5, "value": publish}
        command = {
            "id": "901",
            "name": "corpus",
            "type": 1,
            "options": [{"name": "add", "type": 1, "options": [option]}],
        }
        opened = self.run(self.interact(2, command))
        self.wait(lambda: bool(opened.deferral), 10)
        form = opened.deferral["data"]
        attachments = {}
        for number, (name, data) in enumerate(files.items(), start=9000):
            self.files[name] = data
            url = f"http://127.0.0.1:{self.port}/files/{name}"
            attachments[str(number)] = {
                "id": str(number), "filename": name, "size": len(data), "url": url, "proxy_url": url,
            }  # fmt: skip
        filled = [
            {"type": 18, "id": n, "component": fill_in(label["component"], list(attachments))}
            for n, label in enumerate(form["components"], start=1)
        ]
        data = {"custom_id": form["custom_id"], "components": filled, "resolved": {"attachments": attachments}}
        return self.run(self.interact(5, data))

    def press(self, custom_id: str, message: dict[str, Any]) -> Asked:
        """Press a button of a message of the bot, of which the body is given."""
        pressed = {"custom_id": custom_id, "component_type": 2}
        return self.run(
            self.interact(3, pressed, message=self.routes.make_message(**{**message, "flags": 64 | 1 << 15}))
        )

    def submit(self, form: dict[str, Any], values: dict[str, Any]) -> Asked:
        """Send a form of the bot with what stands in its fields, by their IDs: whatever that is, as nobody checks it."""
        filled = []
        for label in form["components"]:
            field = label["component"]
            value = values.get(field["custom_id"], "")
            given = {"values": value} if isinstance(value, list) else {"value": value}
            filled.append({"type": 18, "id": 1, "component": {**_name_field(field), **given}})
        return self.run(self.interact(5, {"custom_id": form["custom_id"], "components": filled}))

    async def _ask(self, question: str, guild_id: int, member_id: int) -> Asked:
        options = [{"name": "question", "type": 3, "value": question}]
        member = {**make_member(), "user": make_user(member_id, "alice"), "permissions": "0"}
        return await self.interact(
            2, {"id": "900", "name": "ask", "type": 1, "options": options}, guild_id=str(guild_id), member=member
        )

    async def interact(self, kind: int, data: dict[str, Any], **given: Any) -> Asked:
        """Send the bot an interaction of a kind (2: command, 3: button or menu, 4: typing, 5: form)."""
        identity = self.next_id()
        message = given.get("message") or {}
        asked = Asked(
            f"token-{identity}", time.monotonic(), channel_id=int(given.get("channel_id", CHANNEL_ID)),
            message_id=message.get("id"), private=bool(message.get("flags", 0) & EPHEMERAL),
        )  # fmt: skip
        self.asked[asked.token] = asked
        await self.dispatch(
            "INTERACTION_CREATE",
            {
                "id": identity,
                "application_id": str(BOT_ID),
                "type": kind,
                "token": asked.token,
                "version": 1,
                "data": data,
                "guild_id": str(GUILD_ID),
                "channel_id": str(CHANNEL_ID),
                "channel": make_channel(),
                "member": {**make_member(), "user": make_user(MEMBER_ID, "alice"), "permissions": _MANAGE_MESSAGES},
                "locale": "en-US",
                "guild_locale": "en-US",
                "app_permissions": "0",
                "entitlements": [],
                "authorizing_integration_owners": {},
                "context": 0,
                "attachment_size_limit": 10485760,
                **given,
            },
        )
        return asked

    async def _serve_file(self, request: web.Request) -> web.Response:
        return web.Response(body=self.files[request.match_info["name"]])

    async def _serve_rest(self, request: web.Request) -> web.Response:
        now = time.monotonic()
        path = "/" + request.match_info["path"]
        body = await _read_body(request)
        self.requests.append((request.method, path, body))
        reply = self.routes.reply(request.method, path.strip("/").split("/"), body, now)
        if reply is NO_CONTENT:
            return web.Response(status=204)
        status = 200 if reply is not None else 404
        answer = json.dumps(reply if reply is not None else {"message": "404: Not Found", "code": 0})
        # Discord names no character set, and discord.py reads JSON only where the type is exactly this.
        return web.Response(body=answer.encode(), status=status, headers={"Content-Type": "application/json"})
