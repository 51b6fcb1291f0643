"""Which sentences are quoted, of which passages, and in which order."""

from collections.abc import Sequence

from support.passages_read import examined

from index.answering.composing import compose
from index.judge.examination import Examined

HUTS = "The hut sleeps twelve people. A night in the hut costs 40 crowns. Blankets are there. Dogs stay outside."


def quotes(question: str, read: Sequence[Examined], least: float = 0.5) -> list[str]:
    return [one.quote for one in compose(question, read, lambda one: one.probability >= least)]


def test_the_answer_is_the_one_sentence_that_answers() -> None:
    read = [examined(HUTS, {"A night": 4.0, "The hut": 0.0})]
    assert quotes("How much is a night in the hut?", read) == ["A night in the hut costs 40 crowns."]


def test_a_second_thing_that_was_asked_for_gets_its_sentence_in_the_order_of_the_document() -> None:
    read = [examined(HUTS, {"Dogs": 4.0, "The hut": 3.0})]
    found = quotes("May dogs come inside, and how many people sleep there?", read)
    assert found == ["The hut sleeps twelve people.", "Dogs stay outside."]


def test_the_sentence_after_the_best_is_quoted_with_it_where_it_is_nearly_as_likely() -> None:
    read = [examined(HUTS, {"A night": 4.0, "Blankets": 3.0})]
    assert quotes("Price of a night?", read) == ["A night in the hut costs 40 crowns. Blankets are there."]


def test_what_repeats_the_answer_is_not_quoted_in_the_same_or_another_document() -> None:
    twice = (
        "A night in the hut costs 40 crowns. Rain falls.\n\nThe cost of a night in the hut: 40 crowns for all guests."
    )
    read = [
        examined(twice, {"A night": 4.0, "The cost": 3.5}),
        examined("In the hut, a night costs 40 crowns for guests. Bye.", {"In the hut": 4.0}, document="e"),
    ]
    assert quotes("What does a night in the hut cost for guests?", read) == ["A night in the hut costs 40 crowns."]


def test_another_passage_is_quoted_only_where_it_is_nearly_as_likely() -> None:
    best = examined(HUTS, {"A night": 4.0})
    for likely, expected in ((3.8, 2), (1.0, 1)):
        other = examined("Breakfast costs ten crowns. Bye.", {"Breakfast": likely}, document="e")
        assert len(quotes("What do a night and breakfast cost?", [best, other])) == expected


def test_another_passage_is_quoted_where_it_alone_has_a_name_that_was_asked_for() -> None:
    best = examined(HUTS, {"A night": 4.0})
    other = examined("In Vara, guests pay ten crowns more. Bye.", {"In Vara": 1.0}, document="e")
    assert len(quotes("What does a night in the hut cost, and in Vara?", [best, other])) == 2


def test_what_is_not_likely_enough_is_not_quoted() -> None:
    best = examined(HUTS, {"A night": 4.0})
    other = examined("Breakfast costs ten crowns. Bye.", {"Breakfast": 4.0}, document="e", probability=0.4)
    assert len(quotes("What do a night and breakfast cost?", [best, other])) == 1
    assert quotes("What do a night and breakfast cost?", [best, other], least=0.95) == []


def test_no_question_is_an_answer() -> None:
    read = [examined("What does a night cost? Ask at the hut. It is warm.", {"What": 6.0, "Ask": 1.0})]
    assert quotes("What does a night cost?", read) == ["Ask at the hut."]
    assert quotes("What does a night cost?", [examined("What does a night cost?", {"What": 6.0})]) == []


def test_there_are_at_most_three_citations_numbered_from_one() -> None:
    text = "\n\n".join(
        f"- The {word} costs {count} crowns." for count, word in enumerate(("bed", "tea", "soup", "boat"))
    )
    likely = {f"The {word}": 4.0 for word in ("bed", "tea", "soup", "boat")}
    spread = "\n\n".join(f"{line}\n\nRain falls on the hut." for line in text.replace("- ", "").split("\n\n"))
    found = compose("Price of bed, tea, soup and boat?", [examined(spread, likely)], lambda _: True)
    assert [one.number for one in found] == [1, 2, 3]
