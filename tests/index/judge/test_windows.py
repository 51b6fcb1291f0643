"""The window of a passage that the readers read: whole sentences around the likeliest, with what they need to be understood."""

from dataclasses import replace

import numpy as np
import pytest
from support.passages_read import passage, passages, scored

from index.engine import Engine
from index.judge.windows import WORDS, build_window, choose_sentences
from index.retrieval.reranker import Scored

LONG = "It was raining on the harbour while the club kept its boats dry under the old roof"  # 17 words


def candidate(text: str, likeliest: str) -> Scored:
    return scored(passage(text), likeliest)


def read_around(one: Scored, words: int = WORDS) -> str:
    return build_window(one.stored.passage, choose_sentences(one, words)).text


@pytest.fixture
def four_sentences() -> Scored:
    return candidate(f"{LONG} one. {LONG} two. Keys hang here. {LONG} three. {LONG} four.", "Keys")


def test_a_window_holds_whole_sentences_around_the_likeliest(four_sentences: Scored) -> None:
    text = read_around(four_sentences, 40)
    assert "Keys hang here." in text
    assert text.endswith(".")
    assert 20 < len(text.split()) <= 40


def test_a_window_grows_to_the_likelier_side(four_sentences: Scored) -> None:
    after = np.asarray([0.1, 0.1, 0.9, 0.5, 0.1], np.float32)
    before = np.asarray([0.1, 0.5, 0.9, 0.1, 0.1], np.float32)
    assert read_around(replace(four_sentences, sentences=after), 22).endswith("three.")
    assert "two." in read_around(replace(four_sentences, sentences=before), 22)


def test_a_list_keeps_the_line_that_introduces_it_beyond_the_limit() -> None:
    introduced = "Bring these four things to the first evening of the course:"
    one = candidate(f"{introduced}\n\n- Rope of ten metres\n- A knife\n- Gloves\n", "Rope")
    plain = candidate(f"{introduced[:-1]}.\n\n- Rope of ten metres\n- A knife\n- Gloves\n", "Rope")
    assert read_around(one, 12).startswith(introduced)
    assert not read_around(plain, 12).startswith(introduced[:-1])


def test_an_answer_stands_under_its_question_beyond_the_limit() -> None:
    one = candidate("Where do the keys of the boats hang in winter? They hang in the shed. Nobody minds.", "They")
    assert read_around(one, 12).startswith("Where do the keys")


TABLE = "| Boat | Places | Owner |\n| --- | --- | --- |\n| Heron | four | the club |\n| Tern | two | Ada Byron |\n"


def test_a_row_of_a_table_is_read_under_the_names_of_its_columns() -> None:
    read = build_window(passage(TABLE), range(1, 2))
    assert read.context == "Notes: Boat, Places, Owner"
    assert read.text == "Tern | two | Ada Byron"


def test_a_row_is_read_under_the_header_of_its_own_table() -> None:
    hours = "| Day | Opens |\n| --- | --- |\n| Monday | nine |\n"
    first, *_, second = passages(f"{TABLE}\n{hours}")
    assert build_window(first, range(0, 1)).context == "Notes: Boat, Places, Owner"
    assert build_window(second, range(0, 1)).context == "Notes: Day, Opens"


def test_a_row_whose_header_is_out_of_reach_is_read_under_its_title_alone() -> None:
    rows = "".join(f"| item {number} of the long list of things | {number} crowns each |\n" for number in range(400))
    first, *_, last = passages(f"| Thing | Price |\n| --- | --- |\n{rows}")
    assert build_window(first, range(0, 1)).context == "Notes: Thing, Price"
    assert build_window(last, range(0, 1)).context == "Notes"


def test_what_is_no_table_is_read_under_its_title_alone() -> None:
    plain = passage("The pipe sign | joins two commands of the shell. Then the shell waits.")
    assert build_window(plain, range(1, 2)).context == "Notes"


def test_the_judge_knows_a_column_by_its_name(engine: Engine) -> None:
    named = build_window(passage(TABLE), range(2))
    unnamed = replace(named, context="Notes")
    with_names, without = engine.answerer.judge.judge("Who owns the Heron?", [named, unnamed])
    assert with_names.logit > without.logit + 1


def test_rows_of_one_table_stay_together_beyond_the_limit() -> None:
    assert read_around(candidate(TABLE, "Heron"), 8).endswith("Ada Byron")


def test_a_sentence_longer_than_the_limit_is_a_window_by_itself() -> None:
    assert read_around(candidate(f"Short. {LONG}. Short again.", "It was"), 5) == f"{LONG}."
