"""An upload on the wire: a form with files, progress while it is read, a preview, and a button that stops it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support import discord_schema
from support.discord_schema import texts
from support.long_documents import LIMIT, long_document
from support.wire_bodies import GUILD_ID
from support.wire_discord import WireDiscord
from support.wire_routes import Asked
from support.wire_running import run_while

from corpus.scopes import SHIPPED, of_server
from index.engine import Engine

SCOPE = of_server(GUILD_ID)


def read_answers(asked: Asked) -> list[str]:
    return [texts(body["components"]) for body in asked.shown]


def buttons(body: dict[str, Any]) -> dict[str, str]:
    """Return the custom ID of each button of a message by its label."""
    found: dict[str, str] = {}

    def collect(part: Any) -> None:
        if isinstance(part, list):
            for one in part:
                collect(one)
        elif isinstance(part, dict):
            if part.get("type") == 2 and "custom_id" in part:
                found[part["label"]] = part["custom_id"]
            collect([value for value in part.values() if isinstance(value, (list, dict))])

    collect(body)
    return found


@pytest.mark.clock
def test_an_upload_is_deferred_in_time_tells_how_far_it_is_and_goes_live(
    empty_engine: Engine, wire: WireDiscord, tmp_path: Path
) -> None:
    def play() -> None:
        asked = wire.upload({"harbour.md": long_document()})
        wire.wait(lambda: any("Preview of" in text for text in read_answers(asked)), 120)
        assert asked.waited < LIMIT
        assert any(" of 300" in text and "left" in text for text in read_answers(asked)), "progress was told"
        assert empty_engine.store.listing([SCOPE]) == []
        pressed = wire.press(buttons(asked.answer)["Publish"], asked.answer)
        wire.wait(lambda: any("document is live" in text for text in read_answers(pressed)), 30)
        assert [one.passages for one in empty_engine.store.listing([SCOPE])] == [300]

    run_while(empty_engine, tmp_path, wire, play)
    if discord_schema.at_hand():
        discord_schema.assert_bodies_fit(wire.requests)


def test_a_cancelled_upload_leaves_nothing(empty_engine: Engine, wire: WireDiscord, tmp_path: Path) -> None:
    def play() -> None:
        asked = wire.upload({"harbour.md": long_document()}, publish=True)
        wire.wait(lambda: bool(asked.shown) and "Cancel" in buttons(asked.answer), 60)
        wire.press(buttons(asked.answer)["Cancel"], asked.answer)
        wire.wait(lambda: "Stopped. Nothing was added." in read_answers(asked)[-1], 60)

    run_while(empty_engine, tmp_path, wire, play)
    with empty_engine.store.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM documents").scalar() == 0


@pytest.mark.parametrize(("action", "told"), [("Publish", "This draft is gone"), ("Discard", "Nothing was added")])
def test_a_button_of_a_draft_that_is_gone_is_told(
    empty_engine: Engine, wire: WireDiscord, tmp_path: Path, action: str, told: str
) -> None:
    def play() -> None:
        asked = wire.upload({"pier.md": b"# The pier\n\nThe pier has nine ropes.\n"})
        wire.wait(lambda: bool(asked.shown) and "Discard" in buttons(asked.answer), 60)  # how far it is comes first
        gone = wire.press(buttons(asked.answer)["Discard"], asked.answer)
        wire.wait(lambda: any("Nothing was added" in text for text in read_answers(gone)), 30)
        before = len(wire.requests)
        wire.press(buttons(asked.answer)[action], asked.answer)
        wire.wait(lambda: any(told in read_body(body) for _, _, body in wire.requests[before:]), 30)

    run_while(empty_engine, tmp_path, wire, play)


def test_a_forged_form_changes_no_document_that_is_not_in_its_draft(
    empty_engine: Engine, wire: WireDiscord, tmp_path: Path
) -> None:
    shipped = empty_engine.add(b"# The note\n\nThe note says that noon is at twelve.\n", "note.md", SHIPPED)
    live = empty_engine.add(b"# The quay\n\nThe quay has seven lamps.\n", "quay.md", SCOPE)

    def play() -> None:
        files = {name: f"# The {name}\n\nThe {name} has nine ropes.\n".encode() for name in ("pier", "mole")}
        asked = wire.upload({f"{name}.md": data for name, data in files.items()})
        wire.wait(lambda: bool(asked.shown) and "Edit details" in buttons(asked.answer), 60)
        pressed = wire.press(buttons(asked.answer)["Edit details"], asked.answer)
        wire.wait(lambda: bool(pressed.deferral), 30)
        for document in (shipped, live):
            refused = wire.submit(pressed.deferral["data"], {"document": [document.document_id], "title": "Forged"})
            wire.wait(lambda refused=refused: "draft is gone" in read_body(refused.deferral), 30)

    run_while(empty_engine, tmp_path, wire, play)
    assert [empty_engine.store.get(one.document_id).title for one in (shipped, live)] == ["The note", "The quay"]


def read_body(body: Any) -> str:
    inside = body.get("data", body) if isinstance(body, dict) else {}  # of an answer at once, and of one that follows
    return texts(inside["components"]) if "components" in (inside or {}) else ""
