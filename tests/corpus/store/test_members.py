"""What is kept of a member, and what is deleted on their word."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from support.gaps_made import ALICE, BOB, HERE, THERE, ask, note, refused

from corpus.store.documents import CorpusStore
from corpus.store.feedback import Feedback
from corpus.store.gaps.records import UnknownGap
from corpus.store.gaps.store import GapStore
from corpus.store.members import Privacy
from corpus.store.replies import NewReply, ReplyLog
from corpus.store.schema import METADATA


def test_what_is_kept_of_a_member_is_deleted_on_their_word_here_and_nowhere_else(
    store: CorpusStore, gaps: GapStore
) -> None:
    privacy = Privacy(store)
    only, shared = ask(store, gaps, ALICE, "Only I?"), ask(store, gaps, ALICE, "We all?", message=100)
    ask(store, gaps, BOB, "All of us?", gap_id=shared, message=101)
    gaps.follow(HERE, shared, ALICE, 7, 100)
    elsewhere = note(gaps, refused(store, ALICE, scope=THERE), ALICE, scope=THERE)
    assert privacy.count_kept(HERE, ALICE) == 2
    privacy.forget(HERE, ALICE)
    assert (privacy.count_kept(HERE, ALICE), privacy.count_kept(THERE, ALICE), privacy.count_kept(HERE, BOB)) == (
        0,
        1,
        1,
    )
    assert [gap.id for gap in gaps.reading.listing(HERE)] == [shared]
    gap = gaps.reading.get(HERE, shared)
    assert (gap.question, gap.wordings, gap.followers) == ("All of us?", ("All of us?",), 0)
    assert gaps.reading.get(THERE, elsewhere).askers == 1
    with pytest.raises(UnknownGap):
        gaps.reading.get(HERE, only)


def test_after_forgetting_no_table_holds_the_members_id_or_words(store: CorpusStore, gaps: GapStore) -> None:
    gap = ask(store, gaps, ALICE, "My very own words?", message=100)
    ask(store, gaps, BOB, "Other words?", gap_id=gap)
    second = ask(store, gaps, ALICE, "More of my very own words?")
    gaps.merge(HERE, second, gap)
    gaps.follow(HERE, gap, ALICE, 7, 100)
    Privacy(store).forget(HERE, ALICE)
    with store.reading() as connection:
        for table in METADATA.tables.values():
            for row in connection.execute(select(table)):
                assert str(ALICE) not in [str(value) for value in row], table.name
                assert "my very own" not in str(row).casefold(), table.name


def test_opting_out_holds_for_one_server_until_it_is_taken_back(store: CorpusStore) -> None:
    privacy = Privacy(store)
    privacy.opt_out(HERE, ALICE)
    privacy.opt_out(HERE, ALICE)
    assert (privacy.is_out(HERE, ALICE), privacy.is_out(THERE, ALICE), privacy.is_out(HERE, BOB)) == (
        True,
        False,
        False,
    )
    privacy.opt_in(HERE, ALICE)
    assert not privacy.is_out(HERE, ALICE)


def test_votes_go_with_the_replies_that_they_are_about(store: CorpusStore) -> None:
    votes, log = Feedback(store), ReplyLog(store)
    number = log.add(NewReply(HERE, ALICE, "Why?", "answer", 0.9))
    assert votes.vote(HERE, number, BOB, True)
    assert not votes.vote(THERE, number, BOB, True), "a server's answers are voted on there"
    assert not votes.vote(HERE, refused(store, ALICE), BOB, True), "a refusal is not voted on"
    assert votes.forget() == 0
    log.forget(-1)
    assert votes.forget() == 1
