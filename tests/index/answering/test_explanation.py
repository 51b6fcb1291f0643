"""A refusal says what the documents do say about the thing asked, and what of the question they lack."""

from corpus.scopes import visible_to
from index.engine import Engine
from index.outcomes import Reason, Refusal

ONLY_ADDED = visible_to(None, notes=False)


def refusal(engine: Engine, question: str) -> Refusal:
    reply = engine.answer(question, ONLY_ADDED)
    assert isinstance(reply, Refusal)
    return reply


def test_what_is_near_is_named_with_its_place_and_what_lacks_is_named(lighthouse: Engine) -> None:
    reply = refusal(lighthouse, "Which insurance covers the lighthouse of Vara?")
    assert reply.reason is Reason.NOT_STATED
    assert "“Vara”" in reply.detail
    assert "“The lighthouse of Vara" in reply.detail
    assert "“insurance”" in reply.detail
    assert reply.nearest


def test_a_name_that_no_document_has_is_named_in_full(lighthouse: Engine) -> None:
    reply = refusal(lighthouse, "When did Captain Elvira Brandt visit the lighthouse?")
    assert reply.reason is Reason.NOT_STATED
    assert "I don't find “Captain Elvira Brandt” in any document." in reply.detail


def test_what_nothing_is_near_to_is_off_topic(lighthouse: Engine) -> None:
    assert refusal(lighthouse, "How do I bake sourdough bread?").reason is Reason.OFF_TOPIC
