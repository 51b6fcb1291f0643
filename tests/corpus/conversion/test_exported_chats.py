"""Chats that were exported as JSON are read as threads."""

from __future__ import annotations

import json
from typing import Any

import pytest
from support.converted import convert_bytes
from support.pasted import contents, pairs
from support.threads_made import settle_text

from index.retrieval.embedder import Embedder

ASKED = "The tent leaks at the seam. How do I close it?"
ANSWER = "Rub wax over the seam and let it dry for an hour."
OTHER = "Buy a new tent in town."


def _write_discord(name: str, author: str, text: str, **more: Any) -> dict[str, Any]:
    return {
        "id": name, "type": "Default", "timestamp": f"2026-11-20T10:{name}:00+00:00", "content": text,
        "author": {"id": author, "name": author, "nickname": author.title(), "isBot": author == "robot"}, "reactions": [], **more,
    }  # fmt: skip


DISCORD = {
    "guild": {"name": "Camp"},
    "channel": {"type": "GuildPublicThread", "name": "Wet tent"},
    "messages": [
        _write_discord("01", "ana", ASKED),
        _write_discord("02", "robot", "I am a robot."),
        _write_discord("12", "bo", ANSWER, reactions=[{"emoji": {"name": "✅"}, "count": 1}]),
        _write_discord("22", "cy", OTHER),
        _write_discord("32", "ana", "Thank you!", type="Reply", reference={"messageId": "22"}),
        _write_discord("33", "cy", "pinned", type="ChannelPinnedMessage"),
    ],
}
BOLD = ["Rub wax ", {"type": "bold", "text": "over"}, ANSWER[12:]]
TELEGRAM = {
    "name": "Camp",
    "type": "private_supergroup",
    "messages": [
        {"id": 1, "type": "message", "date": "2026-11-20T10:01:00", "from": "Ana", "text": ASKED},
        {"id": 2, "type": "message", "date": "2026-11-20T10:12:00", "from": "Bo", "text": BOLD},
        {"id": 3, "type": "message", "date": "2026-11-20T10:22:00", "from": "Cy", "text": OTHER},
        {
            "id": 4,
            "type": "message",
            "date": "2026-11-20T10:32:00",
            "from": "Ana",
            "text": "Thank you!",
            "reply_to_message_id": 2,
        },
        {"id": 5, "type": "service", "date": "2026-11-20T10:33:00", "actor": "Cy", "text": ""},
    ],
}


def _write_slack(name: str, seconds: str, text: str, **more: Any) -> dict[str, Any]:
    return {"type": "message", "user_profile": {"real_name": name}, "text": text, "ts": f"17951{seconds}.1", **more}


THREAD = "1795168860.1"
SLACK = [
    _write_slack("Ana", "68860", ASKED, thread_ts=THREAD),
    _write_slack("Cy", "68870", "Lunch is in the garden."),
    _write_slack("Bo", "69500", ANSWER, thread_ts=THREAD),
    _write_slack("Ana", "70100", "Thank you!", thread_ts=THREAD),
    _write_slack("Di", "70200", "joined", subtype="channel_join"),
]


def test_a_thread_from_discord_is_its_title_with_the_answer_that_was_marked(embedder: Embedder) -> None:
    document = settle_text(json.dumps(DISCORD), embedder, "tent.json")
    assert document.source.title == "Wet tent"
    assert pairs(document) == [("Wet tent", ANSWER)]
    assert contents(document) == [
        ((ASKED, "Bo, 2026-11-20 10:12 UTC"), ANSWER),
        (("Cy, 2026-11-20 10:22 UTC",), OTHER),
    ]


@pytest.mark.parametrize(("export", "title"), [(TELEGRAM, "#Camp"), (SLACK, "#chat")])
def test_a_group_and_a_channel_are_read_with_each_answer_under_its_question(
    embedder: Embedder, export: object, title: str
) -> None:
    document = settle_text(json.dumps(export), embedder, "camp.json")
    assert document.source.title == title
    assert [(headings[0], words) for headings, words in contents(document) if words == ANSWER] == [(ASKED, ANSWER)]
    assert all("Thank" not in words and "leaks" not in words for _, words in contents(document))


def test_what_is_no_chat_is_read_as_before() -> None:
    assert "Q: When?" in convert_bytes(b'[{"question": "When?", "answer": "At nine."}]', "a.json").markdown
    assert (
        "Q: When?" in convert_bytes(b'{"messages": [{"question": "When?", "answer": "At nine."}]}', "a.json").markdown
    )
