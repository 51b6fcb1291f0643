"""A preview asks again only what the new passages can change, finds what asking all again finds, and asks nothing for details."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import update
from support.counting_readers import CountingReaders
from support.lighthouse import LIGHTHOUSE

from corpus.passages import PassageSettings
from corpus.scopes import draft_of, of_server
from corpus.store.documents import CorpusStore
from corpus.store.history import TERMINAL
from corpus.store.schema import REPLIES
from index.assembly import assemble
from index.desk import Desk
from index.engine import Engine
from index.judge.judge import Judge
from index.judge.small_reader.reader import SmallReader
from index.library import Library
from index.retrieval.embedder import Embedder
from index.upkeep.preview import Preview, preview_draft

HERE = of_server(1)
DRAFT = draft_of(HERE, "a1")
QUESTIONS = (
    "When was the lighthouse of Vara built?",
    "Who built the lighthouse of Vara?",
    "How many steps does the climb have?",
    "Are dogs allowed inside the tower?",
    "When may visitors climb the tower?",
    "What broke the lamp?",
    "How many oars does boat number 7 have?",
    "Where is boat number 3 kept?",
    "When does the last bus leave Vara?",
    "Is there a bus from the lighthouse on Sundays?",
    "Where can I park near the lighthouse?",
    "Who repairs the boats in winter?",
)
BUS = b"The last bus from the lighthouse of Vara leaves at 19:40, on Sundays too.\n"


@pytest.fixture
def readers(small_reader: SmallReader, judge: Judge) -> CountingReaders:
    return CountingReaders(small_reader, judge)


def open_counted(folder: Path, embedder: Embedder, readers: CountingReaders) -> Engine:
    store = CorpusStore(folder)
    library = Library(store, embedder, PassageSettings())
    return assemble(store, embedder, library, folder, judge=readers, small_reader=readers)  # type: ignore[arg-type]


@pytest.fixture
def desk(embedder: Embedder, readers: CountingReaders, tmp_path: Path) -> Iterator[Desk]:
    """A server with a lighthouse and twenty boats, where all of the questions were asked."""
    with open_counted(tmp_path / "data", embedder, readers) as engine:
        engine.add(LIGHTHOUSE.encode(), "lighthouse.md", HERE)
        for number in range(20):
            text = f"# Boat {number}\n\nThe boat number {number} has {number + 3} oars and is kept in the harbour of Vara.\n"
            engine.add(text.encode(), f"boat-{number}.md", HERE)
        desk = Desk(engine, notes=False)
        for question in QUESTIONS:
            desk.serve(question, 1, asker_id=1)
        engine.add(BUS, "bus.txt", DRAFT)
        yield desk


def summarise(seen: Preview) -> list[tuple[str, str, float, str]]:
    return [
        (one.reply.question, one.citation.quote, round(one.probability, 3), one.certainty)
        for one in (*seen.gaps, *seen.changes)
    ]


def test_a_preview_finds_what_asking_all_again_finds_and_reads_little_but_the_new_passage(
    desk: Desk, readers: CountingReaders, open_at: Callable[[Path], Engine]
) -> None:
    before = readers.read_windows, readers.judged_windows
    seen = preview_draft(desk, DRAFT)
    read, judged = readers.read_windows - before[0], readers.judged_windows - before[1]
    with desk.engine.store.writing() as connection:
        connection.execute(update(REPLIES).values(readings=None))
    with open_at(desk.engine.store.path.parent) as afresh:
        asked_again = preview_draft(Desk(afresh, notes=False), DRAFT)
    assert summarise(seen) == summarise(asked_again)
    assert "When does the last bus leave Vara?" in [one.reply.question for one in seen.gaps]
    assert seen.asked == seen.askable == len(QUESTIONS)
    assert read <= 2 * len(QUESTIONS) < before[0] / 4
    assert judged <= len(QUESTIONS)


def test_after_a_restart_no_more_is_read(
    desk: Desk, readers: CountingReaders, embedder: Embedder, small_reader: SmallReader, judge: Judge
) -> None:
    before = readers.read_windows, readers.judged_windows
    seen = preview_draft(desk, DRAFT)
    now = CountingReaders(small_reader, judge)
    with open_counted(desk.engine.store.path.parent, embedder, now) as afresh:
        assert summarise(preview_draft(Desk(afresh, notes=False), DRAFT)) == summarise(seen)
    read = readers.read_windows - before[0], readers.judged_windows - before[1]
    assert (now.read_windows, now.judged_windows) == read


def test_details_that_change_ask_nothing_again(desk: Desk, readers: CountingReaders) -> None:
    seen = preview_draft(desk, DRAFT)
    before = readers.read_windows, readers.judged_windows
    document = seen.outlines[0].document
    desk.engine.library.edit(document.id, {"title": "Buses", "url": "https://example.org"}, TERMINAL, scope=DRAFT)
    again = preview_draft(desk, DRAFT)
    assert again.outlines[0].document.title == "Buses"
    assert summarise(again) == summarise(seen)
    assert (readers.read_windows, readers.judged_windows) == before


def test_questions_are_asked_again_when_the_documents_beside_the_draft_changed_and_new_ones_are_asked(
    desk: Desk, readers: CountingReaders
) -> None:
    preview_draft(desk, DRAFT)
    desk.serve("Which colour are the buses?", 1, asker_id=1)
    assert preview_draft(desk, DRAFT).askable == len(QUESTIONS) + 1
    desk.engine.add(BUS + b"Buses are blue.\n", "buses.txt", HERE)
    before = readers.read_windows
    preview_draft(desk, DRAFT)
    assert readers.read_windows > before


def test_what_a_preview_read_is_not_read_again_when_it_is_live(desk: Desk, readers: CountingReaders) -> None:
    preview_draft(desk, DRAFT)
    desk.engine.publish(DRAFT, TERMINAL)
    before = readers.judged_windows
    waiting = desk.gaps.store.reading.list_unchecked(HERE, desk.gaps.describe_state([HERE]))
    answered = [gap.question for gap in waiting if desk.gaps.ask_again(gap, [HERE])]
    assert "When does the last bus leave Vara?" in answered
    assert readers.judged_windows - before <= len(waiting)
