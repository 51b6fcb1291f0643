"""How long the preview of a one-sentence file takes after many questions: `python -m index.measuring.previews [BENCH_DIR]`.

The documents of a benchmark are those of a server, where all its questions are asked first, and the shipped notes answer too. Then the
preview is made: of a file that has nothing to do with the questions, of one that has, again with another title, and after a restart.
On a machine that does something else meanwhile all times are too long.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from corpus.scopes import draft_of, of_server
from corpus.store.history import TERMINAL
from index.assembly import open_engine
from index.desk import Desk
from index.measuring.benchmark import load_benchmark
from index.upkeep.preview import preview_draft

_SERVER = 1
_BENCH = Path(__file__).parents[2] / "benchmarks" / "kettlebrook"
_FILES = {
    "that has nothing to do with what was asked": b"The lamp of the pier in Vara is lit at dusk by whoever passes.\n",
    "that has": b"A year of membership costs 30 pounds, and a card may be shared by three people of one household.\n",
}


def time_preview(desk: Desk, draft: str, what: str) -> None:
    """Make a preview, and print how long it took and how many questions were asked again for it."""
    began = time.perf_counter()
    found = preview_draft(desk, draft)
    took = time.perf_counter() - began
    print(f"{what}: {took:.2f} s, {found.asked} of {found.askable} questions asked again")


def main() -> None:
    """Ask, preview and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bench", type=Path, nargs="?", default=_BENCH, help="a benchmark folder")
    bench = load_benchmark(parser.parse_args().bench)
    scope = of_server(_SERVER)
    drafts = [draft_of(scope, f"{number:x}") for number in range(1, len(_FILES) + 1)]
    with tempfile.TemporaryDirectory() as folder:
        with open_engine(Path(folder)) as engine:
            desk = Desk(engine)
            for document in bench.documents:
                engine.add(document.text.encode(), f"{document.id}.md", scope)
            for question in bench.questions:
                desk.serve(question.question, _SERVER, asker_id=1)
            desk.finish_writing(60)
            for draft, (what, data) in zip(drafts, _FILES.items(), strict=True):
                engine.add(data, "news.md", draft)
                time_preview(desk, draft, f"a one-sentence file {what}")
            first = engine.store.listing([drafts[0]])[0]
            engine.library.edit(first.id, {"title": "Another title"}, TERMINAL)
            time_preview(desk, drafts[0], "the first again, with another title")
        with open_engine(Path(folder)) as engine:
            desk = Desk(engine)
            desk.answer("Is anybody there?", _SERVER)  # the indexes are read from the disk for the first question
            time_preview(desk, drafts[1], "the second after a restart")


if __name__ == "__main__":
    main()
