"""Pairs of windows: those that hold the evidence answer, hard ones beside them do not."""

import json
import random
from pathlib import Path
from typing import Any

from support.ferry import NOON

from training.window_pairs import locate_evidence, make_window, pair_first_windows, pair_windows


def test_evidence_is_found_in_a_window_across_line_breaks() -> None:
    window = f"Times\n\n{NOON.replace(' at ', chr(10) + 'at ')} On Sundays it stays in port."
    start, end = locate_evidence([NOON], window) or (0, 0)
    assert " ".join(window[start:end].split()) == NOON
    assert locate_evidence(["It sails to Helsinki."], window) is None


def test_a_window_made_around_evidence_holds_it_and_is_no_longer_than_one_that_is_read() -> None:
    long = " ".join(f"word{i}" for i in range(500))
    document = {"title": "The ferry", "text": f"{long} {NOON} {long}"}
    question = {"document_ids": ["f"], "evidence": [NOON]}
    for seed in range(50):
        made = make_window(question, {"f": document}, random.Random(seed))
        assert made is not None
        assert NOON in made["text"]
        assert len(made["text"].split()) <= 80


def found_window(text: str) -> dict[str, Any]:
    return {"context": "The ferry", "text": text, "holds": text == NOON, "beyond": False, "part": float(text == NOON)}


def write_windows(folder: Path) -> tuple[Path, Path]:
    """A benchmark of three questions: its evidence is found, is not found, and does not exist."""
    windows, source = folder / "windows", folder / "source"
    questions = [("found", NOON), ("lost", NOON), ("none", None)]
    rows = [
        {
            "id": name, "question": "when?", "answerable": evidence is not None, "evidence": [evidence] if evidence else [],
            "community": None, "document_ids": ["f"],
            "windows": [found_window(text) for text in ((NOON, "It rains.") if name == "found" else ("It rains.",))],
        }
        for name, evidence in questions
    ]  # fmt: skip
    windows.mkdir()
    source.mkdir()
    for path, lines in (
        (windows / "vara.jsonl", rows),
        (source / "questions.jsonl", rows),
        (source / "documents.jsonl", [{"id": "f", "title": "The ferry", "text": f"Times\n\n{NOON}"}]),
    ):
        path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return windows, source


def test_windows_that_hold_the_evidence_answer_and_no_other_does(tmp_path: Path) -> None:
    windows, source = write_windows(tmp_path)
    pairs = [pair for seed in range(20) for pair in pair_windows(windows, source, random.Random(seed))]
    assert {pair.kind for pair in pairs} == {"yes", "made", "beside", "no"}
    for pair in pairs:
        assert pair.answerable == (pair.kind in ("yes", "made")) == (NOON in pair.passage)
        assert pair.answerable == (pair.span is not None)
        assert pair.anywhere
        if pair.span:
            assert pair.passage[slice(*pair.span)] == NOON


def test_only_first_windows_whose_label_is_known_are_measured_on(tmp_path: Path) -> None:
    windows, _ = write_windows(tmp_path)
    assert [(pair.kind, pair.passage) for pair in pair_first_windows(windows)] == [("yes", NOON), ("no", "It rains.")]
