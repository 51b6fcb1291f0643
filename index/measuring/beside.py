"""How much slower a question is while a document is added: `python -m index.measuring.beside [--passages 800] [--questions 20]`.

The same questions are asked of the shipped notes twice: alone, and while a document made by rule is read and embedded on
another thread, as on Discord. On a machine that does something else meanwhile both times are too long.
"""

from __future__ import annotations

import argparse
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from corpus.scopes import SHIPPED, of_server
from index.assembly import open_engine
from index.engine import Engine

_READ = (  # the judge has to read for each: none is one of the notes' own
    "In which city is DeepSeek based?", "Which directive did the Commerce Department put out, and why?",
    "What did Dario Amodei write to the Senate?", "Which rival model is compared with open American ones?",
    "How many people work on the MAI models at Microsoft?", "What does the author advise those who build with these models?",
)  # fmt: skip


_KNOWN = (  # the notes ask and answer these themselves: the judge need not read
    "What made the US government act against Fable 5 and Mythos 5?", "Who sent the letter to Anthropic?",
    "When did the shutdown happen?", "Which Chinese model competes with US open-source models?",
    "What are Microsoft's MAI models?", "How did Anthropic respond to the export controls?",
)  # fmt: skip


def make_document(passages: int) -> bytes:
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


def time_questions(engine: Engine, questions: Sequence[str], count: int, pause: float) -> list[float]:
    """Return the seconds of each of so many questions, with a pause after each as members leave one."""
    times = []
    for number in range(count):
        engine.answerer.forget_questions()
        began = time.perf_counter()
        engine.answer(questions[number % len(questions)], [SHIPPED])
        times.append(time.perf_counter() - began)
        time.sleep(pause)
    return times


def main() -> None:
    """Print the median times and their ratio, for two kinds of question."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", type=int, default=800)
    parser.add_argument("--questions", type=int, default=20)
    parser.add_argument("--pause", type=float, default=0.4, help="seconds between two questions")
    options = parser.parse_args()
    kinds = {"that the judge reads for": _READ, "that a document asks and answers itself": _KNOWN}
    with tempfile.TemporaryDirectory() as folder, open_engine(Path(folder)) as engine:
        for number, (kind, questions) in enumerate(kinds.items()):
            time_questions(engine, questions, len(questions), 0)
            alone = time_questions(engine, questions, options.questions, options.pause)
            started, done = threading.Event(), threading.Event()
            adding = threading.Thread(target=_add, args=(engine, options.passages, number, started, done))
            adding.start()
            started.wait(60)
            beside = time_questions(engine, questions, options.questions, options.pause)
            if done.is_set():
                print("the document was in before the last question was answered: give more --passages")
            adding.join()
            first, second = median(alone) * 1000, median(beside) * 1000
            print(f"a question {kind}: {first:.0f} ms alone, {second:.0f} ms beside: {second / first:.2f} times")


def _add(engine: Engine, passages: int, number: int, started: threading.Event, done: threading.Event) -> None:
    engine.add(
        make_document(passages),
        f"harbour-{number}.md",
        of_server(number),
        on_progress=lambda _done, _all: started.set(),
    )
    done.set()


if __name__ == "__main__":
    main()
