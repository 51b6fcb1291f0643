"""What of a thread may be quoted: the answers, not what was asked, and no thanks."""

from __future__ import annotations

import pytest
from support.pasted import contents, pairs
from support.threads_made import BEGAN, PUMP, TURN, settle_text, talk

from corpus.documents import ReadDocument
from corpus.reading.decoding import UnreadableDocument
from corpus.reading.threads.written import Entry
from index.retrieval.embedder import Embedder


def words(document: ReadDocument) -> list[str]:
    return [text for _, text in contents(document)]


def test_a_solved_thread_is_its_title_with_the_answer_that_was_thanked_for(embedder: Embedder) -> None:
    document = settle_text(PUMP, embedder)
    assert words(document) == ["Order a new motor from the catalogue.", TURN]
    assert pairs(document) == [("The pump in the cellar hums but moves no water", TURN)]
    headings = contents(document)[1][0]
    assert headings[0].startswith("The pump in the cellar hums and no water comes. Does anybody know")
    assert headings[1] == "Bo, 2026-11-20 10:36 UTC"
    assert ", ".join(map(str, document.left_out)) == (
        "1 question that opens the thread, 2 bits of small talk, 2 messages that answer nothing"
    )


def test_the_answer_that_was_marked_goes_before_the_one_that_was_thanked_for(embedder: Embedder) -> None:
    text = talk(
        "Where do the keys hang?", ("Ana", "I can't find the keys of the shed."), Entry("Bo", BEGAN, "Behind the door.", marked=True),
        ("Cy", "I have a spare one at home."), ("Ana", "Thank you!"),
    )  # fmt: skip
    assert pairs(settle_text(text, embedder)) == [("Where do the keys hang?", "Behind the door.")]


def test_thanks_in_reply_to_a_message_are_for_that_one(embedder: Embedder) -> None:
    text = talk(
        "Lamp flickers", ("Ana", "The lamp on the stage flickers."), ("Bo", "Screw the bulb in tightly."),
        ("Cy", "Buy a dimmer for it."), Entry("Ana", BEGAN, "Cheers, that did it!", replies_to=1),
    )  # fmt: skip
    assert pairs(settle_text(text, embedder)) == [("Lamp flickers", "Screw the bulb in tightly.")]


def test_thanks_by_name_are_for_who_is_named(embedder: Embedder) -> None:
    text = talk(
        "Lamp flickers", ("Ana", "The lamp on the stage flickers."), ("Bo Lind", "Screw the bulb in tightly."),
        ("Cy", "Buy a dimmer for it."), ("Ana", "@Bo Lind yes, that was it. Thanks!"),
    )  # fmt: skip
    assert pairs(settle_text(text, embedder)) == [("Lamp flickers", "Screw the bulb in tightly.")]


def test_a_friendly_answer_right_after_the_question_is_no_small_talk(embedder: Embedder) -> None:
    text = talk(
        "May guests come?", ("Ana", "May guests come along?"), ("Bo", "Everyone is welcome."), ("Ana", "Lovely!")
    )
    assert words(settle_text(text, embedder)) == ["Everyone is welcome."]


def test_thanks_and_greetings_around_an_answer_are_cut_off(embedder: Embedder) -> None:
    text = talk(
        "How long is the break?", ("Ana", "How long is the break between the acts?"),
        ("Bo", "Good evening! The break lasts twenty minutes. Hope this helps."), ("Ana", "Lovely, thanks."),
    )  # fmt: skip
    assert words(settle_text(text, embedder)) == ["The break lasts twenty minutes."]


def test_how_it_ended_is_an_answer_in_the_words_of_who_asked(embedder: Embedder) -> None:
    text = talk(
        "Door won't open", ("Ana", "The door of the depot does not open any more. Who can help?"), ("Bo", "Is the battery empty?"),
        ("Ana", "The battery is new."), ("Ana", "Found the reason: the hinge was bent, and I hammered it straight."),
    )  # fmt: skip
    document = settle_text(text, embedder)
    assert pairs(document) == [("Door won't open", "Found the reason: the hinge was bent, and I hammered it straight.")]
    assert "The battery is new." not in words(document)


