"""Discord's REST on loopback: what each route that the bot uses answers, and what stands in the channels by then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from support.wire_bodies import BOT_ID, CHANNEL_ID, GUILD_ID, make_application, make_channel, make_user

NO_CONTENT = object()  # what a route answers that has nothing to say
EPHEMERAL = 64


@dataclass
class Asked:
    """One interaction, and when it was sent, acknowledged and answered (seconds of one monotonic clock)."""

    token: str
    sent: float
    acknowledged: float | None = None
    answered: float | None = None
    deferral: dict[str, Any] = field(default_factory=dict)
    answer: dict[str, Any] = field(default_factory=dict)
    shown: list[dict[str, Any]] = field(default_factory=list)  # every body of the answer, as it was edited
    times: list[float] = field(default_factory=list)  # when each of these came
    channel_id: int = CHANNEL_ID
    message_id: str | None = None  # of the message that `@original` is
    private: bool = False  # whether only who asked sees the answer

    @property
    def waited(self) -> float:
        """From the interaction to its acknowledgement, in seconds."""
        assert self.acknowledged is not None
        return self.acknowledged - self.sent

    def show(self, body: dict[str, Any], now: float) -> None:
        """Note a body that whoever asked sees from now on."""
        self.answered, self.answer = now, body
        self.shown.append(body)
        self.times.append(now)


class WireRoutes:
    """Answers the bot's requests, and keeps the messages, commands and interactions that they are about."""

    def __init__(self, next_id: Callable[[], str]) -> None:
        self.asked: dict[str, Asked] = {}
        self.messages: list[dict[str, Any]] = []  # bodies that the bot posted of its own accord, in order
        self.standing: dict[str, dict[str, Any]] = {}  # messages that all see, by ID
        self.commands: dict[str, dict[str, Any]] = {}  # as registered, by name
        self._next_id = next_id

    def make_message(self, **given: Any) -> dict[str, Any]:
        """Return a message of the bot as Discord describes it."""
        return {
            "id": self._next_id(),
            "channel_id": str(CHANNEL_ID),
            "author": {**make_user(BOT_ID, "Landscape"), "bot": True},
            "content": "",
            "timestamp": "2026-11-23T12:00:00+00:00",
            "edited_timestamp": None,
            "tts": False,
            "mention_everyone": False,
            "mentions": [],
            "mention_roles": [],
            "attachments": [],
            "embeds": [],
            "pinned": False,
            "type": 0,
            "components": [],
            **given,
        }

    def reply(self, method: str, path: list[str], body: Any, now: float) -> Any:
        """Note what the bot sent, and return Discord's answer; `None` for what is not there."""
        match path:
            case ["users", "@me"] | ["oauth2", "applications", "@me"]:
                bot = {**make_user(BOT_ID, "Landscape"), "bot": True}
                return bot if path[0] == "users" else make_application()
            case ["users", "@me", "channels"]:
                return {"id": str(int(body["recipient_id"]) + 1), "type": 1, "recipients": []}
            case ["applications", _, "commands"] if method == "PUT":
                given = {"application_id": str(BOT_ID), "version": "1"}
                listed = [{"description": "", **command, **given, "id": self._next_id()} for command in body]
                self.commands = {command["name"]: command for command in listed}
                return listed
            case ["applications", _, "commands"]:
                return list(self.commands.values())
            case ["interactions", identity, token, "callback"]:
                return self._acknowledge(identity, self.asked[token], body, now)
            case ["webhooks", _, token, *rest]:
                return self._follow_up(method, self.asked[token], rest, body, now)
            case ["channels", channel, *rest]:
                return self._serve_channel(method, int(channel), rest, body)
        return None

    def _acknowledge(self, identity: str, asked: Asked, body: Any, now: float) -> Any:
        asked.acknowledged, asked.deferral = now, body
        if body["type"] in (4, 7):  # a reply at once, or the message of the button drawn anew
            asked.show(body["data"], now)
        if body["type"] in (4, 5):  # else it is the message of the button
            asked.message_id = self._next_id()
            asked.private = bool((body.get("data") or {}).get("flags", 0) & EPHEMERAL)
        if body["type"] in (4, 7):
            self._stand(asked, body["data"])
        return {"interaction": {"id": identity, "type": 2}}

    def _follow_up(self, method: str, asked: Asked, rest: list[str], body: Any, now: float) -> Any:
        match method, rest:
            case "PATCH", ["messages", "@original"]:
                asked.show(body, now)
                return self._stand(asked, body)
            case "GET", ["messages", "@original"]:
                return self.make_message(id=asked.message_id, **asked.answer)
            case "DELETE", ["messages", "@original"]:
                self.standing.pop(str(asked.message_id), None)
                return NO_CONTENT
            case "POST", []:
                asked.show(body, now)
                message = self.make_message(channel_id=str(asked.channel_id), **body)
                if not body.get("flags", 0) & EPHEMERAL:
                    self.standing[message["id"]] = message
                return message
        return None

    def _stand(self, asked: Asked, body: dict[str, Any]) -> dict[str, Any]:
        """Return the message of an answer as it is now, and keep it where all see it."""
        given = {key: value for key, value in body.items() if key not in ("attachments",)}
        old = self.standing.get(str(asked.message_id), {})
        message = {**self.make_message(channel_id=str(asked.channel_id)), **old, **given}
        message["id"] = asked.message_id or message["id"]
        if not asked.private:
            self.standing[message["id"]] = message
        return message

    def _serve_channel(self, method: str, channel: int, rest: list[str], body: Any) -> Any:
        match method, rest:
            case "GET", []:
                return {**make_channel(), "id": str(channel), "guild_id": str(GUILD_ID)}
            case "POST", ["typing"]:
                return NO_CONTENT
            case "POST", ["messages"]:
                self.messages.append(body)
                given = {key: value for key, value in body.items() if key not in ("message_reference", "attachments")}
                message = self.make_message(channel_id=str(channel), **given)
                self.standing[message["id"]] = message
                return message
            case "GET", ["messages", number]:
                return self.standing.get(number)
            case "PATCH", ["messages", number] if number in self.standing:
                self.standing[number] |= body
                return self.standing[number]
            case "DELETE", ["messages", number]:
                return NO_CONTENT if self.standing.pop(number, None) else None
        return None
