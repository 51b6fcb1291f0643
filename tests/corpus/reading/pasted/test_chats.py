"""Chats that were pasted or exported as text are read as conversations."""

from __future__ import annotations

import pytest
from support.pasted import contents, pairs, reading
from support.threads_made import settle_text

from corpus.documents import BlockKind
from index.retrieval.embedder import Embedder

ASKED = "The tent leaks at the seam. How do I close it?"
ANSWER = "Rub wax over the seam and let it dry for an hour."
THANKS = "That did the trick, thank you!"

FORMS = {
    "whatsapp": f"20/11/2026, 10:00 - Messages are encrypted.\n20/11/2026, 10:01 - Ana Lind: {ASKED}\n20/11/2026, 10:05 - Bo: {ANSWER}\n"
    f"20/11/2026, 10:06 - Cy joined\n20/11/2026, 10:09 - Ana Lind: {THANKS}\n",
    "whatsapp in brackets": f"[20.11.26, 10:01:00] Ana: {ASKED}\n[20.11.26, 10:05:00] Bo: {ANSWER}\n[20.11.26, 10:09:00] Ana: {THANKS}\n",
    "discord": f"Ana — 20/11/2026 10:01\n{ASKED}\nBo — 20/11/2026 10:05\n{ANSWER}\nAna — Today at 10:09 AM\n{THANKS}\n",
    "discord in three lines": f"Ana\n — \nToday at 10:01\n{ASKED}\nBo\n — \nToday at 10:05\n{ANSWER}\nAna\n — \nToday at 10:09\n{THANKS}\n",
    "slack": f"Ana  10:01 AM\n{ASKED}\nBo  10:05 AM\n{ANSWER}\nAna  10:09 AM\n{THANKS}\n",
    "irc": f"[10:01] <ana> {ASKED}\n[10:05] <bo> {ANSWER}\n[10:09] <ana> {THANKS}\n",
    "exported": f"{'=' * 30}\nGuild: Camp\nChannel: Help / wet tent\n{'=' * 30}\n\n[20-Nov-26 10:01 AM] ana\n{ASKED}\n\n"
    f"[20-Nov-26 10:05 AM] bo\n{ANSWER}\n\n[20-Nov-26 10:09 AM] ana\n{THANKS}\n\n{'=' * 30}\nExported 3 message(s)\n{'=' * 30}\n",
    "names alone": f"ana: {ASKED}\nbo: {ANSWER}\nana: {THANKS}\n",
}


@pytest.mark.parametrize("form", FORMS)
def test_a_solved_chat_is_its_answer_under_what_was_asked(embedder: Embedder, form: str) -> None:
    document = settle_text(FORMS[form], embedder, "tent.txt")
    ((headings, words),) = contents(document)
    assert (headings[0], words.removeprefix("bo: ")) == (ASKED, ANSWER)
    assert ("wet tent" if form == "exported" else "Tent") == document.source.title


def test_a_chat_in_a_markdown_file_or_a_message_is_read_alike(embedder: Embedder) -> None:
    assert contents(settle_text(FORMS["discord"], embedder, "message-1.md"))[0][1] == ANSWER


def test_a_question_alone_is_answered_and_a_line_above_is_the_title(embedder: Embedder) -> None:
    chat = f"[10:01] ana: How do I close the seam?\n[10:05] bo: {ANSWER}\n[10:09] ana: {THANKS}\n"
    assert pairs(settle_text(chat, embedder, "tent.txt")) == [("How do I close the seam?", ANSWER)]
    assert pairs(settle_text(f"Wet tent\n\n{chat}", embedder, "tent.txt")) == [("Wet tent", ANSWER)]


def test_a_check_mark_below_an_exported_message_marks_the_answer(embedder: Embedder) -> None:
    chat = (
        f"Wet tent\n\n[20-Nov-26 10:01 AM] ana\n{ASKED}\n\n[20-Nov-26 10:05 AM] bo\n{ANSWER}\n\n{{Reactions}}\n✅ (1)\n\n"
        f"[20-Nov-26 10:06 AM] cy\nBuy a new tent in town.\n\n[20-Nov-26 10:09 AM] ana\n{THANKS}\n"
    )
    document = settle_text(chat, embedder, "tent.txt")
    assert pairs(document) == [("Wet tent", ANSWER)]
    assert "1 line below a message" in map(str, document.left_out)


def test_a_channel_with_several_questions_has_each_answer_under_its_own(embedder: Embedder) -> None:
    chat = (
        "[10:00] Ana: When do we open on Monday?\n[10:01] Bo: We open at nine on Mondays.\n[10:02] Ana: thx\n"
        "[11:00] Cy: My badge does not work. Who can help me?\n[11:05] Ana: The office on the second floor makes new badges.\n"
        "[11:06] Cy: great!\n[12:00] Bo: Lunch is in the garden today.\n"
    )
    assert contents(settle_text(chat, embedder, "chat.txt")) == [
        (("When do we open on Monday?", "Bo, 10:01"), "We open at nine on Mondays."),
        (
            ("My badge does not work. Who can help me?", "Ana, 11:05"),
            "The office on the second floor makes new badges.",
        ),
        (("Bo, 12:00",), "Lunch is in the garden today."),
    ]


def test_lists_and_code_in_a_message_stay_such() -> None:
    document = reading(
        "Ana — 10:01\nHow?\nBo — 10:05\nDo this:\n```sh\ncamp dry\ncamp pack\n```\n- then rest\nAna — 10:07\nok\n"
    )
    assert [(block.kind, block.span.of(document.text)) for block in document.blocks[1:4]] == [
        (BlockKind.PARAGRAPH, "Do this:"), (BlockKind.CODE, "camp dry\ncamp pack"), (BlockKind.LIST_ITEM, "then rest"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "Name: Ada\nYear: 1843\n\nName: Grace\nYear: 1906\n",
        "09:00 Ana Holm: Opening\n09:30 Bo Lind: Ferries\n10:00 Cy Berg: Bread\n",
        "Q: When is it?\nA: At nine.\nQ: Where?\nA: In the hall.\n",
        "Doors open — 19:30\nThe band plays — 20:00\nThe end — 23:00\n",
    ],
)
def test_records_and_timetables_are_no_chats(text: str) -> None:
    assert reading(text).conversation is None
