"""How much slower a question is while a document is added: `python -m index.beside [--passages 800] [--questions 20]`.

The same questions are asked of the shipped notes twice: alone, and while a document made by rule is read and embedded on
another thread, as on Discord. On a machine that does something else meanwhile both times are too long.
"""

from __future__ import annotations

import argparse
import tempfile
import threading
import time
from pathlib import Path
from statistics import median

from corpus.scopes import SHIPPED, of_server
from index.assembly import open_engine
from index.engine import Engine

_QUESTIONS = (  # the judge has to read for each: none is one of the notes' own
    "In which city is DeepSeek based?", "Which directive did the Commerce Department put out, and why?",
    "What did Dario Amodei write to the Senate?", "Which rival model is compared with open American ones?",
    "How many people work on the MAI models at Microsoft?", "What does the author advise those who build with these models?",
)  # fmt: skip


def document(passages: int) -> bytes:
    """Return a text with as many sections as there shall be passages, each of about 100 words."""
    sections = (
        f"## Berth {n}\n\n"
        + " ".join(
            f"In the year {1500 + n + year} the keeper of berth {n} counted {n * 7 + year} ropes and {year} lamps, and "
            f"wrote that the tide had taken {n % 9 + year} of them."
            for year in range(4)
        )
        for n in range(passages)
    )
    return "\n\n".join(["# The harbour book", *sections]).encode()


def ask(engine: Engine, count: int, pause: float) -> list[float]:
    """Return the seconds of each of so many questions, with a pause after each as members leave one."""
    times = []
    for number in range(count):
        began = time.perf_counter()
        engine.answer(_QUESTIONS[number % len(_QUESTIONS)], [SHIPPED])
        times.append(time.perf_counter() - began)
        time.sleep(pause)
    return times


def main() -> None:
    """Print the median times and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", type=int, default=800)
    parser.add_argument("--questions", type=int, default=20)
    parser.add_argument("--pause", type=float, default=0.4, help="seconds between two questions")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, open_engine(Path(folder)) as engine:
        ask(engine, len(_QUESTIONS), 0)
        alone = ask(engine, options.questions, options.pause)
        started, done = threading.Event(), threading.Event()

        def add() -> None:
            began = time.perf_counter()
            engine.add(
                document(options.passages), "harbour.md", of_server(1), on_progress=lambda _done, _all: started.set()
            )
            done.set()
            print(f"{options.passages} passages added in {time.perf_counter() - began:.1f} s")

        adding = threading.Thread(target=add)
        adding.start()
        started.wait(60)
        beside = ask(engine, options.questions, options.pause)
        print("the document was still being added when the last question was answered:", not done.is_set())
        adding.join()
    first, second = median(alone) * 1000, median(beside) * 1000
    print(f"a question, median: {first:.0f} ms alone, {second:.0f} ms beside an upload: {second / first:.2f} times")


if __name__ == "__main__":
    main()