@pytest.mark.parametrize(
    ("title", "opening", "answer", "closing"),
    [
        (
            "Wann öffnet das Archiv?", "Hallo, wann öffnet das Archiv im Winter?",
            "Im Winter öffnet das Archiv dienstags um neun Uhr.", ("Super, danke dir!", "Gerne"),
        ),
        (
            "¿Dónde están las llaves?", "Hola, no encuentro las llaves del almacén. ¿Dónde están?",
            "Las llaves del almacén están en el cajón de la oficina.", ("¡Perfecto, ya las tengo!", "De nada"),
        ),
        (
            "倉庫の鍵はどこですか？", "倉庫の鍵が見つかりません。どこにありますか？", "倉庫の鍵は事務所の引き出しの中にあります。",
            ("ありがとうございます！", "どういたしまして"),
        ),
    ],
)  # fmt: skip
def test_thanks_in_other_languages_are_told_by_where_they_stand(
    embedder: Embedder, title: str, opening: str, answer: str, closing: tuple[str, str]
) -> None:
    thanks, reply = closing
    document = settle_text(talk(title, ("Ana", opening), ("Bo", answer), ("Ana", thanks), ("Bo", reply)), embedder)
    assert words(document) == [answer]
    assert pairs(document) == [(title, answer)]


def test_an_announcement_with_questions_below_it_may_be_quoted(embedder: Embedder) -> None:
    text = talk(
        "The market moves", ("Ana", "The market moves to the north square from May on."), ("Bo", "Will there be parking?"),
        ("Ana", "Fifty cars find room behind the mill."), ("Bo", "Great, thank you!"),
    )  # fmt: skip
    assert contents(settle_text(text, embedder)) == [
        (("Ana, 2026-11-20 10:00 UTC",), "The market moves to the north square from May on."),
        (("Will there be parking?", "Ana, 2026-11-20 10:18 UTC"), "Fifty cars find room behind the mill."),
    ]


def test_a_long_post_in_a_forum_that_asks_nothing_is_a_guide(embedder: Embedder) -> None:
    guide = "Cut the wood in May and stack it on the sunny side of the hut. " * 8
    comment = ("Bo", "Two years of drying are better than one.")
    long, short = (talk("Firewood", Entry("Ana", BEGAN, text, asks=True), comment) for text in (guide, guide[:62]))
    assert words(settle_text(long, embedder))[0].startswith("Cut the wood in May")
    assert words(settle_text(short, embedder)) == ["Two years of drying are better than one."]


def test_a_greeting_of_who_announces_something_is_no_thanks(embedder: Embedder) -> None:
    text = talk(
        "Market", ("Ana", "The market moves to the north square."), ("Bo", "The mill has space too."),
        ("Ana", "Good morning! The first market is on the second of May."),
    )  # fmt: skip
    assert words(settle_text(text, embedder))[0] == "The market moves to the north square."


def test_a_question_without_an_answer_is_no_document(embedder: Embedder) -> None:
    text = talk("Lost glove", ("Ana", "I lost a red glove. Has anybody seen it?"), ("Bo", "No idea, good luck!"))
    with pytest.raises(UnreadableDocument, match="“Lost glove” asks something that nobody answers in it"):
        settle_text(text, embedder)


def test_code_and_lists_in_an_answer_stay(embedder: Embedder) -> None:
    listed = "Type this:\n\n```sh\nls -l\n```\n\n- short: `ls`"
    text = talk("How do I list files?", ("Ana", "How do I list the files?"), ("Bo", listed), ("Ana", "ty!"))
    assert words(settle_text(text, embedder)) == ["Type this:", "ls -l", "short: `ls`"]
