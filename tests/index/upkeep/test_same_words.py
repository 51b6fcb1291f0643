"""Whether an answer stays: by what it says first, whichever document it is quoted from."""

from __future__ import annotations

import pytest

from corpus.documents import Document, Passage, Source, Span
from index.outcomes import Answer, Citation
from index.upkeep.same_words import pick_replacing, reduce_to_words

OLD, NEW = "The ferry leaves at noon on every weekday.", "The ferry leaves at two o'clock on every weekday."


def answer(*quotes: tuple[str, str]) -> Answer:
    """An answer of quotes, each with the ID of its document."""
    cited = [
        Citation(number, Passage(Document(identity, 1, "s", text, Source("t")), 0, len(text)), Span(0, len(text)))
        for number, (identity, text) in enumerate(quotes, start=1)
    ]
    return Answer("When does the ferry leave?", tuple(cited), 0.9)


@pytest.mark.parametrize(
    "quotes",
    [
        (("old", OLD),),
        (("old", OLD), ("new", NEW)),  # it is added to
        (("new", OLD.replace(" noon", "\nnoon")),),  # the same words, out of the new document
        (("new", f"{OLD} Bring a coat."),),
        (("new", "The ferry leaves at noon"),),
    ],
)
def test_an_answer_that_begins_with_the_same_words_stays(quotes: tuple[tuple[str, str], ...]) -> None:
    assert pick_replacing(answer(*quotes), {"new"}, [OLD]) == (None, False)


def test_another_sentence_in_its_place_is_a_change() -> None:
    citation, keeps = pick_replacing(answer(("new", NEW)), {"new"}, [OLD])
    assert citation is not None
    assert (citation.quote, keeps) == (NEW, False)


def test_another_sentence_before_it_is_a_change_that_keeps_what_is_said_now() -> None:
    citation, keeps = pick_replacing(answer(("new", NEW), ("old", OLD)), {"new"}, [OLD])
    assert citation is not None
    assert (citation.quote, keeps) == (NEW, True)


def test_an_answer_whose_quotes_are_kept_no_more_may_change() -> None:
    citation, _ = pick_replacing(answer(("new", NEW)), {"new"}, [])
    assert citation is not None


@pytest.mark.parametrize(
    "written",
    ["The ﬁrst of “six” books:\nis here.", "the first of six books is here", "The first—of six books—is he\u00adre!"],
)
def test_marks_ligatures_and_line_breaks_make_no_other_sentence(written: str) -> None:
    assert reduce_to_words(written) == " the first of six books is here "
