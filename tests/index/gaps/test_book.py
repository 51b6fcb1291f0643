"""Gaps: what is kept of refused questions, and which of them are one."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path

import pytest
from sqlalchemy import func, select, update
from support.paths import SHARED_FILES

from corpus.scopes import of_server
from corpus.store.documents import CorpusStore
from corpus.store.feedback import Feedback
from corpus.store.gaps.records import Gap, Place, Ready, Status, UnknownGap, ranked
from corpus.store.gaps.store import GapStore
from corpus.store.members import Privacy
from corpus.store.replies import ReplyLog
from corpus.store.schema import GAP_ASKINGS, GAP_FOLLOWERS, GAPS, METADATA
from index.engine import Engine
from index.gaps.agreement import find_wanted, may_be_same
from index.gaps.book import GapBook
from index.measuring import gap_clusters
from index.retrieval.embedder import SentenceTransformerEmbedder

HERE, THERE = of_server(1), of_server(2)
ALICE, BOB, CAROL = 11, 12, 13
WRITTEN = Path(__file__).parent / "gap_wordings.jsonl"
READY = Ready(0.9, "", {HERE: 1}, [{"document_id": "aa", "version": 1}])
OTHER = Ready(0.9, "", {}, [{"document_id": "bb", "version": 1}])
DOUBTED = Ready(0.4, "", {}, [{"document_id": "cc", "version": 1}], certainty="unsure")


@pytest.fixture
def store(tmp_path: Path) -> CorpusStore:
    return CorpusStore(tmp_path)


@pytest.fixture
def gaps(store: CorpusStore) -> GapStore:
    return GapStore(store)


def refused(
    store: CorpusStore, asker: int, question: str = "Why?", scope: str = HERE, message: int | None = None
) -> int:
    """Log a refusal, posted as a message of channel 7, and return its number."""
    log = ReplyLog(store)
    number = log.add(
        scope=scope, asker_id=asker, question=question, outcome="refusal", reason="not_stated", detail="",
        probability=0.1, revisions={}, citations=[],
    )  # fmt: skip
    if message is not None:
        log.posted(number, 7, message)
    return number


def note(
    gaps: GapStore,
    number: int,
    asker: int,
    question: str = "Why?",
    *,
    gap_id: int | None = None,
    scope: str = HERE,
    given_up: Ready | None = None,
) -> int:
    return gaps.note(
        scope,
        reply_id=number,
        question=question,
        asker_id=asker,
        gap_id=gap_id,
        vector=b"",
        fingerprint="",
        checked="a",
        given_up=given_up,
    )


def ask(
    store: CorpusStore,
    gaps: GapStore,
    asker: int,
    question: str = "Why?",
    *,
    gap_id: int | None = None,
    message: int | None = None,
) -> int:
    number = refused(store, asker, question, message=message)
    return note(gaps, number, asker, question, gap_id=gap_id)


def age(store: CorpusStore, gap_id: int, days: float) -> None:
    """Make a gap and its askings older."""
    at = (datetime.now(UTC) - timedelta(days=days)).isoformat(timespec="seconds")
    with store.writing() as connection:
        connection.execute(update(GAPS).where(GAPS.c.id == gap_id).values(last_asked_at=at, created_at=at))
        connection.execute(update(GAPS).where(GAPS.c.id == gap_id, GAPS.c.closed_at.is_not(None)).values(closed_at=at))
        connection.execute(update(GAP_ASKINGS).where(GAP_ASKINGS.c.gap_id == gap_id).values(asked_at=at))


# ---- the store


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
    order = [gap.id for gap in ranked(gaps.reading.listing(HERE), datetime.now(UTC))]
    assert order == [busy, fresh, stale]
    assert gaps.reading.get(HERE, busy).asked_between(datetime.now(UTC) + timedelta(seconds=1), 7, 0) == 3
    assert gaps.reading.get(HERE, stale).asked_between(datetime.now(UTC), 7, 0) == 0


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
    assert gaps.reading.of_reply(THERE, number) is None
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
    assert gaps.checked(gap, "b", READY)
    assert not gaps.checked(gap, "c", READY)
    assert gaps.reading.to_check(HERE, "c") == []
    gaps.decline(HERE, gap)
    assert not gaps.checked(gap, "d", READY)
    assert not gaps.reading.get(HERE, gap).is_ready
    assert gaps.checked(gap, "e", OTHER)
    assert not gaps.checked(gap, "f", None)
    assert not gaps.reading.get(HERE, gap).is_ready


def test_a_sure_answer_after_an_unsure_one_is_told_again(store: CorpusStore, gaps: GapStore) -> None:
    gap = ask(store, gaps, ALICE)
    assert gaps.checked(gap, "b", DOUBTED)
    assert not gaps.checked(gap, "c", DOUBTED)
    assert gaps.reading.get(HERE, gap).is_perhaps_ready
    assert gaps.checked(gap, "d", READY)
    assert not gaps.checked(gap, "e", DOUBTED), "an unsure one after a sure one is not news"


def test_an_answer_that_was_declined_stays_so_though_the_question_was_refused_in_between(
    store: CorpusStore, gaps: GapStore
) -> None:
    gap = ask(store, gaps, ALICE)
    gaps.checked(gap, "b", READY)
    gaps.decline(HERE, gap)
    assert not gaps.checked(gap, "c", None)
    assert not gaps.checked(gap, "d", READY)
    assert not gaps.reading.get(HERE, gap).is_ready
    assert gaps.checked(gap, "e", OTHER)


def test_an_answer_that_was_given_up_is_not_offered_for_a_new_gap_or_one_with_a_declined_answer(
    store: CorpusStore, gaps: GapStore
) -> None:
    new = note(gaps, refused(store, ALICE), ALICE, given_up=DOUBTED)
    old = ask(store, gaps, ALICE)
    gaps.checked(old, "b", READY)
    gaps.decline(HERE, old)
    note(gaps, refused(store, BOB), BOB, gap_id=old, given_up=DOUBTED)
    for gap in (new, old):
        assert not gaps.checked(gap, "c", DOUBTED)
        assert not gaps.reading.get(HERE, gap).is_ready
        assert gaps.checked(gap, "d", OTHER)


def test_an_answer_that_waits_goes_on_waiting_when_another_is_given_up_and_goes_when_it_is_that_one(
    store: CorpusStore, gaps: GapStore
) -> None:
    gap = ask(store, gaps, ALICE)
    gaps.checked(gap, "b", READY)
    note(gaps, refused(store, BOB), BOB, gap_id=gap, given_up=DOUBTED)
    assert gaps.reading.get(HERE, gap).is_ready
    gaps.checked(gap, "c", DOUBTED)
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


# ---- privacy


def test_what_is_kept_of_a_member_is_deleted_on_their_word_here_and_nowhere_else(
    store: CorpusStore, gaps: GapStore
) -> None:
    privacy = Privacy(store)
    only, shared = ask(store, gaps, ALICE, "Only I?"), ask(store, gaps, ALICE, "We all?", message=100)
    ask(store, gaps, BOB, "All of us?", gap_id=shared, message=101)
    gaps.follow(HERE, shared, ALICE, 7, 100)
    elsewhere = note(gaps, refused(store, ALICE, scope=THERE), ALICE, scope=THERE)
    assert privacy.kept(HERE, ALICE) == 2
    privacy.forget(HERE, ALICE)
    assert (privacy.kept(HERE, ALICE), privacy.kept(THERE, ALICE), privacy.kept(HERE, BOB)) == (0, 1, 1)
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
    number = log.add(
        scope=HERE, asker_id=ALICE, question="Why?", outcome="answer", reason=None, detail="", probability=0.9,
        revisions={}, citations=[],
    )  # fmt: skip
    assert votes.vote(HERE, number, BOB, True)
    assert not votes.vote(THERE, number, BOB, True), "a server's answers are voted on there"
    assert not votes.vote(HERE, refused(store, ALICE), BOB, True), "a refusal is not voted on"
    assert votes.forget() == 0
    log.forget(-1)
    assert votes.forget() == 1


# ---- which questions are one


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Why was Sora shut down?", "Why was Vine shut down?"),
        ("Who founded the club?", "When was the club founded?"),
        ("How do I mute a channel?", "How do I unmute a channel?"),
        ("What does the red badge mean?", "What does the blue badge mean?"),
        ("Does it run on version 1.20?", "Does it run on version 1.21?"),
        ("Who won the cup last year?", "Who won the cup this year?"),
        ("How many seats does the hall have?", "Where is the hall with the seats?"),
    ],
)
def test_questions_that_differ_in_a_telling_word_are_never_one(one: str, other: str) -> None:
    assert not may_be_same(one, other)
    assert not may_be_same(other, one)


def test_what_a_question_asks_for_is_read_from_its_words() -> None:
    assert find_wanted("What time does it open?") == {"time"}
    assert find_wanted("How many days does delivery take?") == {"number", "duration"}
    assert find_wanted("Does it work offline?") == frozenset()


def test_a_question_in_other_words_joins_the_gap_and_another_one_does_not(empty_engine: Engine) -> None:
    gaps = GapBook(empty_engine)

    def asked(number: int, question: str, scope: str = HERE) -> int:
        return gaps.note(scope, number, question, ALICE, "state")

    first = asked(1, "How many books may I borrow at once?")
    assert asked(2, "what is the maximum number of books i can borrow") == first
    assert asked(3, "How long may I keep a book?") != first
    assert asked(4, "How many books may I borrow at once?", THERE) != first
    gaps.store.close(HERE, first, Status.DISMISSED, "mod")
    assert asked(5, "How many books may I borrow at once?") == first, "what is dismissed stays dismissed"
    assert gaps.store.reading.get(HERE, first).status is Status.DISMISSED


def test_vectors_of_another_model_are_made_anew(empty_engine: Engine) -> None:
    gaps = GapBook(empty_engine)
    first = gaps.note(HERE, 1, "How many books may I borrow at once?", ALICE, "state")
    with empty_engine.store.writing() as connection:
        connection.execute(update(GAPS).values(fingerprint="an older model", vector=b"1234"))
    assert gaps.note(HERE, 2, "how many books may i borrow at once", BOB, "state") == first
    with empty_engine.store.reading() as connection:
        assert connection.scalar(select(func.length(GAPS.c.vector))) == 4 * empty_engine.embedder.dimension


def test_clusters_of_questions_that_people_wrote_are_right_nine_times_in_ten(
    embedder: SentenceTransformerEmbedder,
) -> None:
    wordings = list(gap_clusters.read_written(WRITTEN))
    numbers = gap_clusters.cluster(wordings, embedder)
    joined = [
        wordings[one].meaning == wordings[other].meaning
        for one, other in combinations(range(len(wordings)), 2)
        if numbers[one] == numbers[other]
    ]
    assert sum(joined) >= 0.88 * len(joined), "whoever is told an answer asked for it"
    assert sum(joined) >= 0.55 * 3 * len(WRITTEN.read_text("utf-8").splitlines())


def test_clusters_on_a_benchmark_are_right_too(embedder: SentenceTransformerEmbedder) -> None:
    folder = SHARED_FILES / "bench" / "squad2_dev"
    if not folder.is_dir():
        pytest.skip("the benchmark is not at hand (../shared/bench/squad2_dev)")
    first = [one for one in gap_clusters.read_benchmark(folder) if one.place.endswith("huguenot")][:200]
    numbers = gap_clusters.cluster(first, embedder)
    held: dict[int, Counter[str]] = {}
    for number, one in zip(numbers, first, strict=True):
        held.setdefault(number, Counter())[one.meaning] += 1
    assert sum(len(meanings) == 1 for meanings in held.values()) >= 0.95 * len(held)


def test_the_rules_leave_a_question_a_question() -> None:
    question = "What is the main reason that the tower was built?"
    made = {rule.__name__: rule(question) for rule in gap_clusters._RULES}
    assert made == {
        "write_in_haste": "what is the main reason that the tower was built",
        "contract": "what's the main reason that the tower was built?",
        "drop_small_words": "What main reason that tower built?",
        "put_question_word_last": "is the main reason that the tower was built: what?",
        "replace_by_synonyms": "What is the primary reason that the tower was constructed?",
    }


def test_every_line_of_the_written_questions_is_what_the_format_says() -> None:
    for line in WRITTEN.read_text("utf-8").splitlines():
        row = json.loads(line)
        assert set(row) == {"same", "other"}
        assert len(row["same"]) == 3
        assert len({*row["same"], *row["other"]}) == 5


def test_a_gap_without_askings_has_its_question_as_its_wording() -> None:
    at = datetime.now(UTC)
    gap = Gap(1, HERE, "Why?", Status.OPEN, at, at)
    assert (gap.wordings, gap.askers, gap.worth(at), gap.is_ready) == (("Why?",), 0, 0.0, False)
