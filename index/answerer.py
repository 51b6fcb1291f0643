"""Answerer: from a question and the scopes it may use to an Answer or a Refusal."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from corpus.documents import Passage
from index.answerability import Answerability, Evidence
from index.lexical import terms
from index.outcomes import Answer, Citation, Reason, Refusal, Reply
from index.questions import UnreadableQuestion, check_language, clean, names
from index.reranker import Scored
from index.retriever import Retrieval, Retriever
from index.scope_index import ScopeIndex

MAX_SENTENCES = 3
_NEAREST = 2
_PASSAGES = 3  # the best passages whose sentences may be quoted
_SAME_WORTH = 0.97  # a further sentence is quoted when it fits nearly as well as the best
_FAQ_MATCH = 0.80  # cosine of two questions that ask the same; the names in them are compared besides
_NEAR = 0.30  # below this cosine, and with few shared words, nothing is near the question


class Answerer:
    """Decides. Deterministic: the same question over the same corpus has the same reply."""

    def __init__(self, retriever: Retriever, answerability: Answerability) -> None:
        self._retriever = retriever
        self._answerability = answerability

    def answer(self, question: str, indexes: Sequence[ScopeIndex], allowed: frozenset[str] | None = None) -> Reply:
        """Answer from the documents of these scopes; `allowed`, if given, are the IDs of the only documents to use."""
        try:
            asked = clean(question)
            languages = {s.passage.document.source.language for index in indexes for s in index.passages.values()}
            check_language(asked, languages)
        except UnreadableQuestion as unreadable:
            return Refusal(question, Reason.UNREADABLE_QUESTION, detail=str(unreadable))
        if not any(index.passages for index in indexes):
            return Refusal(question, Reason.EMPTY_CORPUS, detail="No document has been added yet.")
        found = self._retriever.retrieve(asked, indexes, allowed)
        from_faq = self._faq(question, asked, found, indexes, allowed)
        if from_faq is not None:
            return from_faq
        return self._decide(question, asked, found, indexes)

    def _decide(self, question: str, asked: str, found: Retrieval, indexes: Sequence[ScopeIndex]) -> Reply:
        ranked = [
            (probability, candidate, sentence)
            for candidate in found.candidates[:_PASSAGES]
            if (sentence := _best_sentence(candidate)) is not None
            for probability in [self._answerability.judge(Evidence(asked, candidate, sentence, found.cosine))]
        ]
        best = max(ranked, key=lambda item: item[0], default=None)
        if best is not None and best[0] >= self._answerability.threshold:
            sentences = self._sentences(asked, found, best[1])
            citations = [
                Citation(number, candidate.stored.passage, candidate.stored.passage.sentences[position])
                for number, (candidate, position) in enumerate(sentences, start=1)
            ]
            return Answer(question, tuple(citations), round(best[0], 4))
        nearest = tuple(
            Citation(number, candidate.stored.passage, candidate.stored.passage.span)
            for number, candidate in enumerate(found.candidates[:_NEAREST], start=1)
        )
        reason, detail = _explain(asked, found, indexes)
        return Refusal(question, reason, round(best[0], 4) if best else 0.0, nearest, detail)

    def _sentences(self, asked: str, found: Retrieval, best: Scored) -> list[tuple[Scored, int]]:
        """Return up to three sentences, the best first; a further one fits nearly as well and adds a word asked for."""
        pool = [
            (float(candidate.sentences[position]), candidate, position)
            for candidate in (best, *(c for c in found.candidates[:_PASSAGES] if c is not best))
            for position in range(len(candidate.stored.passage.sentences))
            if not _asks(candidate.stored.passage, position)
        ]
        first = _best_sentence(best)
        assert first is not None  # `best` came from the candidates that have one
        chosen = [(best, first)]
        least = float(best.sentences[first]) * _SAME_WORTH
        covered = set(terms(_text(best.stored.passage, first)))
        for score, candidate, position in sorted(pool, key=lambda item: -item[0]):
            text = _text(candidate.stored.passage, position)
            adds = (set(terms(text)) & set(terms(asked))) - covered
            if len(chosen) < MAX_SENTENCES and score >= least and adds and (candidate, position) not in chosen:
                chosen.append((candidate, position))
                covered |= set(terms(text))
        return chosen

    def _faq(
        self,
        question: str,
        asked: str,
        found: Retrieval,
        indexes: Sequence[ScopeIndex],
        allowed: frozenset[str] | None,
    ) -> Answer | None:
        """Return the answer of a question that the documents ask themselves in nearly the same words."""
        best: tuple[float, Passage] | None = None
        needed = {word for name in names(asked) for word in terms(name)}
        for index in indexes:
            similar = index.question_vectors @ found.encoded.vector if index.questions else np.zeros(0)
            for stored, cosine in zip(index.questions, similar.tolist(), strict=True):
                passage = stored.answer
                if allowed is not None and passage.document.id not in allowed:
                    continue
                # "Why was X shut down?" is near "Why was Y shut down?": a name that is asked for must stand there.
                held = set(terms(f"{stored.question}\n{passage.context}\n{passage.text}"))
                if cosine >= _FAQ_MATCH and needed <= held and (best is None or cosine > best[0]):
                    best = (cosine, passage)
        if best is None:
            return None
        probability, passage = best
        citations = [
            Citation(number, passage, span) for number, span in enumerate(passage.sentences[:MAX_SENTENCES], start=1)
        ]
        return Answer(question, tuple(citations), round(min(probability, 1.0), 4))


def _best_sentence(candidate: Scored) -> int | None:
    """Return the position of the sentence that fits best and is no question itself."""
    passage = candidate.stored.passage
    open_to = [position for position in range(len(passage.sentences)) if not _asks(passage, position)]
    return max(open_to, key=lambda position: float(candidate.sentences[position]), default=None)


def _text(passage: Passage, position: int) -> str:
    return passage.sentences[position].of(passage.document.text)


def _asks(passage: Passage, position: int) -> bool:
    return _text(passage, position).rstrip("\"'”’)").endswith("?")


def _explain(asked: str, found: Retrieval, indexes: Sequence[ScopeIndex]) -> tuple[Reason, str]:
    """Say why there is no answer: nothing near, a name that no document holds, or nothing that states it."""
    words = dict.fromkeys(terms(asked))
    known = [word for word in words if any(index.words.count(word) for index in indexes)]
    unknown = [
        name
        for name in dict.fromkeys(names(asked))
        if terms(name) and not any(index.words.count(word) for word in terms(name) for index in indexes)
    ]
    if found.cosine < _NEAR and len(known) * 2 <= max(len(words), 1):
        return Reason.OFF_TOPIC, "Nothing in the documents is about this."
    if unknown:
        listed = ", ".join(f"“{name}”" for name in unknown[:3])
        return Reason.NOT_STATED, f"They never mention {listed}."
    return Reason.NOT_STATED, "They touch on this, but no sentence in them states the answer."
