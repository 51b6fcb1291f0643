"""Pairs that are made unanswerable by rule, out of pairs that are answerable."""

import random
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from sklearn.feature_extraction.text import TfidfVectorizer

from training.labelled import LabelledPair, cut_sentences, cut_shingles, stem_content

_NAME = re.compile(r"(?<![.!?:\"“] )(?<!^)\b[A-Z][\w’'-]+(?: (?:of |the |de |von )?[A-Z][\w’'-]+)*")
_NUMBER = re.compile(r"\b\d[\d,.]*\d\b|\b\d\b")
_LEFT = 25  # words that must be left of a passage


def remove_answer(pair: LabelledPair) -> LabelledPair | None:
    """Return the pair with every sentence that holds an answer taken out, or `None` where too little is left."""
    answers = pair.flat_answers
    kept = [pair.passage[a:b] for a, b in cut_sentences(pair.passage)]
    left = [text for text in kept if not any(answer in text.lower() for answer in answers)]
    passage = "".join(left).strip()
    if not answers or len(left) == len(kept) or len(passage.split()) < _LEFT:
        return None
    return _unanswered(pair, passage=passage)


def swap_name(pair: LabelledPair, others: Sequence[str], rng: random.Random) -> LabelledPair | None:
    """Return the pair with a name or number of the question exchanged for another of the passage or of `others` of its document.

    `None` where there is nothing to exchange.
    """
    for pattern in rng.sample((_NAME, _NUMBER), 2):
        named = [m for m in pattern.finditer(pair.question) if m.group() in pair.passage]
        if not named:
            continue
        old = rng.choice(named)
        near = [pair.passage] if rng.random() < 0.6 else list(others)
        taken = stem_content(pair.question) | stem_content(" ".join(pair.answers))
        shape = len(old.group()) if pattern is _NUMBER else 0
        names = [
            m.group()
            for text in near
            for m in pattern.finditer(text)
            if not stem_content(m.group()) & taken
            and stem_content(m.group())
            and (not shape or len(m.group()) == shape)
        ]
        if names:
            question = pair.question[: old.start()] + rng.choice(names) + pair.question[old.end() :]
            return _unanswered(pair, question=question)
    return None


def mine_passages(pairs: Sequence[LabelledPair], wanted: int, rng: random.Random) -> list[LabelledPair]:
    """Return questions with a best-ranked passage that lacks their answers: of their document where it has others."""
    passages: dict[str, str] = {pair.passage: pair.group for pair in pairs}
    texts = list(passages)
    groups: dict[str, list[int]] = defaultdict(list)
    for i, text in enumerate(texts):
        groups[passages[text]].append(i)
    vectorizer = TfidfVectorizer(sublinear_tf=True, stop_words="english")
    matrix = vectorizer.fit_transform(texts)
    asked = rng.sample(pairs, min(wanted, len(pairs)))
    similar = vectorizer.transform([pair.question for pair in asked]) @ matrix.T
    made = []
    for row, pair in enumerate(asked):
        scores = similar[row].toarray()[0]
        pool = groups[pair.group] if len(groups[pair.group]) > 3 and rng.random() < 0.75 else range(len(texts))
        ranked = sorted(pool, key=lambda i: -scores[i])[:8]
        answers = pair.flat_answers
        wrong = [
            texts[i]
            for i in ranked
            if texts[i] != pair.passage
            and not any(answer in texts[i].lower() for answer in answers)
            and not cut_shingles(texts[i]) & cut_shingles(pair.passage)
        ]
        if wrong:
            made.append(_unanswered(pair, passage=rng.choice(wrong[:3])))
    return made


def _unanswered(pair: LabelledPair, **changed: str) -> LabelledPair:
    return replace(pair, answerable=False, answers=(), evidence=(), **changed)
