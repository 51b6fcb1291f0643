"""Training pairs of public sets: cut as the product's windows are, with negatives made by rule."""

import random

import pytest

from training.data import is_held_out
from training.labelled import LabelledPair, cut_sentences, cut_shingles
from training.negatives import mine_passages, remove_answer, swap_name
from training.pairs import crop_passage, locate_answer, name_document, shape_pair
from training.recipes import RECIPES

HISTORY = (
    "The lighthouse of Vara was built in 1874 by Ada Berg. It burnt down in 1903 and was built anew by Nils Holm. "
    "The keeper lived beside it with a family of seven until the lamp was changed to gas. Since then nobody lives there, "
    "and visitors may climb the tower on Sundays from May to September."
)
BUILT = LabelledPair("Who built the lighthouse in 1874?", HISTORY, True, ("Ada Berg",), (), "vara:Lighthouses_of_Vara")


def test_an_answer_is_located_in_the_sentence_that_is_nearest_to_the_question() -> None:
    twice = LabelledPair(
        "Who sang in the choir?", "Ada Berg built it. Ada Berg sang in the choir.", True, ("Ada Berg",), (), "g"
    )
    assert locate_answer(twice) == (19, 27)
    assert locate_answer(LabelledPair("Who?", HISTORY, True, ("Nobody at all",), (), "g")) is None


@pytest.mark.parametrize("seed", range(30))
def test_a_shaped_pair_keeps_its_answer_in_view(seed: int) -> None:
    pair = shape_pair(BUILT, random.Random(seed), "selqa", "yes")
    assert pair.span is not None
    assert pair.passage[slice(*pair.span)] == "Ada Berg"
    assert pair.passage in HISTORY
    assert pair.context in ("", "Lighthouses of Vara")
    assert pair.question.lower().rstrip("? ") == BUILT.question.lower().rstrip("? ")


def test_a_crop_is_a_run_of_whole_sentences_of_about_so_many_words() -> None:
    for seed in range(20):
        text, start = crop_passage(HISTORY, 1, 25, random.Random(seed))
        assert HISTORY[start:].startswith(text)
        assert "It burnt down in 1903" in text
        assert len(text.split()) <= 25
        assert start in [begin for begin, _ in cut_sentences(HISTORY)]


def test_sets_without_titles_have_no_context() -> None:
    assert name_document("covid_qa", "covid:1") == ""
    assert name_document("squad2_train", "sq2-northern-lights") == "Northern lights"
    assert name_document("selqa", "selqa:Miscellaneous") == ""


def test_a_removed_answer_stands_nowhere_in_what_is_left() -> None:
    made = remove_answer(BUILT)
    assert made is not None
    assert not made.answerable
    assert "Ada Berg" not in made.passage
    assert "Nils Holm" in made.passage
    assert remove_answer(LabelledPair("Who?", "Ada Berg built it.", True, ("Ada Berg",), (), "g")) is None


def test_a_swapped_name_or_number_is_another_of_the_passage() -> None:
    made = [swap_name(BUILT, [HISTORY], random.Random(seed)) for seed in range(10)]
    assert {one.question for one in made if one} == {"Who built the lighthouse in 1903?"}
    assert not any(one.answerable for one in made if one)
    assert swap_name(LabelledPair("who?", HISTORY, True, ("Ada Berg",), (), "g"), [], random.Random(1)) is None


def test_a_mined_passage_lacks_the_answer_and_is_near_the_question() -> None:
    others = [
        LabelledPair(f"Who owns mill {n}?", f"The mill number {n} of Vara was built by the family Lund, who own it.", True,
                     ("Lund",), (), "vara:Mills")
        for n in range(3)
    ]  # fmt: skip
    mined = mine_passages([BUILT, *others], 4, random.Random(2))
    assert mined
    for pair in mined:
        assert not pair.answerable
        assert pair.passage != HISTORY or pair.question != BUILT.question
    asked = {pair.question: pair.passage for pair in mined}
    assert "mill" in asked[BUILT.question]


def test_shingles_are_runs_of_eight_words() -> None:
    assert cut_shingles("One two three, four five six seven eight nine") == {
        "one two three four five six seven eight",
        "two three four five six seven eight nine",
    }
    assert cut_shingles("too few words") == set()


def test_a_twentieth_of_the_documents_is_held_out_the_same_each_time() -> None:
    held_out = [name for name in map(str, range(2000)) if is_held_out(name)]
    assert 60 < len(held_out) < 140
    assert held_out == [name for name in map(str, range(2000)) if is_held_out(name)]


def test_every_round_asks_every_set_for_what_it_can_give() -> None:
    for recipe in RECIPES.values():
        assert all(set(kinds) <= {"yes", "no", "mined", "removed", "swapped"} for kinds in recipe.values())
        assert all(kinds["yes"] > 0 for kinds in recipe.values())
