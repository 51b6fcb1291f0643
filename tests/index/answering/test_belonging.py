"""Which sentences belong to an answer: lists with their introduction, and what a pronoun points back to."""

import pytest
from support.passages_read import passage, position_of

from index.answering.belonging import find_belonging, find_list, find_row_name


def run_of(text: str, beginning: str) -> str:
    """Return what belongs to the sentence that begins so."""
    read = passage(text)
    positions = find_belonging(read, position_of(beginning, read))
    return read.document.text[read.sentences[positions[0]].start : read.sentences[positions[-1]].end]


def test_a_sentence_that_says_it_all_stands_alone() -> None:
    assert run_of("The gate is green. It opens at six. Dogs stay out.", "It opens") == "It opens at six."


def test_a_list_stands_under_the_line_that_introduces_it() -> None:
    text = "Come early.\n\nBring these to the course:\n\n- a rope\n- a knife\n\nTea is free for all."
    assert run_of(text, "Bring") == "Bring these to the course:\n\n- a rope\n- a knife"


def test_a_long_list_is_quoted_as_far_as_there_is_room_and_whole_items_only() -> None:
    items = [f"- item {number} with a dozen plain words that tell of what is in it" for number in range(12)]
    quoted = run_of("These are in the box:\n\n" + "\n".join(items), "These")
    assert 30 < len(quoted.split()) <= 60 + 8  # the markers of the items count as words here
    assert quoted.endswith("in it")


def test_one_item_of_a_list_is_quoted_without_the_others() -> None:
    assert run_of("Bring these:\n\n- a rope\n- a knife\n- gloves", "a knife") == "a knife"


def test_code_stands_under_the_line_that_introduces_it() -> None:
    text = "To start anew, run:\n\n```\nlandscape reset --all\n```\n\nThen wait."
    assert run_of(text, "To start").endswith("landscape reset --all")


def test_all_commands_stand_under_the_line_that_introduces_them_and_each_stands_alone() -> None:
    text = "To start anew, run:\n\n```sh\nlandscape stop\n\n# All of it\nlandscape reset --all\n```\n\nThen wait."
    assert run_of(text, "To start").endswith("landscape reset --all")
    assert run_of(text, "landscape stop") == "landscape stop"
    assert run_of(text, "# All") == "# All of it\nlandscape reset --all"


def test_a_row_of_names_with_their_values_is_quoted_whole() -> None:
    row = "Item: crane; Place: shed 4; Price: ten euros"
    assert run_of(f"These are for hire.\n\n{row}\n\nAsk the keeper.", "Place") == row


@pytest.mark.parametrize(
    "exception", ["However, members pay nothing.", "Unless it rains, it is open.", "But not on Mondays."]
)
def test_an_exception_stands_with_its_condition(exception: str) -> None:
    both = f"A visit costs 40 crowns. {exception}"
    text = f"The tower is white. {both} Dogs stay out."
    assert run_of(text, "A visit") == both
    assert run_of(text, exception[:5]) == both


def test_a_new_paragraph_is_no_exception_to_the_last_sentence_of_the_one_before() -> None:
    assert run_of("A visit costs 40 crowns.\n\nHowever, the moon is far.", "A visit") == "A visit costs 40 crowns."


def test_a_question_belongs_to_no_answer() -> None:
    assert run_of("A visit costs 40 crowns. But who would pay? Nobody.", "A visit") == "A visit costs 40 crowns."


def test_a_heading_like_line_takes_along_what_stands_under_it() -> None:
    assert run_of("Opening hours\n\nThe gate opens at six.", "Opening") == "Opening hours\n\nThe gate opens at six."


def test_an_introduction_is_never_quoted_without_its_first_item() -> None:
    item = "a rope " + "that is long " * 30
    assert run_of(f"Bring this:\n\n- {item.strip()}\n- a knife", "Bring").startswith(
        "Bring this:\n\n- a rope that is long"
    )


def test_a_list_under_a_heading_like_line_goes_whole() -> None:
    assert run_of("Boats\n\n- Heron\n- Tern", "Boats") == "Boats\n\n- Heron\n- Tern"


def test_the_end_of_a_paragraph_is_no_heading_of_the_next() -> None:
    text = "We meet daily. Tea is at four\n\nDogs stay out."
    assert run_of(text, "Tea") == "Tea is at four"


def test_a_name_that_begins_with_an_initial_is_no_item() -> None:
    text = "The keeper was Ada:\n\nA. Holm knows more about her. She lived there for years. Dogs stay out."
    assert run_of(text, "The keeper") == "The keeper was Ada:\n\nA. Holm knows more about her."


def test_a_sentence_that_a_line_break_cut_is_quoted_whole() -> None:
    text = "Tea is free.\n\nThe gate opens at six\n\nand closes at nine.\n\nDogs stay out."
    whole = "The gate opens at six\n\nand closes at nine."
    assert run_of(text, "The gate") == whole
    assert run_of(text, "and closes") == whole


def test_the_whole_of_a_list_is_its_items_under_the_line_that_introduces_it() -> None:
    read = passage("Come early.\n\nBring these:\n\n- a rope\n- a knife\n\nTea is free.")
    assert find_list(read, position_of("a knife", read)) == range(1, 4)
    assert find_list(read, position_of("Tea", read)) is None
    bare = passage("Come early.\n\n- a rope\n- a knife")
    assert find_list(bare, position_of("a knife", bare)) is None


def test_what_names_a_long_row_is_told() -> None:
    told = "It lifts ten tons. " * 16
    read = passage(f"| Item | Use |\n| --- | --- |\n| crane; {told}| keeper |\n\nThe end.")
    assert find_row_name(read, 3) == 0
    assert find_row_name(read, 0) is None
    assert find_row_name(read, len(read.sentences) - 1) is None
