"""Merging gaps and parting them again: nobody's asking or following is lost on the way."""

from __future__ import annotations

import pytest
from support.gaps_made import ALICE, BOB, CAROL, HERE, READY, THERE, ask

from corpus.store.documents import CorpusStore
from corpus.store.gaps.records import Gap, Place, Posting, Status, UnknownGap
from corpus.store.gaps.store import GapStore
from corpus.store.members import Privacy


def describe(gaps: GapStore, number: int) -> tuple[object, ...]:
    gap: Gap = gaps.reading.get(HERE, number)
    people = [(place.message_id, place.followers) for place in gaps.reading.places(number, 30) if place.followers]
    return gap.id, gap.question, sorted(one.reply_id for one in gap.askings), gap.followers, people, gap.last_asked_at


def test_two_gaps_that_are_parted_are_what_they_were_before(store: CorpusStore, gaps: GapStore) -> None:
    one, two = ask(store, gaps, ALICE, "Why Alice?"), ask(store, gaps, BOB, "Why Bob?")
    gaps.follow(HERE, one, ALICE, 7, 100)
    gaps.follow(HERE, one, CAROL, 7, 101)
    gaps.follow(HERE, two, CAROL, 7, 200)
    gaps.follow(HERE, two, BOB, 7, 200)
    gaps.note_check(one, "b", READY)
    before = describe(gaps, one), describe(gaps, two)
    assert gaps.merge(HERE, one, two, "Mira")
    (merger,) = gaps.reading.get(HERE, two).mergers
    assert (merger.id, merger.question, merger.by) == (one, "Why Alice?", "Mira")
    assert gaps.reading.get(HERE, one).followers == 3
    assert gaps.part(HERE, one) == two
    assert (describe(gaps, one), describe(gaps, two)) == before
    assert gaps.reading.get(HERE, two).mergers == ()
    assert gaps.reading.get(HERE, one).is_ready, "its answer waits again"
    assert [gap.id for gap in gaps.reading.list_unchecked(HERE, "b")] == [two, one], "it is asked again"


def test_what_was_asked_since_goes_with_the_words_that_recognised_it(store: CorpusStore, gaps: GapStore) -> None:
    one, two = ask(store, gaps, ALICE, "Why Alice?"), ask(store, gaps, BOB, "Why Bob?")
    gaps.merge(HERE, one, two)
    ask(store, gaps, CAROL, "Why, Alice?", gap_id=one)
    ask(store, gaps, CAROL, "Why, Bob?", gap_id=two)
    assert len(gaps.reading.get(HERE, two).askings) == 4
    gaps.part(HERE, one)
    assert [one.question for one in gaps.reading.get(HERE, one).askings] == ["Why, Alice?", "Why Alice?"]
    assert [one.question for one in gaps.reading.get(HERE, two).askings] == ["Why, Bob?", "Why Bob?"]


@pytest.mark.parametrize("first", [0, 1])
def test_gaps_that_were_merged_one_after_the_other_are_parted_in_any_order(
    store: CorpusStore, gaps: GapStore, first: int
) -> None:
    one, two, three = (ask(store, gaps, asker, f"Why {asker}?") for asker in (ALICE, BOB, CAROL))
    for gap, user in ((one, ALICE), (two, ALICE), (two, BOB), (three, CAROL)):
        gaps.follow(HERE, gap, user, 7, gap)
    before = [describe(gaps, gap) for gap in (one, two, three)]
    gaps.merge(HERE, one, two)
    gaps.merge(HERE, two, three)
    assert [merger.id for merger in gaps.reading.get(HERE, three).mergers] == [two, one]
    for gap in ((one, two), (two, one))[first]:
        gaps.part(HERE, gap)
    assert [describe(gaps, gap) for gap in (one, two, three)] == before


def test_who_unfollows_or_is_told_while_they_are_one_stays_so_when_they_are_two(
    store: CorpusStore, gaps: GapStore
) -> None:
    one, two = ask(store, gaps, ALICE, "Why Alice?", message=1), ask(store, gaps, BOB, "Why Bob?", message=2)
    for gap in (one, two):
        gaps.follow(HERE, gap, ALICE, 7, gap)
        gaps.follow(HERE, gap, BOB, 7, gap)
    gaps.merge(HERE, one, two)
    gaps.unfollow(HERE, two, ALICE)
    assert gaps.tell(two, Place(7, two, (BOB,))) == (BOB,)
    gaps.part(HERE, one)
    assert (gaps.reading.get(HERE, one).followers, gaps.reading.get(HERE, two).followers) == (0, 0)


def test_what_can_not_be_parted_says_so_and_changes_nothing(store: CorpusStore, gaps: GapStore) -> None:
    one, two = ask(store, gaps, ALICE, "Why Alice?"), ask(store, gaps, BOB, "Why Bob?")
    with pytest.raises(UnknownGap, match="two already"):
        gaps.part(HERE, one)
    gaps.merge(HERE, one, two)
    with pytest.raises(UnknownGap):
        gaps.part(THERE, one)
    gaps.close(HERE, two, Status.ANSWERED, "Mira")
    with pytest.raises(UnknownGap, match="closed meanwhile"):
        gaps.part(HERE, one)
    gaps.reopen(HERE, two, Status.ANSWERED)
    Privacy(store).forget(HERE, ALICE)
    assert [merger.question for merger in gaps.reading.get(HERE, two).mergers] == ["Why Bob?"], "her words are gone"
    with pytest.raises(UnknownGap, match="kept any more"):
        gaps.part(HERE, one)
    assert gaps.reading.get(HERE, two).askers == 1


def test_where_an_answer_was_posted_is_kept_with_its_gap(store: CorpusStore, gaps: GapStore) -> None:
    gap = ask(store, gaps, ALICE)
    assert gaps.reading.get(HERE, gap).posted == ()
    for posting in (Posting(2**62 + 1, 2**62 + 3, 2), Posting(0, 5, 1)):
        gaps.note_posted(gap, posting)
    gaps.close(HERE, gap, Status.ANSWERED, "Mira")
    kept = gaps.reading.get(HERE, gap)
    assert kept.posted == (Posting(2**62 + 1, 2**62 + 3, 2), Posting(0, 5, 1))
    assert kept.closed_at is not None


def test_a_card_in_the_log_channel_is_found_by_any_gap_that_it_shows(store: CorpusStore, gaps: GapStore) -> None:
    one, two, three = (ask(store, gaps, asker) for asker in (ALICE, BOB, CAROL))
    gaps.note_card([one, two], 7, 70)
    gaps.note_card([three], 7, 71)
    assert gaps.reading.list_cards(HERE, [two]) == {(7, 70): [one, two]}
    assert gaps.reading.list_cards(THERE, [two]) == {}
    gaps.note_card([one, two], None, None)
    assert gaps.reading.list_cards(HERE, [one, two, three]) == {(7, 71): [three]}
