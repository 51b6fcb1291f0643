"""Near-duplicates: which documents say already what a new one says, or are called the same. No model runs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from corpus.sentences import count_words
from corpus.store.naming import fold_title
from corpus.store.records import StoredDocument, StoredPassage
from index.engine import Engine
from index.upkeep.same_words import list_words, reduce_to_words

SAME_PASSAGE = 0.95  # cosine of two passages that say nearly the same in nearly the same words
_LEAST_SHARE = 0.2  # of a document stands in another one already: worth a word
_SEVERAL = 2  # sentences are worth a word however long the document is; a single one may be a common phrase
_SENTENCE = 5  # words; what is shorter is a label or a phrase, and stands in many documents
_AT_ONCE = 500  # passages that are looked through before questions go first


@dataclass(frozen=True, slots=True)
class NearDuplicate:
    """A document that has the title of a new one, or holds some of it already: a live one, or one that is new too.

    `share` (0 to 1) of the passages of the new document stand in it in nearly the same words, and `repeated` of its
    `sentences` word for word.
    """

    title: str  # of the new document
    document: StoredDocument
    share: float = 0.0
    repeated: int = 0
    sentences: int = 0
    same_title: bool = False

    @property
    def part(self) -> float:
        """How much of the new document stands there, 0 to 1."""
        return max(self.share, self.repeated / max(self.sentences, 1))


def find_near_duplicates(engine: Engine, draft: str, scopes: Sequence[str]) -> list[NearDuplicate]:
    """Return the documents of some scopes, and of the draft itself, that say much of what a document of the draft says.

    Those that hold most of it come first. Each document of the draft is compared with those of the draft before it, too.
    """
    scopes = list(dict.fromkeys(scopes))
    new = engine.store.listing([draft])
    order = {one.id: place for place, one in enumerate(new)}
    known = {one.id: one for one in [*engine.store.listing(scopes), *new]}
    passages = list(engine.index(draft).passages.values())
    sentences = _list_sentences(passages)
    shares = _count_same_passages(engine, passages, scopes)
    repeated = _count_repeated(engine, sentences, [*scopes, draft])
    found = []
    for one in new:
        for other in known.values():
            if order.get(other.id, -1) >= order[one.id]:
                continue
            pair = (one.id, other.id)
            near = NearDuplicate(
                one.title, other, shares[pair] / max(one.passages, 1), repeated[pair], len(sentences.get(one.id, ())),
                fold_title(one.title) == fold_title(other.title),
            )  # fmt: skip
            if near.same_title or near.part >= _LEAST_SHARE or near.repeated >= _SEVERAL:
                found.append(near)
    return sorted(found, key=lambda near: (-near.part, not near.same_title))


def _list_sentences(passages: Sequence[StoredPassage]) -> Mapping[str, frozenset[str]]:
    """Return the sentences of documents that are more than a phrase, as their words, by the IDs of the documents."""
    found: dict[str, set[str]] = defaultdict(set)
    for passage in (stored.passage for stored in passages):
        texts = (span.of(passage.document.text) for span in passage.sentences)
        found[passage.document.id].update(reduce_to_words(text) for text in texts if count_words(text) >= _SENTENCE)
    return {identity: frozenset(texts) for identity, texts in found.items()}


def _count_same_passages(
    engine: Engine, passages: Sequence[StoredPassage], scopes: Sequence[str]
) -> Counter[tuple[str, str]]:
    """Count the passages that have nearly the same words as one of some scopes, by the IDs of their document and of that one's."""
    counts: Counter[tuple[str, str]] = Counter()
    for stored in passages:
        nearest = engine.find_nearest(np.frombuffer(stored.vector, np.float32), scopes)
        if nearest is not None and nearest[0] >= SAME_PASSAGE:
            counts[stored.passage.document.id, nearest[1].passage.document.id] += 1
    return counts


def _count_repeated(
    engine: Engine, sentences: Mapping[str, frozenset[str]], scopes: Sequence[str]
) -> Counter[tuple[str, str]]:
    """Count the sentences that stand in a passage of some scopes, by the IDs of their document and of that one's.

    A sentence is looked for where its longest word stands: each text is gone through once, however many sentences there are.
    """
    by_word: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for identity, texts in sentences.items():
        for text in texts:
            by_word[max(text.split(), key=len, default="")].append((identity, text))
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for stored in _pass_through(engine, scopes):
        words, there = list_words(stored.passage.text), stored.passage.document.id
        if by_word.keys().isdisjoint(words):
            continue
        text = f" {' '.join(words)} "
        for word in by_word.keys() & set(words):
            for identity, sentence in by_word[word]:
                if identity != there and sentence in text:
                    found[identity, there].add(sentence)
    return Counter({pair: len(texts) for pair, texts in found.items()})


def _pass_through(engine: Engine, scopes: Sequence[str]) -> Iterator[StoredPassage]:
    """Yield the passages of some scopes; questions that are asked meanwhile go first."""
    for scope in scopes:
        for count, stored in enumerate(list(engine.index(scope).passages.values())):
            if count % _AT_ONCE == 0:
                engine.courtesy.give_way()
            yield stored
