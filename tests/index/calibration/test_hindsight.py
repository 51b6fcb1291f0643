"""Hindsight: votes and dismissals as the store keeps them, and which of them still say something of what the bot does."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from corpus.scopes import SHARED, SHIPPED, of_server, seen_from
from corpus.store.faq.entries import FaqDraft
from corpus.store.feedback import Feedback
from corpus.store.gaps.records import Status
from corpus.store.history import TERMINAL, Actor
from corpus.store.servers import Servers
from index.answering.answerer import Trace
from index.calibration.hindsight import Hindsight, Remarks, collect_remarks, look_back
from index.desk import Desk
from index.engine import Engine
from index.gaps.book import GapBook
from index.outcomes import Answer
from index.retrieval.retriever import PassageFilter

HERE, THERE = of_server(7), of_server(8)
STEPS = "How many steps does the climb of the lighthouse tower have?"
BUILT = "Who built the lighthouse of Vara in 1874?"
PARKING = "Where may visitors of the lighthouse park?"


@pytest.fixture
def voted(lighthouse: Engine) -> Callable[..., int]:
    """Ask in a server, log the reply, and vote on it."""

    def vote(question: str, *votes: bool, scope: str = HERE) -> int:
        scopes = seen_from(scope, notes=False)
        reply = lighthouse.answer(question, scopes)
        assert isinstance(reply, Answer)
        number = Desk(lighthouse).keep(reply, place=scope, asker_id=1, scopes=scopes)
        assert number is not None
        for member, helpful in enumerate(votes):
            assert Feedback(lighthouse.store).vote(scope, number, member, helpful)
        return number

    return vote


def dismiss(engine: Engine, question: str, scope: str = HERE) -> None:
    gaps = GapBook(engine)
    gap = gaps.note(scope, int(scope.removeprefix("server:")), question, 1, "state")
    assert gaps.store.close(scope, gap, Status.DISMISSED, "mod")


def look_again(engine: Engine, said: Remarks, scope: str = SHARED) -> Hindsight:
    return look_back(engine, said, scope, notes=False, on_asked=lambda: None)


def test_several_votes_on_one_reply_count_as_one_by_majority(lighthouse: Engine, voted: Callable[..., int]) -> None:
    helpful, wrong = voted(STEPS, True, True, False), voted(BUILT, False)
    voted("When was the lighthouse of Vara built?", True, False)
    voted("How much does a ticket cost?")
    found = {one.reply.id: one.helpful for one in Feedback(lighthouse.store).list_voted(HERE, 10)}
    assert found == {helpful: True, wrong: False}, "as many for as against say nothing"
    assert [one.reply.id for one in Feedback(lighthouse.store).list_voted(HERE, 1)] == [wrong], "the newest first"


def test_a_server_is_told_by_its_own_votes_and_what_all_see_by_everyones(
    lighthouse: Engine, voted: Callable[..., int]
) -> None:
    voted(STEPS, True)
    voted(BUILT, False, scope=THERE)
    dismiss(lighthouse, PARKING)
    dismiss(lighthouse, PARKING, THERE)
    assert [one.reply.question for one in collect_remarks(lighthouse, HERE, 10).voted] == [STEPS]
    assert [one.scope for one in collect_remarks(lighthouse, THERE, 10).dismissed] == [THERE]
    both = collect_remarks(lighthouse, SHARED, 10)
    assert (len(both.voted), len(both.dismissed), len(both)) == (2, 2, 4)


def test_a_question_that_was_asked_again_counts_once(lighthouse: Engine, voted: Callable[..., int]) -> None:
    voted(STEPS, True)
    voted(STEPS.upper(), False)
    (only,) = collect_remarks(lighthouse, HERE, 10).voted
    assert not only.helpful, "the last word counts"


def test_votes_and_dismissals_have_the_present_probability(lighthouse: Engine, voted: Callable[..., int]) -> None:
    voted(STEPS, True)
    voted(BUILT, False)
    dismiss(lighthouse, PARKING)
    asked: list[None] = []
    found = look_back(
        lighthouse, collect_remarks(lighthouse, HERE, 10), SHARED, notes=False, on_asked=lambda: asked.append(None)
    )
    scopes = seen_from(HERE, notes=False)
    assert found.helpful.tolist() == [lighthouse.trace(STEPS, scopes).probability]
    assert found.unhelpful.tolist() == [lighthouse.trace(BUILT, scopes).probability]
    assert found.dismissed.tolist() == [lighthouse.trace(PARKING, scopes).probability]
    assert (found.lost, len(asked)) == (0, 3)
    of_the_server = look_again(lighthouse, collect_remarks(lighthouse, HERE, 10), HERE)
    assert (len(of_the_server.helpful), len(of_the_server.dismissed), of_the_server.lost) == (0, 0, 2)


def test_a_vote_is_lost_where_something_else_is_cited_by_now(lighthouse: Engine, voted: Callable[..., int]) -> None:
    voted(STEPS, True)
    (document,) = lighthouse.store.listing([SHARED])
    moved = "# The lighthouse of Vara\n\n## News\n\nA new lamp was bought.\n\n## Visiting\n\nThe climb has 212 steps.\n"
    lighthouse.replace(document.id, moved.encode(), "lighthouse.md", TERMINAL)
    assert len(look_again(lighthouse, collect_remarks(lighthouse, HERE, 10)).helpful) == 1, (
        "the same words stand elsewhere now"
    )
    lighthouse.replace(document.id, moved.replace("212", "240").encode(), "lighthouse.md", TERMINAL)
    found = look_again(lighthouse, collect_remarks(lighthouse, HERE, 10))
    assert (len(found.helpful), found.lost) == (0, 1)


def test_a_vote_says_nothing_where_the_moderators_answer_by_now(lighthouse: Engine, voted: Callable[..., int]) -> None:
    voted(STEPS, False)
    lighthouse.faq.store.add(HERE, FaqDraft(STEPS, "It has 212."), Actor("Mira", 7))
    found = look_again(lighthouse, collect_remarks(lighthouse, HERE, 10))
    assert (len(found.unhelpful), found.lost) == (0, 1)


def test_a_question_whose_answer_was_given_up_and_that_was_dismissed_counts_once(
    lighthouse: Engine, voted: Callable[..., int]
) -> None:
    number = voted(STEPS, False)
    gaps = GapBook(lighthouse)
    gap = gaps.note(HERE, number, STEPS, 1, "")
    gaps.store.close(HERE, gap, Status.DISMISSED, "mod")
    dismiss(lighthouse, PARKING)
    found = collect_remarks(lighthouse, HERE, 10)
    assert [one.reply.id for one in found.voted] == [number]
    assert [one.question for one in found.dismissed] == [PARKING]


def test_a_server_that_set_the_notes_aside_is_asked_without_them(
    lighthouse: Engine, voted: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    for scope in (HERE, THERE):
        voted(STEPS, True, scope=scope)
        dismiss(lighthouse, PARKING, scope)
    Servers(lighthouse.store).change(HERE, notes=False)
    asked: list[Sequence[str]] = []
    trace = lighthouse.trace

    def noted(question: str, scopes: Sequence[str], allowed: PassageFilter | None = None) -> Trace:
        asked.append(scopes)
        return trace(question, scopes, allowed)

    monkeypatch.setattr(lighthouse, "trace", noted)
    said = collect_remarks(lighthouse, SHARED, 10)
    look_back(lighthouse, said, SHARED, notes=True, on_asked=lambda: None)
    assert {scopes[-1]: SHIPPED in scopes for scopes in asked} == {HERE: False, THERE: True}
    assert len(asked) == 4
