"""Several questions in one message: each is asked, and what the judge says decides whether they are several."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from index.answering.answerer import AskQuestion, Trace
from index.answering.leaning import find_telling, find_thing, is_fragment, leans, name_thing, speaks_of
from index.answering.question_parts import AskedPart, find_sentences, read_parts
from index.judge.grades import Certainty
from index.outcomes import Answer, Help, Reason, Refusal
from index.retrieval.lexical import stem_words

MOST_PARTS = 5  # questions of a message that are answered

IsSaying = Callable[[str], bool]

_FRAGMENT = 5  # words, at most, of a question that only goes on with the one before it
_UNCLEAR = "I can't tell what this asks without the question before it. Please ask it alone, in full."


@dataclass(frozen=True, slots=True)
class AskedTraces:
    """The traces of the questions of a message, in their order, and how many more it asks that were left out."""

    traces: tuple[Trace, ...]
    left_out: int = 0


def ask_message(message: str, ask: AskQuestion, is_saying: IsSaying) -> AskedTraces:
    """Ask what a message asks, its only question or each of several; `is_saying` knows greetings and thanks by a sentence.

    The message is asked as a whole first. Each of its questions is asked too, after what was stated before it, where it has
    several: they are the reply unless all of them find what the whole finds.
    """
    sentences = find_sentences(message)
    sayings = [] if len(sentences) == 1 else [sentence for sentence, _ in sentences if is_saying(sentence)]
    asked = read_parts(message, sayings)
    parts = _merge_fragments(asked.parts)
    if sayings and len(sayings) < len(sentences) and len(parts) == 1:
        message = " ".join(sentence for sentence, _ in sentences if sentence not in sayings)
    if not parts or (len(parts) == 1 and not parts[0].joined):
        return AskedTraces((ask(message),))
    whole = ask(message)
    if isinstance(whole.reply, Answer) and whole.reply.by is not None and whole.probability >= 1:
        return AskedTraces((whole,))  # the moderators wrote an answer to just this message
    return _ask_parts(message, parts, whole, ask)


def _ask_parts(message: str, parts: Sequence[AskedPart], whole: Trace, ask: AskQuestion) -> AskedTraces:
    found: list[Trace] = []
    left_out = 0
    earlier: list[str] = []
    for part in parts:
        if len(found) >= MOST_PARTS:
            left_out += 1
            continue
        alone = whole if len(parts) == 1 else None
        joined = _ask_joined(part, earlier, alone, ask)
        found += joined or [alone or _ask_one(part.question, part.before, earlier, ask)]
        earlier.append(part.question)
    kept = [one for one in found if not isinstance(one.reply, Help)]
    if len(kept) < 2 or _is_one(whole, kept):
        return AskedTraces((whole,))
    return AskedTraces(tuple(kept[:MOST_PARTS]), left_out + len(kept[MOST_PARTS:]))


def _merge_fragments(parts: Sequence[AskedPart]) -> list[AskedPart]:
    """Return the questions with those that only go on ("And where?") as one with the question before."""
    merged: list[AskedPart] = []
    for part in parts:
        if merged and is_fragment(part.question) and len(part.question.split()) <= _FRAGMENT:
            merged[-1] = replace(merged[-1], question=f"{merged[-1].question} {part.question}")
        else:
            merged.append(part)
    return merged


def _ask_joined(part: AskedPart, earlier: Sequence[str], alone: Trace | None, ask: AskQuestion) -> list[Trace]:
    """Return the traces of the questions that one sentence joins; none where it is rather one question.

    They are several where each is answered surely and by another passage, or where the answer to the sentence says nothing
    of one of them and answers another.
    """
    if not part.joined:
        return []
    said, traces = list(earlier), []
    for question in part.joined[:MOST_PARTS]:
        traces.append(_ask_one(question, part.before, said, ask))
        said.append(question)
    surely = [_is_sure([one]) for one in traces]
    if all(surely):
        return traces if len({_find_quotes(one) for one in traces}) == len(traces) else []
    whole = alone or ask(part.with_context)
    standing = [not leans(question) for question in part.joined]
    passed_over = [
        not sure and stands and not _touches(whole, question, part.joined)
        for sure, stands, question in zip(surely, standing, part.joined, strict=True)
    ]
    clear = all(sure or over for sure, over in zip(surely, passed_over, strict=True))
    return traces if any(surely) and standing[0] and clear else []


def _touches(whole: Trace, question: str, joined: Sequence[str]) -> bool:
    """Whether an answer has a word that only this one of the joined questions asks for."""
    others = {stem for one in joined if one != question for stem in stem_words(one)}
    own = {stem for word in find_telling(question) for stem in stem_words(word)} - others
    return isinstance(whole.reply, Answer) and bool(own & set(stem_words(whole.reply.text)))


def _ask_one(question: str, before: Sequence[str], earlier: Sequence[str], ask: AskQuestion) -> Trace:
    """Ask one of several questions: with what it leans on, or after the statements before it, and alone if that finds less."""
    leant_on = next((one for one in reversed(earlier) if find_thing(one)), "") if leans(question) else ""
    tried: list[Trace] = []
    if leant_on:
        tried.append(_keep_to_topic(ask(name_thing(question, find_thing(leant_on))), leant_on))
    if before and not _is_sure(tried):
        tried.append(ask(" ".join((*before, question))))
    if not leant_on and not _is_sure(tried):
        tried.append(ask(question))
    return max(tried, key=lambda one: (isinstance(one.reply, Answer), one.probability))


def _is_sure(tried: Sequence[Trace]) -> bool:
    return any(isinstance(one.reply, Answer) and one.reply.certainty is Certainty.SURE for one in tried)


def _keep_to_topic(trace: Trace, leant_on: str) -> Trace:
    """Return a refusal where the answer to a leaning question is about something else than what it leans on."""
    if not isinstance(trace.reply, Answer) or trace.reply.by is not None:
        return trace
    passage = trace.citations[0].passage
    if speaks_of(f"{passage.context}\n{passage.text}", leant_on):
        return replace(trace, reply=_keep_passages(trace.reply, leant_on))
    return replace(trace, reply=Refusal(trace.reply.question, Reason.NOT_STATED, 0.0, (), _UNCLEAR), probability=0.0)


def _keep_passages(answer: Answer, leant_on: str) -> Answer:
    kept = [one for one in answer.citations if speaks_of(f"{one.passage.context}\n{one.passage.text}", leant_on)]
    return replace(answer, citations=tuple(replace(one, number=n) for n, one in enumerate(kept, start=1)))


def _is_one(whole: Trace, found: Sequence[Trace]) -> bool:
    """Whether several questions come to one: all find something, and nothing that the whole message does not find."""
    if not isinstance(whole.reply, Answer) or not all(isinstance(one.reply, Answer) for one in found):
        return False
    return frozenset().union(*map(_find_quotes, found)) <= _find_quotes(whole)


def _find_quotes(trace: Trace) -> frozenset[tuple[str, int, int]]:
    citations = trace.reply.citations if isinstance(trace.reply, Answer) else ()
    return frozenset((one.document.id, one.span.start, one.span.end) for one in citations)
