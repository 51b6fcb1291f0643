"""The store of gaps: who asked, who follows, what is answered, and what is forgotten."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from support.gaps_made import ALICE, BOB, CAROL, DOUBTED, HERE, OTHER, READY, THERE, age, ask, note, refused

from corpus.store.documents import CorpusStore
from corpus.store.gaps.records import Gap, Place, Status, UnknownGap, rank_gaps
from corpus.store.gaps.store import GapStore
from corpus.store.schema import GAP_ASKINGS, GAP_FOLLOWERS, GAPS


def test_a_gap_counts_its_askers_and_keeps_their_wordings(store: CorpusStore, gaps: GapStore) -> None:
    first = ask(store, gaps, ALICE, "Why is it so?")
    for asker, question in ((BOB, "why is it so"), (BOB, "What is the reason?"), (ALICE, "What is the reason?")):
        assert ask(store, gaps, asker, question, gap_id=first) == first
    gap = gaps.reading.get(HERE, first)
    assert (gap.question, gap.askers, len(gap.askings)) == ("Why is it so?", 2, 4)
    assert gap.wordings == ("Why is it so?", "What is the reason?")


def test_gaps_are_ranked_by_askers_and_how_recently_they_asked(store: CorpusStore, gaps: GapStore) -> None:
    fresh, busy, stale = (ask(store, gaps, ALICE) for _ in range(3))
    for asker in (BOB, CAROL):
        ask(store, gaps, asker, gap_id=busy)
        ask(store, gaps, asker, gap_id=stale)
    age(store, stale, 60)
    order = [gap.id for gap in rank_gaps(gaps.reading.listing(HERE), datetime.now(UTC))]
    assert order == [busy, fresh, stale]
    assert gaps.reading.get(HERE, busy).count_askings(datetime.now(UTC) + timedelta(seconds=1), 7, 0) == 3
    assert gaps.reading.get(HERE, stale).count_askings(datetime.now(UTC), 7, 0) == 0


def test_a_gap_of_another_server_is_unknown_whatever_is_done_with_it(store: CorpusStore, gaps: GapStore) -> None:
    number = refused(store, ALICE)
    mine = note(gaps, number, ALICE)
    theirs = note(gaps, refused(store, BOB, scope=THERE), BOB, scope=THERE)
    for work in (
        lambda: gaps.reading.get(THERE, mine), lambda: gaps.close(THERE, mine, Status.DISMISSED, "them"),
        lambda: gaps.merge(THERE, mine, theirs), lambda: gaps.merge(HERE, mine, theirs),
        lambda: gaps.follow(THERE, mine, BOB, 7, 8), lambda: gaps.decline(THERE, mine),
    ):  # fmt: skip
        with pytest.raises(UnknownGap):
            work()
    assert gaps.reading.find_by_reply(THERE, number) is None
    assert [gap.id for gap in gaps.reading.listing(THERE)] == [theirs]
    assert gaps.reading.scopes() == [HERE, THERE]
    assert [wording.gap_id for wording in gaps.reading.wordings(THERE, "")] == [theirs]


def test_the_answer_goes_where_people_follow_and_once_into_a_channel_where_nobody_does(
    store: CorpusStore, gaps: GapStore
) -> None:
    gap = ask(store, gaps, ALICE, message=100)
    ask(store, gaps, BOB, gap_id=gap, message=101)
    ask(store, gaps, CAROL, gap_id=gap)  # asked privately
    assert gaps.reading.places(gap, 30) == [Place(7, 101)]
    gaps.follow(HERE, gap, ALICE, 7, 100)
    gaps.follow(HERE, gap, BOB, 7, 100)
    gaps.follow(HERE, gap, CAROL, 9, 300)
    gaps.unfollow(HERE, gap, CAROL)
    assert gaps.reading.places(gap, 30) == [Place(7, 100, (ALICE, BOB))]


def test_many_followers_of_one_message_are_mentioned_in_several(store: CorpusStore, gaps: GapStore) -> None:
    gap = ask(store, gaps, ALICE, message=100)
    for user in range(1000, 1120):
        gaps.follow(HERE, gap, user, 7, 100)
    places = gaps.reading.places(gap, 30)
    assert [len(place.followers) for place in places] == [50, 50, 20]
    assert len({user for place in places for user in place.followers}) == 120


def test_nobody_is_told_twice_unless_it_could_not_be_posted(store: CorpusStore, gaps: GapStore) -> None:
    gap = ask(store, gaps, ALICE, message=100)
    gaps.follow(HERE, gap, ALICE, 7, 100)
    (place,) = gaps.reading.places(gap, 30)
    assert gaps.tell(gap, place) == (ALICE,)
    assert gaps.tell(gap, place) == ()
    assert gaps.reading.places(gap, 30) == []
    gaps.untell(gap, place, (ALICE,))
    assert gaps.reading.places(gap, 30) == [place]


def test_of_two_who_close_a_gap_one_does(store: CorpusStore, gaps: GapStore) -> None:
    gap = ask(store, gaps, ALICE)
    assert gaps.close(HERE, gap, Status.ANSWERED, "one")
    assert not gaps.close(HERE, gap, Status.DISMISSED, "other")
    assert gaps.reading.get(HERE, gap).closed_by == "one"
    assert gaps.reading.wordings(HERE, "") == [], "asked anew, it is a new gap"


def test_an_answer_is_new_once_and_a_declined_one_stays_so_until_it_quotes_something_else(
    store: CorpusStore, gaps: GapStore
) -> None:
    gap = ask(store, gaps, ALICE)
    assert gaps.note_check(gap, "b", READY)
    assert not gaps.note_check(gap, "c", READY)
    assert gaps.reading.list_unchecked(HERE, "c") == []
    gaps.decline(HERE, gap)
    assert not gaps.note_check(gap, "d", READY)
    assert not gaps.reading.get(HERE, gap).is_ready
    assert gaps.note_check(gap, "e", OTHER)
    assert not gaps.note_check(gap, "f", None)
    assert not gaps.reading.get(HERE, gap).is_ready


def test_a_sure_answer_after_an_unsure_one_is_told_again(store: CorpusStore, gaps: GapStore) -> None:
    gap = ask(store, gaps, ALICE)
    assert gaps.note_check(gap, "b", DOUBTED)
    assert not gaps.note_check(gap, "c", DOUBTED)
    assert gaps.reading.get(HERE, gap).is_perhaps_ready
    assert gaps.note_check(gap, "d", READY)
    assert not gaps.note_check(gap, "e", DOUBTED), "an unsure one after a sure one is not news"


def test_an_answer_that_was_declined_stays_so_though_the_question_was_refused_in_between(
    store: CorpusStore, gaps: GapStore
) -> None:
    gap = ask(store, gaps, ALICE)
    gaps.note_check(gap, "b", READY)
    gaps.decline(HERE, gap)
    assert not gaps.note_check(gap, "c", None)
    assert not gaps.note_check(gap, "d", READY)
    assert not gaps.reading.get(HERE, gap).is_ready
    assert gaps.note_check(gap, "e", OTHER)


def test_an_answer_that_was_given_up_is_not_offered_for_a_new_gap_or_one_with_a_declined_answer(
    store: CorpusStore, gaps: GapStore
) -> None:
    new = note(gaps, refused(store, ALICE), ALICE, given_up=DOUBTED)
    old = ask(store, gaps, ALICE)
    gaps.note_check(old, "b", READY)
    gaps.decline(HERE, old)
    note(gaps, refused(store, BOB), BOB, gap_id=old, given_up=DOUBTED)
    for gap in (new, old):
        assert not gaps.note_check(gap, "c", DOUBTED)
        assert not gaps.reading.get(HERE, gap).is_ready
        assert gaps.note_check(gap, "d", OTHER)


def test_an_answer_that_waits_goes_on_waiting_when_another_is_given_up_and_goes_when_it_is_that_one(
    store: CorpusStore, gaps: GapStore
) -> None:
    gap = ask(store, gaps, ALICE)
    gaps.note_check(gap, "b", READY)
    note(gaps, refused(store, BOB), BOB, gap_id=gap, given_up=DOUBTED)
    assert gaps.reading.get(HERE, gap).is_ready
    gaps.note_check(gap, "c", DOUBTED)
    note(gaps, refused(store, CAROL), CAROL, gap_id=gap, given_up=DOUBTED)
    assert not gaps.reading.get(HERE, gap).is_ready


def test_merging_moves_askings_and_followers_and_keeps_every_wording(store: CorpusStore, gaps: GapStore) -> None:
    one, two, three = (ask(store, gaps, asker, f"Why {asker}?") for asker in (ALICE, BOB, CAROL))
    for gap, user in ((one, ALICE), (two, ALICE), (two, BOB)):
        gaps.follow(HERE, gap, user, 7, gap)
    gaps.merge(HERE, one, two)
    gaps.merge(HERE, two, three)
    merged = gaps.reading.get(HERE, one)
    assert (merged.id, merged.askers, merged.followers) == (three, 3, 2)
    assert {(wording.id, wording.gap_id) for wording in gaps.reading.wordings(HERE, "")} == {
        (one, three), (two, three), (three, three)
    }  # fmt: skip
    assert [gap.id for gap in gaps.reading.listing(HERE)] == [three]
    gaps.merge(HERE, one, three)
    assert gaps.reading.get(HERE, three).askers == 3, "a gap is not merged with itself"


def test_old_gaps_are_forgotten_with_all_that_belongs_to_them(store: CorpusStore, gaps: GapStore) -> None:
    kept, closed, old, merged = (ask(store, gaps, ALICE, f"Why {n}?") for n in range(4))
    gaps.follow(HERE, closed, BOB, 7, 100)
    gaps.close(HERE, closed, Status.DISMISSED, "mod")
    gaps.merge(HERE, merged, old)
    age(store, closed, 91)
    age(store, old, 366)
    assert gaps.forget() == 2
    with store.reading() as connection:
        assert list(connection.scalars(select(GAPS.c.id))) == [kept]
        for table in (GAP_ASKINGS, GAP_FOLLOWERS):
            assert set(connection.scalars(select(table.c.gap_id))) <= {kept}


def test_a_gap_without_askings_has_its_question_as_its_wording() -> None:
    at = datetime.now(UTC)
    gap = Gap(1, HERE, "Why?", Status.OPEN, at, at)
    assert (gap.wordings, gap.askers, gap.weigh(at), gap.is_ready) == (("Why?",), 0, 0.0, False)
