"""A walk through the bot on the wire: each step is sent as Discord sends it, awaited as a member waits, and checked."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from support.raw_values import find_raw_values, read_words
from support.wire_bodies import BOT_ID, admin_role, make_channel, make_member, make_user, moderator_role
from support.wire_discord import WireDiscord
from support.wire_routes import EPHEMERAL, Asked

PATIENCE = 30.0  # seconds until a step counts as without an answer
_CHOICES, _MODAL = 8, 9  # kinds of answer to an interaction
_OPTION_TYPES = {str: 3, int: 4, bool: 5}
_MANAGE_MESSAGES, _EVERYTHING = 1 << 13, (1 << 50) - 1


@dataclass(frozen=True)
class Person:
    """Somebody on a server, or in a direct message where there is none."""

    id: int
    name: str
    guild_id: int | None
    permissions: int = 0
    roles: tuple[int, ...] = ()

    @classmethod
    def make_moderator(cls, identity: int, name: str, guild_id: int) -> Person:
        """Return somebody who may manage messages."""
        return cls(identity, name, guild_id, _MANAGE_MESSAGES, (moderator_role(guild_id),))

    @classmethod
    def make_admin(cls, identity: int, name: str, guild_id: int) -> Person:
        """Return somebody who may do everything on a server."""
        return cls(identity, name, guild_id, _EVERYTHING, (admin_role(guild_id),))

    @property
    def where(self) -> dict[str, Any]:
        """The fields of an interaction that say who it comes from, and from where."""
        user = make_user(self.id, self.name)
        if self.guild_id is None:
            channel = {"id": str(self.id + 1), "type": 1, "recipients": [user]}
            return {
                "user": user, "channel_id": channel["id"], "channel": channel, "context": 1,
                "guild_id": None, "member": None, "guild_locale": None,
            }  # fmt: skip
        channel = make_channel(self.guild_id)
        return {
            "member": {**make_member(*self.roles), "user": user, "permissions": str(self.permissions)},
            "guild_id": str(self.guild_id), "channel_id": channel["id"], "channel": channel,
        }  # fmt: skip


@dataclass
class Step:
    """What somebody did, and what they saw of it."""

    name: str
    person: Person
    asked: Asked
    seconds: float = 0.0
    said: list[str] = field(default_factory=list)  # the texts of each body, a line each

    @property
    def body(self) -> dict[str, Any]:
        """What is shown last: a message, a form, or choices."""
        return self.asked.answer or self.asked.deferral.get("data") or {}

    @property
    def text(self) -> str:
        """The words of what is shown last."""
        return "\n".join(read_words(self.body))

    @property
    def controls(self) -> dict[str, dict[str, Any]]:
        """The buttons that can be pressed, by label, and the menus, by placeholder; a label that stands twice gets a number."""
        named: dict[str, dict[str, Any]] = {}
        for part in _find_controls(self.body.get("components", [])):
            label = part.get("label") or part.get("placeholder") or part["custom_id"]
            if not part.get("disabled"):
                named[label if label not in named else f"{label} {len(named) + 1}"] = part
        return named


def _find_controls(part: Any) -> list[dict[str, Any]]:
    if isinstance(part, list):
        return [control for piece in part for control in _find_controls(piece)]
    if not isinstance(part, dict):
        return []
    own = [part] if part.get("type") in (2, 3, 5, 6, 7, 8) and "custom_id" in part else []
    return own + [
        control for value in part.values() if isinstance(value, (list, dict)) for control in _find_controls(value)
    ]


class Walk:
    """Does one thing after another as people of servers, and keeps what came of each."""

    def __init__(self, wire: WireDiscord) -> None:
        self.wire = wire
        self.steps: list[Step] = []

    def command(
        self, person: Person, path: str, expect: str = "", file: tuple[str, bytes] | None = None, **options: Any
    ) -> Step:
        """Use a slash command such as `corpus add`, and wait until a text is shown that has `expect` in it.

        `file`: name and content of what is given for the option of that name.
        """
        name, *below = path.split()
        registered = self.wire.routes.commands[name]
        given = [{"name": key, "type": _OPTION_TYPES[type(value)], "value": value} for key, value in options.items()]
        attachments = self._keep(dict([file])) if file else {}
        given += [{"name": "file", "type": 11, "value": identity} for identity in attachments]
        for part in reversed(below):
            given = [{"name": part, "type": 1, "options": given}]
        data = {
            "id": registered["id"],
            "name": name,
            "type": 1,
            "options": given,
            "resolved": {"attachments": attachments},
        }
        return self._go(f"/{path} {options or ''}".strip(), person, 2, data, expect)

    def complete(self, person: Person, path: str, option: str, typed: str) -> list[dict[str, Any]]:
        """Type into an option of a command, and return the choices that are offered."""
        name, *below = path.split()
        given: list[dict[str, Any]] = [{"name": option, "type": 3, "value": typed, "focused": True}]
        for part in reversed(below):
            given = [{"name": part, "type": 1, "options": given}]
        data = {"id": self.wire.routes.commands[name]["id"], "name": name, "type": 1, "options": given}
        step = self._go(f"typing {typed!r} in /{path}", person, 4, data, "")
        choices: list[dict[str, Any]] = step.body["choices"]
        return choices

    def menu(self, person: Person, name: str, content: str, author: Person, expect: str = "") -> Step:
        """Use a command of the menu of a message that somebody wrote."""
        message = self.wire.routes.make_message(
            id=self.wire.next_id(), content=content, author=make_user(author.id, author.name)
        )
        data = {
            "id": self.wire.routes.commands[name]["id"], "name": name, "type": 3, "target_id": message["id"],
            "resolved": {"messages": {message["id"]: message}},
        }  # fmt: skip
        return self._go(f"menu {name}", person, 2, data, expect)

    def press(self, step: Step, label: str, expect: str = "", person: Person | None = None) -> Step:
        """Press a button of what a step showed, as whoever made that step unless another person is given."""
        return self._use(step, label, {"component_type": 2}, expect, person)

    def choose(self, step: Step, placeholder: str, value: str, expect: str = "", person: Person | None = None) -> Step:
        """Choose of a menu of what a step showed."""
        return self._use(step, placeholder, {"component_type": 3, "values": [value]}, expect, person)

    def fill(self, form: Step, expect: str = "", files: dict[str, bytes] | None = None, **values: str) -> Step:
        """Send a form that a step opened: what stands in its fields already, but `values` by their IDs, and files."""
        body, attachments = form.body, self._keep(files or {})
        assert form.asked.deferral["type"] == _MODAL, f"{form.name} opened no form but said {form.text}"
        filled = [
            {"type": 18, "id": number, "component": _fill(label["component"], values, list(attachments))}
            for number, label in enumerate(body["components"], start=1)
            if "component" in label  # a form has plain text too
        ]
        data = {"custom_id": body["custom_id"], "components": filled, "resolved": {"attachments": attachments}}
        message = {"message": self._message_of(form)} if form.name.startswith("press") else {}
        return self._go(f"form {body['title']!r}", form.person, 5, data, expect, **message)

    def say(self, person: Person, content: str, expect: str = "") -> str:
        """Write a message that mentions the bot (a direct message where there is no server), and return the words of its reply."""
        before, started = len(self.wire.messages), time.monotonic()
        where = person.where
        message = {
            **self.wire.routes.make_message(content=content, author=make_user(person.id, person.name)),
            "channel_id": where["channel_id"],
            "mentions": [{**make_user(BOT_ID, "Landscape"), "bot": True}],
        }
        if person.guild_id is not None:
            message |= {"guild_id": str(person.guild_id), "member": make_member()}
        self.wire.run(self.wire.dispatch("MESSAGE_CREATE", message))
        step = Step(f"says {content!r}", person, Asked("", started))
        self.steps.append(step)
        self.wire.wait(lambda: any(expect in _words(body) for body in self.wire.messages[before:]), PATIENCE)
        step.seconds = time.monotonic() - started
        step.said = [_words(body) for body in self.wire.messages[before:]]
        step.asked.show(self.wire.messages[before], time.monotonic())
        return step.text

    def find_faults(self, limit: float) -> list[str]:
        """Return what was wrong with the steps: replies later than `limit` seconds, and raw values of Python in a text."""
        late = [
            f"{step.name} by {step.person.name}: {step.seconds:.1f} s" for step in self.steps if step.seconds > limit
        ]
        raw = [
            f"{step.name}: {value!r}" for step in self.steps for words in step.said for value in find_raw_values(words)
        ]
        return late + raw

    def write_down(self, path: Path) -> None:
        """Write what everybody did and saw to a file, for whoever wants to read it."""
        lines = [f"=== {step.name} by {step.person.name}, {step.seconds:.2f} s\n{step.text}\n" for step in self.steps]
        path.write_text("\n".join(lines), encoding="utf-8")

    def _use(self, step: Step, label: str, data: dict[str, Any], expect: str, person: Person | None) -> Step:
        controls = step.controls
        if label not in controls:
            raise AssertionError(f"{step.name} shows no {label!r} but {list(controls)}: {step.text}")
        data = {"custom_id": controls[label]["custom_id"], **data}
        return self._go(f"press {label}", person or step.person, 3, data, expect, message=self._message_of(step))

    def _message_of(self, step: Step) -> dict[str, Any]:
        flags = (1 << 15) | (EPHEMERAL if step.asked.private else 0)
        given = {key: value for key, value in step.body.items() if key not in ("attachments", "message_reference")}
        identity = {"id": step.asked.message_id} if step.asked.message_id else {}
        return self.wire.routes.make_message(**{**given, **identity, "flags": flags})

    def _keep(self, files: dict[str, bytes]) -> dict[str, dict[str, Any]]:
        kept = {}
        for name, data in files.items():
            self.wire.files[name] = data
            identity = self.wire.next_id()
            url = f"http://127.0.0.1:{self.wire.port}/files/{name}"
            kept[identity] = {"id": identity, "filename": name, "size": len(data), "url": url, "proxy_url": url}
        return kept

    def _go(self, name: str, person: Person, kind: int, data: dict[str, Any], expect: str, **given: Any) -> Step:
        asked = self.wire.run(self.wire.interact(kind, data, **person.where, **given))
        step = Step(name, person, asked)
        self.steps.append(step)

        def seen() -> bool:
            bodies = list(asked.shown)
            if asked.deferral.get("type") in (_CHOICES, _MODAL):
                bodies.append(asked.deferral["data"])
            step.said = [_words(body) for body in bodies]
            return any(expect in words for words in step.said)

        try:
            self.wire.wait(seen, PATIENCE)
        except TimeoutError:
            raise AssertionError(f"{name} by {person.name}: no {expect!r} in {step.said or 'nothing'}") from None
        if kind != 4 and asked.deferral.get("type") != _MODAL:
            first = next(index for index, words in enumerate(step.said) if expect in words)
            step.seconds = asked.times[first] - asked.sent
        else:
            step.seconds = asked.waited
        return step


def _words(body: Any) -> str:
    return "\n".join(read_words(body))


def _fill(control: dict[str, Any], values: dict[str, str], uploads: list[str]) -> dict[str, Any]:
    """Return a control of a form as it is sent: with what was given for it, else with what stands in it."""
    kind, identity = control["type"], control["custom_id"]
    answer: dict[str, Any]
    if kind == 19:
        answer = {"values": uploads}
    elif kind in (3, 5, 6, 7, 8):
        answer = {"values": [values[identity]] if identity in values else [control["options"][0]["value"]]}
    else:
        answer = {"value": values.get(identity, control.get("value") or "")}
    return {"type": kind, "id": 100, "custom_id": identity, **answer}
