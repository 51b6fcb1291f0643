"""Noise is told from questions: what is said to the bot is no gap, and no question of a community is lost."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest
from support.paths import ROOT

from index.answering.small_talk.recognising import SmallTalk
from index.answering.small_talk.shipped import VECTORS, list_examples, name_make
from index.measuring.small_talk import PlaceDocuments, SaidLine, is_told, read_said_lines
from index.retrieval.embedder import SentenceTransformerEmbedder
from index.retrieval.lexical import stem_words

LINES = Path(__file__).with_name("noise.jsonl")
QUESTIONS = ROOT / "tests" / "regression" / "questions.jsonl"


@pytest.fixture(scope="module")
def small_talk(embedder: SentenceTransformerEmbedder) -> SmallTalk:
    return SmallTalk(embedder)


def read_nothing(embedder: SentenceTransformerEmbedder) -> PlaceDocuments:
    return PlaceDocuments(np.zeros((0, embedder.dimension), np.float32), frozenset())


def test_noise_is_told_from_questions_also_where_nobody_looked(
    small_talk: SmallTalk, embedder: SentenceTransformerEmbedder
) -> None:
    told: dict[str, list[bool]] = defaultdict(list)
    missed: dict[str, list[SaidLine]] = defaultdict(list)
    for line in read_said_lines(LINES):
        told[line.part].append(is_told(small_talk, embedder, line.text, read_nothing(embedder)))
        if not told[line.part][-1]:
            missed[line.part].append(line)
    recall = {part: sum(ones) / len(ones) for part, ones in told.items()}
    print(f"\nnoise that is told: {recall}; missed: {dict(missed)}")
    assert recall["dev"] >= 0.95
    assert recall["held_out"] >= 0.90


def test_questions_are_no_noise_even_where_no_document_is_near_them(
    small_talk: SmallTalk, embedder: SentenceTransformerEmbedder
) -> None:
    asked = [json.loads(line)["question"] for line in QUESTIONS.read_text("utf-8").splitlines()]
    told = [text for text in asked if is_told(small_talk, embedder, text, read_nothing(embedder))]
    print(f"\nquestions taken for noise: {len(told)} of {len(asked)}: {told}")
    assert not told


def test_no_held_out_line_is_an_example() -> None:
    examples = {" ".join(stem_words(example)) for example in list_examples()}
    held_out = [line.text for line in read_said_lines(LINES) if line.part == "held_out"]
    same = [text for text in held_out if " ".join(stem_words(text)) in examples and stem_words(text)]
    assert not same


def test_the_shipped_vectors_are_those_of_the_examples(embedder: SentenceTransformerEmbedder) -> None:
    with np.load(VECTORS, allow_pickle=False) as shipped:
        assert str(shipped["made_of"]) == name_make(embedder), "run python -m training.small_talk"
        some = slice(None, None, 40)
        assert np.allclose(shipped["vectors"][some], embedder.embed(list_examples()[some]), atol=2e-3)


def test_another_model_makes_its_own_vectors(embedder: SentenceTransformerEmbedder) -> None:
    class Renamed:
        """The same model by another name."""

        fingerprint, dimension, embed, encode = "another", embedder.dimension, embedder.embed, embedder.encode

    (encoded,) = embedder.encode(["Hello there!"])
    assert SmallTalk(Renamed()).recognise("Hello there!", encoded) is not None
