"""The desk: what is kept of a reply, and of whom nothing is. Real engine, no Discord."""

from __future__ import annotations

import logging
import sqlite3
import time

import pytest

from corpus.scopes import DIRECT, SHARED, SHIPPED, of_server
from corpus.store.database import StoreError
from corpus.store.faq.entries import FaqDraft
from corpus.store.history import TERMINAL
from corpus.store.members import Privacy
from index.desk import Desk
from index.engine import Engine
from index.kept_replies import restore_answer, restore_citations
from index.outcomes import Answer, Refusal

HERE = 7
BUILT = "When was the lighthouse of Vara built?"
CAPTAIN = "Who is the captain of the ferry to Vara?"


@pytest.fixture
def desk(lighthouse: Engine) -> Desk:
    return Desk(lighthouse, notes=False)


def test_an_answer_is_logged_with_what_it_takes_to_make_it_again(desk: Desk) -> None:
    served = desk.serve(BUILT, HERE, asker_id=1)
    assert isinstance(served.reply, Answer)
    assert served.receipt is not None
    assert served.overview.titles == ("The lighthouse of Vara",)
    kept = desk.replies.get(served.receipt)
    assert kept is not None
    assert (kept.scope, kept.asker_id, kept.question) == (of_server(HERE), 1, BUILT)
    again = restore_answer(kept, restore_citations(kept.citations, desk.engine.library.edits))
    assert again.citations == served.reply.citations


def test_a_refusal_on_a_server_is_a_gap_there_and_in_direct_messages_none(desk: Desk) -> None:
    assert isinstance(desk.serve(CAPTAIN, HERE, asker_id=1).reply, Refusal)
    alone = desk.serve(CAPTAIN, None, asker_id=1)
    assert alone.receipt is not None
    assert desk.replies.get(alone.receipt).scope == DIRECT  # type: ignore[union-attr]
    assert desk.gaps.store.reading.scopes() == [of_server(HERE)]
    assert [gap.question for gap in desk.gaps.store.reading.listing(of_server(HERE))] == [CAPTAIN]


def test_of_who_opted_out_nothing_is_kept(desk: Desk) -> None:
    Privacy(desk.engine.store).opt_out(of_server(HERE), 1)
    assert desk.serve(BUILT, HERE, asker_id=1).receipt is None
    assert desk.serve(CAPTAIN, HERE, asker_id=1).receipt is None
    assert desk.gaps.store.reading.listing(of_server(HERE)) == []


def test_a_question_without_an_asker_is_answered_and_not_kept(desk: Desk) -> None:
    assert isinstance(desk.answer(BUILT), Answer)
    assert desk.replies.list_recent(DIRECT, "answer", 1, 5) == []


def test_an_answer_of_the_moderators_is_counted_as_a_use_of_their_entry(desk: Desk) -> None:
    scope = of_server(HERE)
    entry = desk.engine.faq.store.add(scope, FaqDraft("What are the rules?", "Be kind."), TERMINAL)
    desk.serve("What are the rules?", HERE, asker_id=1)
    assert desk.engine.faq.store.reading.count_uses(scope)[entry.use_key] == 1


def test_the_notes_answer_where_neither_the_operator_nor_the_server_switched_them_off(lighthouse: Engine) -> None:
    desk = Desk(lighthouse)
    assert desk.scopes(None) == (SHIPPED, SHARED)
    assert desk.scopes(HERE) == (SHIPPED, SHARED, of_server(HERE)) == desk.scopes_seen_from(of_server(HERE))
    desk.servers.change(of_server(HERE), notes=False)
    assert desk.scopes(HERE) == (SHARED, of_server(HERE)) == desk.scopes_seen_from(of_server(HERE))
    assert Desk(lighthouse, notes=False).scopes(None) == (SHARED,)


def test_that_a_reply_can_not_be_kept_costs_the_receipt_alone(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> int:
        raise StoreError("the database is full")

    monkeypatch.setattr(desk.replies, "add", fail)
    with caplog.at_level(logging.ERROR):
        served = desk.serve(BUILT, HERE, asker_id=1)
    assert isinstance(served.reply, Answer)
    assert served.receipt is None
    assert "logging a reply failed" in caplog.text


@pytest.mark.clock
def test_who_asks_does_not_wait_for_another_process_that_holds_the_database(desk: Desk) -> None:
    desk.serve(BUILT, HERE, asker_id=1)  # what is made at the first question is made
    other = sqlite3.connect(desk.engine.store.path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    started = time.monotonic()
    served = [desk.serve(question, HERE, asker_id=1) for question in (CAPTAIN, BUILT, CAPTAIN, BUILT)]
    numbers = [each.receipt for each in served]
    assert all(number is not None and desk.note_posted(number, 5, number) for number in numbers)
    assert time.monotonic() - started < 8  # 10 s for each write before
    assert [desk.replies.get(number) for number in numbers if number is not None] == [None] * 4
    other.execute("ROLLBACK")
    desk.finish_writing(20)
    kept = [desk.replies.get(number) for number in numbers if number is not None]
    assert [(each.question, each.message_id) for each in kept if each is not None] == [
        (each.reply.question, each.receipt) for each in served
    ]
    assert [gap.question for gap in desk.gaps.store.reading.listing(of_server(HERE))] == [CAPTAIN]
    other.close()


def test_a_refusal_that_is_one_too_many_of_a_member_can_not_be_put_to_the_moderators(lighthouse: Engine) -> None:
    desk = Desk(lighthouse, notes=False, daily_gaps=1)
    first, second = (desk.serve(question, HERE, asker_id=1) for question in (CAPTAIN, "Who paints the harbour wall?"))
    assert isinstance(second.reply, Refusal)
    assert (first.may_follow, second.may_follow) == (True, False)
    assert second.receipt is not None
    assert [gap.question for gap in desk.gaps.store.reading.listing(of_server(HERE))] == [CAPTAIN]
    assert desk.serve(BUILT, HERE, asker_id=1).may_follow
