"""Bm25Index has the scores of the library bm25s, whatever came and went before."""

import logging
import random
from collections.abc import Mapping, Sequence

import bm25s
import numpy as np
import pytest

from index.retrieval.lexical import Bm25Index, stem_words

WORDS = [f"{first}{middle}{last}" for first in "bdkmprt" for middle in ("ane", "oru", "ilo") for last in "gmnrx"]


def written(seed: int, count: int) -> list[str]:
    """Make texts of 0 to 60 words, some of them common and most of them rare."""
    dice = random.Random(seed)
    weights = [1 / (rank + 1) for rank in range(len(WORDS))]
    return [" ".join(dice.choices(WORDS, weights, k=dice.randrange(61))) for _ in range(count)]


def by_the_library(texts: Mapping[int, str], question: str) -> dict[int, float]:
    """Return the scores above 0 that bm25s gives to the same words, by ID."""
    logging.getLogger("bm25s").setLevel(logging.WARNING)
    ids = sorted(texts)
    library = bm25s.BM25()
    library.index([stem_words(texts[identity]) for identity in ids], show_progress=False)
    scores = library.get_scores(stem_words(question))
    return {identity: float(score) for identity, score in zip(ids, scores, strict=True) if score > 0}


def assert_same(index: Bm25Index, texts: Mapping[int, str], questions: Sequence[str]) -> None:
    for question in questions:
        expected = by_the_library(texts, question)
        found = index.search(question, len(texts))
        assert dict(found) == pytest.approx(expected, rel=1e-4)
        assert found == sorted(found, key=lambda hit: (-hit[1], hit[0]))


@pytest.mark.slow
def test_scores_are_those_of_the_library_before_and_after_removals_and_additions() -> None:
    texts = dict(zip(range(100, 500), written(1, 400), strict=True))
    questions = [" ".join(random.Random(seed).choices(WORDS, k=6)) for seed in range(10)]
    questions.append(f"{WORDS[0]} {WORDS[0]} {WORDS[40]} never-written")  # a word twice counts twice
    index = Bm25Index()
    index.add(list(texts), list(texts.values()))
    assert_same(index, texts, questions)
    gone = random.Random(2).sample(list(texts), 150)
    index.remove(gone)
    texts = {identity: text for identity, text in texts.items() if identity not in set(gone)}
    assert_same(index, texts, questions)
    free = [identity for identity in range(1, 700) if identity not in texts]  # those of removed texts among them
    new = dict(zip(random.Random(5).sample(free, 249), written(3, 249), strict=True))
    index.add(list(new), list(new.values()))
    texts |= new
    assert_same(index, texts, questions)
    assert len(index) == len(texts) == 499
    for word in stem_words(" ".join(WORDS)):
        assert index.count(word) == sum(word in stem_words(text) for text in texts.values())


def test_the_best_come_first_and_equal_ones_by_id() -> None:
    index = Bm25Index()
    index.add([7, 3, 9, 5], ["a red lamp", "a red lamp", "a red red lamp", "a blue lamp"])
    assert [identity for identity, _ in index.search("Which lamp is red?", 9)] == [9, 3, 7, 5]
    assert index.search("Which lamp is red?", 2) == index.search("Which lamp is red?", 9)[:2]
    assert [identity for identity, _ in index.search("red", 9)] == [9, 3, 7]
    assert index.search("Which lamp is red?", 0) == []


def test_only_allowed_texts_are_found_with_the_scores_that_they_have_among_all() -> None:
    texts = dict(enumerate(written(4, 200)))
    index = Bm25Index()
    index.add(list(texts), list(texts.values()))
    question = " ".join(WORDS[10:16])
    allowed = np.arange(0, 200, 3)
    among_all = [hit for hit in index.search(question, 200) if hit[0] % 3 == 0]
    assert index.search(question, 200, allowed) == among_all
    assert index.search(question, 4, allowed) == among_all[:4]
    word = stem_words(WORDS[10])[0]
    assert index.count(word, allowed) == sum(word in stem_words(text) for text in list(texts.values())[::3])


def test_what_was_removed_leaves_nothing_and_may_come_again() -> None:
    index = Bm25Index()
    index.add([1, 2], ["the harbour at night", "the harbour cats"])
    index.remove([1])
    assert (len(index), index.count("night"), index.count("harbour")) == (1, 0, 1)
    assert index.search("night", 5) == []
    index.add([1], ["a night train"])
    assert [identity for identity, _ in index.search("night", 5)] == [1]
    index.remove([1, 2])
    assert (len(index), index.search("harbour", 5)) == (0, [])


def test_an_index_without_words_finds_nothing() -> None:
    index = Bm25Index()
    assert index.search("harbour", 5) == []
    index.add([1, 2], ["", "the and of"])
    assert (len(index), index.search("the harbour", 5)) == (2, [])


def test_an_id_that_is_there_is_not_added_and_one_that_is_not_is_not_removed() -> None:
    index = Bm25Index()
    index.add([1], ["a lamp"])
    with pytest.raises(ValueError, match="1 is in the index already"):
        index.add([1], ["a bell"])
    with pytest.raises(KeyError):
        index.remove([2])
