"""Questions that set two things side by side: what they come to must speak of both, or say of which it does not."""

from __future__ import annotations

from dataclasses import replace

from index.answering.answerer import AskQuestion, Trace
from index.answering.sides import Side, Sides, find_sides
from index.judge.grades import Certainty
from index.outcomes import Answer, Citation


def ask_both_sides(question: str, ask: AskQuestion) -> Trace:
    """Ask a question; where it names two things and the answer speaks of one, ask about each alone.

    What is found of both is one answer, a quote for each in the order in which they are named, as sure as the less sure of the
    two. Where one is found and the question compares them, the answer is unsure and names the other. Nothing is compared here.
    """
    whole = ask(question)
    sides = find_sides(question)
    if sides is None or _covers(whole, sides):
        return whole
    if sides.compared and not isinstance(whole.reply, Answer):
        swapped = ask(sides.swapped)
        if isinstance(swapped.reply, Answer) and _covers(swapped, sides):
            return replace(swapped, reply=replace(swapped.reply, question=question))
    both = ((sides.first, sides.second), (sides.second, sides.first))
    answers = [_ask_side(side, other, whole, ask) for side, other in both]
    if sides.compared and sum(answer is not None for answer in answers) == 1:
        known = next(answer for answer in answers if answer is not None)
        answers = [answer or _look_beside(known, *pair) for answer, pair in zip(answers, both, strict=True)]
    found = [answer for answer in answers if answer is not None]
    surely = all(answer.certainty is Certainty.SURE for answer in found)
    if len(found) == 2 and (sides.compared or surely):
        return _put_together(question, whole, found, Certainty.SURE if surely else Certainty.UNSURE)
    if len(found) == 1 and sides.compared and isinstance(whole.reply, Answer):
        missing = next(side for side, answer in zip(sides, answers, strict=True) if answer is None)
        if not missing.is_in(_read_passages(whole.reply)):
            return _put_together(question, whole, found, Certainty.UNSURE, (missing.name,))
    return whole


def _covers(whole: Trace, sides: Sides) -> bool:
    """Whether an answer needs no more: it speaks of both, or moderators wrote it."""
    if not isinstance(whole.reply, Answer):
        return False
    return whole.reply.by is not None or all(side.is_in(whole.reply.text) for side in sides)


def _read_passages(answer: Answer) -> str:
    """Return the passages that an answer quotes from, with the headings that they stand under."""
    return "\n".join(f"{one.passage.context}\n{one.passage.text}" for one in answer.citations)


def _ask_side(side: Side, other: Side, whole: Trace, ask: AskQuestion) -> Answer | None:
    """Return what is found of one side, its best quote alone; of the whole question, else of that about this side."""
    for answer in (_read_answer(whole), None):
        reply = answer or _read_answer(ask(side.question))
        quotes = _find_quotes(reply, side, other) if reply else ()
        if reply and quotes:
            return replace(reply, citations=quotes[:1])
    return None


def _read_answer(trace: Trace) -> Answer | None:
    return trace.reply if isinstance(trace.reply, Answer) else None


def _look_beside(known: Answer, side: Side, other: Side) -> Answer | None:
    """Return an unsure answer of the sentence beside a quote that speaks of the other side; `None` where none does."""
    passage = known.citations[0].passage
    near = (span for span in passage.sentences if side.is_in(span.of(passage.document.text)))
    spans = [span for span in near if not other.is_in(span.of(passage.document.text))]
    return replace(known, citations=(Citation(1, passage, spans[0]),), certainty=Certainty.UNSURE) if spans else None


def _find_quotes(answer: Answer, side: Side, other: Side) -> tuple[Citation, ...]:
    """Return the quotes that speak of a side: in their words, or by the title and headings that they stand under."""
    spoken = tuple(one for one in answer.citations if side.is_in(one.quote))
    if spoken:
        return spoken
    headed = (one for one in answer.citations if side.is_in(f"{one.passage.context}\n{one.quote}"))
    return tuple(one for one in headed if not other.is_in(f"{one.passage.context}\n{one.quote}"))


def _put_together(
    question: str, whole: Trace, found: list[Answer], certainty: Certainty, missing: tuple[str, ...] = ()
) -> Trace:
    places = list(dict.fromkeys((one.passage, one.span) for answer in found for one in answer.citations))
    whole_ones = [
        place
        for place in places
        if not any(place != one and place[0] == one[0] and one[1].holds(place[1]) for one in places)
    ]
    citations = tuple(Citation(number, *place) for number, place in enumerate(whole_ones, start=1))
    probability = min(answer.probability for answer in found)
    reply = Answer(question, citations, probability, certainty=certainty, missing=missing)
    return replace(whole, reply=reply, probability=probability, citations=citations)
