"""Answerer: from a question and the scopes it may use to an Answer, a Refusal or a Help."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from scipy.special import expit

from corpus.documents import Passage
from corpus.store.records import StoredQuestion
from index.answering.composing import MAX_CITATIONS, compose
from index.answering.explanation import NO_DOCUMENTS, explain_refusal
from index.answering.questions import UnreadableQuestion, clean_question, explain_language, pick_names
from index.answering.small_talk.recognising import SmallTalk
from index.judge.answerability import Answerability
from index.judge.examination import Examined, Examiner, Ranked, rank_unread
from index.judge.grades import Certainty, Thresholds
from index.judge.judge import Judge
from index.judge.small_reader.reader import SmallReader
from index.judge.windows import build_answer_window
from index.outcomes import Answer, Citation, Help, Reason, Refusal, Reply, Topic
from index.retrieval.lexical import stem_words
from index.retrieval.retriever import PassageFilter, Retrieval, Retriever
from index.retrieval.scope_index import ScopeIndex

ThresholdsOf = Callable[[str], Thresholds]  # of a scope: the probabilities from which its documents answer

_NEAREST = 2
# Of the probability from which documents answer. In six communities, 76 refusals come this close: nearly half are of questions that the
# documents answer, a third show the answer in the first passage. Of the other 288 it is 7 and 3 in a hundred.
_CLOSE = 0.5
_FAQ_MATCH = 0.80  # cosine of two questions that ask the same; the names in them are compared besides
_FAQ_SAME = 0.92  # cosine from which the judge need not read the answer


@dataclass(frozen=True, slots=True)
class Trace:
    """A reply and how it came about: the likelihood of an answer, and the passages in the order of their worth.

    `citations` are those of the answer, or those that it would have had where the question was refused; `milliseconds`
    are what each stage took, by its name.
    """

    reply: Reply
    probability: float = 0.0
    ranked: tuple[Ranked, ...] = ()
    citations: tuple[Citation, ...] = ()
    milliseconds: Mapping[str, float] = field(default_factory=dict)


AskQuestion = Callable[[str], Trace]  # asks the same documents one question after another


@dataclass(frozen=True, slots=True)
class _Matched:
    """The answer of a FAQ entry, and the probability that its question asks the same."""

    passage: Passage
    probability: float

    @property
    def citations(self) -> tuple[Citation, ...]:
        spans = self.passage.sentences[:MAX_CITATIONS]
        return tuple(Citation(number, self.passage, span) for number, span in enumerate(spans, start=1))


class Answerer:
    """Decides what a question gets: an answer, a refusal or help. The same question over the same corpus has the same reply."""

    def __init__(
        self,
        retriever: Retriever,
        small_reader: SmallReader,
        judge: Judge,
        answerability: Answerability,
        small_talk: SmallTalk,
    ) -> None:
        self.retriever = retriever
        self.judge = judge
        self.small_reader = small_reader
        self._answerability = answerability
        self._examiner = Examiner(small_reader, judge, answerability)
        self._small_talk = small_talk

    @property
    def thresholds(self) -> Thresholds:
        """The shipped probabilities from which documents answer."""
        return self._answerability.thresholds

    def forget_questions(self) -> None:
        """Forget what is remembered of the last questions, so that each costs again what it did at first: for measurements."""
        self.retriever.forget_questions()
        self._examiner.readers.forget()

    def pack_readings(self, question: str) -> bytes | None:
        """Return what the readers said lately for a question, for `learn_readings` of a later run; `None` where there is nothing."""
        try:
            return self._examiner.readers.pack(clean_question(question)) or None
        except UnreadableQuestion:
            return None

    def learn_readings(self, question: str, packed: bytes) -> None:
        """Remember what the readers said for a question when it was asked, where nothing of it is remembered."""
        asked = clean_question(question)
        if not self._examiner.readers.knows(asked):
            self._examiner.readers.learn(asked, packed)

    def trace(
        self,
        question: str,
        indexes: Sequence[ScopeIndex],
        *,
        allowed: PassageFilter | None = None,
        thresholds: ThresholdsOf | None = None,
    ) -> Trace:
        """Answer from the documents of these scopes, and say how the reply came about.

        `allowed`, if given, says which passages may be used; `thresholds` stand in for the shipped ones.
        """
        graded = thresholds or (lambda _: self.thresholds)
        began = time.perf_counter()
        try:
            asked = clean_question(question)
        except UnreadableQuestion as unreadable:
            return Trace(Refusal(question, Reason.UNREADABLE_QUESTION, detail=str(unreadable)))
        encoded = self.retriever.encode(asked)
        found = self.retriever.retrieve(asked, encoded, indexes, allowed)
        took = {"retrieval": (time.perf_counter() - began) * 1000}
        topic = self._recognise(asked, found, indexes)
        if topic is not None:
            return Trace(Help(question, topic))
        if not any(index.passages for index in indexes):
            return Trace(Refusal(question, Reason.EMPTY_CORPUS, detail=NO_DOCUMENTS))
        if other := explain_language(asked, {language for index in indexes for language in index.languages}):
            return Trace(Refusal(question, Reason.OTHER_LANGUAGE, detail=other))
        matched = self._match_question(asked, found, indexes, allowed)
        if matched is not None and matched.probability >= graded(matched.passage.document.scope).sure:
            places = (Ranked(matched.passage, 1.0), *rank_unread(found.candidates, without=matched.passage.document.id))
            reply = Answer(question, matched.citations, matched.probability)
            return Trace(reply, reply.probability, places, reply.citations, took)
        examination = self._examiner.examine(asked, found)
        took |= examination.milliseconds
        ranked = examination.ranking
        quotable = [one for one in examination.read if one.best_sentence is not None]
        probability = round(quotable[0].probability, 4) if quotable else 0.0
        grade = graded(quotable[0].scope).grade(probability) if quotable else None
        citations = self._cite(asked, quotable, grade, graded)
        if grade:
            reply = Answer(question, citations, probability, certainty=grade)
            return Trace(reply, probability, ranked, citations, took)
        is_close = bool(quotable) and probability >= _CLOSE * graded(quotable[0].scope).unsure
        best = [one.stored.passage for one in quotable[:1]]
        closest = list(dict.fromkeys((*best, *(one.passage for one in ranked))))[:_NEAREST]
        nearest = tuple(Citation(number, passage, passage.span) for number, passage in enumerate(closest, start=1))
        reason, detail = explain_refusal(asked, found, closest, indexes, is_close=is_close)
        refusal = Refusal(question, reason, probability, nearest, detail, is_close)
        return Trace(refusal, probability, ranked, citations, took)

    def _recognise(self, asked: str, found: Retrieval, indexes: Sequence[ScopeIndex]) -> Topic | None:
        """Return what is wanted of the bot itself; `None` where something is asked of the documents, or may be."""
        vector = found.encoded.vector
        likest = [float((index.question_vectors @ vector).max()) for index in indexes if index.questions]
        known = any(index.words.count(stem) for stem in stem_words(asked) for index in indexes)
        nearest = max((found.cosine, *likest))
        return self._small_talk.recognise(asked, found.encoded, nearest=nearest, has_known_word=known)

    def is_small_talk(self, sentence: str) -> bool:
        """Whether a sentence of a message is a greeting, thanks or the like, and no part of what is asked."""
        try:
            said = clean_question(sentence)
        except UnreadableQuestion:
            return True
        return self._small_talk.recognise(said, self.retriever.encode(said)) is not None

    def _cite(
        self, asked: str, quotable: Sequence[Examined], grade: Certainty | None, graded: ThresholdsOf
    ) -> tuple[Citation, ...]:
        """Return the citations of an answer of a grade, or those that a refused question would have had.

        A further passage must have the grade by itself. An unsure answer quotes one passage alone.
        """
        if grade is not Certainty.SURE:
            return compose(asked, quotable[:1], lambda _: True)
        return compose(asked, quotable, lambda one: one is quotable[0] or one.probability >= graded(one.scope).sure)

    def _match_question(
        self, asked: str, found: Retrieval, indexes: Sequence[ScopeIndex], allowed: PassageFilter | None
    ) -> _Matched | None:
        """Return the answer of a question that the documents ask themselves in nearly the same words.

        Where the words differ, it is as probable as the judge says; where they hardly do, as the questions are alike. Neither is the
        fitted probability of other answers, so such a match answers where it is sure, and else hides nothing.
        """
        needed = {word for name in pick_names(asked) for word in stem_words(name)}
        near = [
            (cosine, stored)
            for index in indexes
            if index.questions
            for stored, cosine in zip(
                index.questions, (index.question_vectors @ found.encoded.vector).tolist(), strict=True
            )
            if cosine >= _FAQ_MATCH
        ]
        near.sort(key=lambda pair: -pair[0])
        usable = ((cosine, stored) for cosine, stored in near if allowed is None or allowed(stored.answer))
        best = next(((cosine, stored) for cosine, stored in usable if needed <= _words_of(stored)), None)
        if best is None:
            return None
        cosine, stored = best
        if cosine < _FAQ_SAME:
            logit = self._examiner.readers.judge(asked, [build_answer_window(stored)])[0].logit
            return _Matched(stored.answer, round(float(expit(logit)), 4))
        return _Matched(stored.answer, round(min(cosine, 1.0), 4))


def _words_of(stored: StoredQuestion) -> set[str]:
    """Return the stemmed words of a question that a document asks itself, of its answer and of the headings above.

    "Why was X shut down?" is near "Why was Y shut down?": a name that is asked for must be among them. Stemming an answer takes
    far longer than comparing two vectors.
    """
    passage = stored.answer
    return set(stem_words(f"{stored.question}\n{passage.context}\n{passage.text}"))
