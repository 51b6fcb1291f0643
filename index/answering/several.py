"""Several questions in one message: each is asked, and what the judge says decides whether they are several."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from index.answering.answerer import AskQuestion, Trace
from index.answering.leaning import (
    fill_ellipsis,
    find_ellipsis,
    find_telling,
    find_thing,
    is_fragment,
    leans,
    name_thing,
    speaks_of,
)
from index.answering.question_parts import AskedPart, find_sentences, read_parts
from index.judge.grades import Certainty
from index.outcomes import Answer, Help, Reason, Refusal
from index.retrieval.lexical import stem_words

MOST_PARTS = 5  # questions of a message that are answered
_MOST_ASKED = 12  # times that the documents are asked for one message
_SAYING = 10  # words of a greeting or of thanks, at most

IsSaying = Callable[[str], bool]

_FRAGMENT = 5  # words, at most, of a question that only goes on with the one before it
_OTHER_THING = "I read it together with the question before it. Please ask it alone, in full."
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
    stated = [sentence for sentence, asks in sentences if not asks and len(sentence.split()) <= _SAYING]
    sayings = [sentence for sentence in stated if is_saying(sentence)] if len(sentences) > 1 else []
    parts = _merge_fragments(read_parts(message, sayings))
    if sayings and parts:
        message = " ".join(sentence for sentence, _ in sentences if sentence not in sayings)
    if not parts or (len(parts) == 1 and not parts[0].joined):
        return AskedTraces((ask(message),))
    whole = ask(message)
    if isinstance(whole.reply, Answer) and whole.reply.by is not None and whole.probability >= 1:
        return AskedTraces((whole,))  # the moderators wrote an answer to just this message
    return _Asking(ask).ask_parts(parts, whole)


def _merge_fragments(parts: Sequence[AskedPart]) -> list[AskedPart]:
    """Return the questions with those that only go on ("And where?") as one with the question before."""
    merged: list[AskedPart] = []
    for part in parts:
        if merged and is_fragment(part.question) and len(part.question.split()) <= _FRAGMENT:
            joined = f"{merged[-1].question} {part.question}"
            merged[-1] = replace(merged[-1], question=joined, after=part.after)
        else:
            merged.append(part)
    return merged


class _Asking:
    """Asks the questions of one message, and counts how often."""

    def __init__(self, ask: AskQuestion) -> None:
        self._ask_once = ask
        self._asked = 1  # the whole message

    def ask_parts(self, parts: Sequence[AskedPart], whole: Trace) -> AskedTraces:
        """Return the traces of the parts, or that of the whole message where they come to one question."""
        found: list[Trace] = []
        earlier: list[str] = []
        left_out = 0
        for part in parts:
            room = MOST_PARTS - len(found)
            if room < 1 or self._asked >= _MOST_ASKED:
                left_out += max(1, len(part.joined))
                continue
            joined = self._ask_joined(part, earlier, whole if len(parts) == 1 else None, room)
            left_out += max(0, len(part.joined) - room) if joined else 0
            if not joined:
                joined = [whole if len(parts) == 1 else self._ask_one(part.question, part, earlier)]
            found += joined
            earlier.append(part.question)
        kept = _join_same([one for one in found if not isinstance(one.reply, Help)])
        if not kept or _is_one(whole, kept):
            return AskedTraces((whole,))
        return AskedTraces(tuple(kept), left_out)

    def _ask_joined(self, part: AskedPart, earlier: Sequence[str], alone: Trace | None, room: int) -> list[Trace]:
        """Return the traces of the questions that one sentence joins; none where it is rather one question.

        They are several where each is answered surely and by another passage, or where the answer to the sentence says nothing
        of one of them and answers another.
        """
        joined = part.joined[:room]
        if len(joined) < 2 or self._asked + len(joined) >= _MOST_ASKED:
            return []
        said, traces = list(earlier), []
        for question in joined:
            traces.append(self._ask_one(question, part, said))
            said.append(question)
        surely = [_is_sure([one]) for one in traces]
        if all(surely):
            return traces if len({_find_quotes(one) for one in traces}) == len(traces) else []
        whole = alone or self._ask(part.with_context)
        standing = [not leans(question) for question in joined]
        passed_over = [
            not sure and stands and not _touches(whole, question, joined)
            for sure, stands, question in zip(surely, standing, joined, strict=True)
        ]
        clear = all(sure or over for sure, over in zip(surely, passed_over, strict=True))
        answered = any(sure and stands for sure, stands in zip(surely, standing, strict=True))
        return traces if answered and standing[0] and clear else []

    def _ask_one(self, question: str, part: AskedPart, earlier: Sequence[str]) -> Trace:
        """Ask one of several questions: with what it leans on, or amid the statements around it, and alone if that finds less."""
        full = next((one for one in reversed(earlier) if find_thing(one) and not find_ellipsis(one)), "")
        if full and (own := find_ellipsis(question)):
            return self._ask_of_other(question, own, full)
        leant_on = next((one for one in reversed(earlier) if find_thing(one)), "") if leans(question) else ""
        tried: list[Trace] = []
        if leant_on:
            tried.append(_keep_to_topic(self._ask(name_thing(question, find_thing(leant_on))), leant_on))
        if (part.before or part.after) and not _is_sure(tried):
            tried.append(self._ask(" ".join((*part.before, question, *part.after))))
        if not leant_on and not _is_sure(tried):
            tried.append(self._ask(question))
        return max(tried, key=lambda one: (isinstance(one.reply, Answer), one.probability))

    def _ask_of_other(self, question: str, own: str, full: str) -> Trace:
        """Ask a question again of another thing or in another case, else in its own words; what is quoted must name the thing."""
        tried: list[Trace] = []
        for wording in (*fill_ellipsis(own, full), question):
            if not _is_sure(tried):
                trace = self._ask(wording)
                tried += [trace] if isinstance(trace.reply, Answer) and _names(trace.reply, own) else []
        unfound = Refusal(name_thing(question, find_thing(full)), Reason.NOT_STATED, detail=_OTHER_THING)
        return max(tried, key=lambda one: one.probability, default=Trace(unfound))

    def _ask(self, question: str) -> Trace:
        self._asked += 1
        return self._ask_once(question)


def _names(answer: Answer, thing: str) -> bool:
    """Whether the first quote of an answer, or what it stands under, has half of the telling words of a thing."""
    own = {stem for word in find_telling(thing) for stem in stem_words(word)}
    held = set(stem_words(f"{answer.citations[0].passage.context}\n{answer.citations[0].quote}"))
    return answer.by is not None or len(own & held) * 2 >= len(own)


def _join_same(traces: Sequence[Trace]) -> list[Trace]:
    """Return the traces with questions that follow each other and have the same answer as one, as likely as the likeliest."""
    kept: list[Trace] = []
    for trace in traces:
        if kept and _find_quotes(trace) and _find_quotes(trace) == _find_quotes(kept[-1]):
            first, likelier = kept[-1].reply, max(kept[-1], trace, key=lambda one: one.probability)
            kept[-1] = replace(
                likelier, reply=replace(likelier.reply, question=f"{first.question} {trace.reply.question}")
            )
        else:
            kept.append(trace)
    return kept


def _is_sure(tried: Sequence[Trace]) -> bool:
    return any(isinstance(one.reply, Answer) and one.reply.certainty is Certainty.SURE for one in tried)


def _touches(whole: Trace, question: str, joined: Sequence[str]) -> bool:
    """Whether an answer has a word that only this one of the joined questions asks for."""
    others = {stem for one in joined if one != question for stem in stem_words(one)}
    own = {stem for word in find_telling(question) for stem in stem_words(word)} - others
    return isinstance(whole.reply, Answer) and bool(own & set(stem_words(whole.reply.text)))


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
