"""FaqBook: the questions of all servers' FAQs in memory, in step with the store; what is typed is matched with them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock

from corpus.scopes import SHIPPED, is_draft
from corpus.store.documents import CorpusStore
from corpus.store.faq.entries import FaqEntry, fold_words
from corpus.store.faq.store import FaqStore
from index.answering.questions import UnreadableQuestion, clean_question
from index.faq.entry_index import EntryIndex, Hit
from index.faq.meaning import Meanings
from index.faq.word_search import Tier
from index.outcomes import Answer, ByModerators, Citation
from index.retrieval.embedder import Embedder

_LOG = logging.getLogger(__name__)

SUGGESTED = 25  # choices that Discord shows
BUTTONS = 5  # entries that are asked back about
WAIT_SECONDS = 0.025  # that a keystroke waits for the model
_MEANING_FROM = 4  # characters: less has no meaning yet
_SURE_WORDS = 0.86  # worth of a text from which the words are enough
_NEARLY = 0.75  # cosine from which moderators are asked whether two entries are one
_INDEXES = 256  # in memory: those of the servers that were used last
_BATCH = 32  # texts that are embedded before others may use the model


@dataclass(frozen=True, slots=True)
class Match:
    """What the FAQ has for a question: `entry` where one surely asks the same, else `candidates`, the likeliest first.

    `probability` that the entry asks the same, 0 to 1.
    """

    entry: FaqEntry | None = None
    probability: float = 0.0
    candidates: tuple[FaqEntry, ...] = ()


class FaqBook:
    """The FAQ. Safe to use from several threads; takes no lock that a question holds while it is answered.

    What is offered while somebody types may be one state behind, for a rebuilt index is made in the background; what is
    answered is always looked up in the present state. Raises `StoreError` as the store does.
    """

    def __init__(self, store: CorpusStore, embedder: Embedder) -> None:
        self.store = FaqStore(store)
        self._embedder = embedder
        self._meanings = Meanings(embedder)
        self._background = ThreadPoolExecutor(max_workers=1, thread_name_prefix="faq-index")
        self._indexes: dict[str, tuple[tuple[int, int], EntryIndex]] = {}
        self._making: set[str] = set()
        self._uses: dict[str, dict[tuple[str, str], int]] = {}
        self._lock = Lock()

    def close(self) -> None:
        """Let the threads end."""
        self._meanings.close()
        self._background.shutdown(wait=False, cancel_futures=True)

    # ---- asking

    def suggest(
        self,
        typed: str,
        scopes: Sequence[str],
        *,
        limit: int = SUGGESTED,
        only: Callable[[FaqEntry], bool] | None = None,
    ) -> list[FaqEntry]:
        """Return the entries to offer for what was typed, the best first; for nothing typed, the most used.

        Exact matches and beginnings come first, then texts with the same words, then those of like meaning.
        """
        indexes = [self._get_index(scope) for scope in scopes]
        if not fold_words(typed[:200]):
            hits = [Hit(entry, Tier.EXACT, 0.0) for index in indexes for entry in index.entries]
        else:
            hits = [hit for index in indexes for hit in index.find_by_words(typed, 4 * limit)]
            if self._needs_meaning(typed, hits, limit):
                vector = self._meanings.embed_within(" ".join(typed[:200].split()), WAIT_SECONDS)
                if vector is not None:
                    hits += [hit for index in indexes for hit in index.find_by_meaning(vector, limit)]
        uses = self._read_uses(scopes)
        hits.sort(key=lambda hit: _rank(hit, uses))
        found: dict[str, FaqEntry] = {}
        for hit in hits:
            if only is None or only(hit.entry):
                found.setdefault(fold_words(hit.entry.question), hit.entry)
        return list({entry.id: entry for entry in found.values()}.values())[: min(limit, SUGGESTED)]

    def match(self, text: str, scopes: Sequence[str], *, own: bool = False) -> Match:
        """Return the entry that surely asks what a whole question asks, or candidates; `own`: only the moderators' entries count.

        Blocks for one pass of the model, unless an entry asks it word for word.
        """
        try:
            asked = clean_question(text)
        except UnreadableQuestion:
            return Match()

        def counts(entry: FaqEntry) -> bool:
            return not (own and entry.by_document)

        indexes = [self.index(scope) for scope in reversed(scopes)]  # a server's own come first
        for index in indexes:
            if (entry := index.find_exact(asked)) is not None and counts(entry):
                return Match(entry, 1.0)
        if not any(counts(entry) for index in indexes for entry in index.entries):
            return Match()
        vector = self._meanings.embed(asked)
        same = [hit for index in indexes if (hit := index.find_same(asked, vector)) is not None and counts(hit.entry)]
        if same:
            best = max(same, key=lambda hit: hit.worth)
            return Match(best.entry, round(min(best.worth, 0.99), 4))
        hits = [
            hit
            for index in indexes
            for hit in (*index.find_by_meaning(vector, BUTTONS), *index.find_by_words(asked, BUTTONS))
        ]
        hits = sorted((hit for hit in hits if counts(hit.entry)), key=lambda hit: -hit.worth)
        unique = {hit.entry.id: hit.entry for hit in hits if hit.tier < Tier.FAINT}
        return Match(candidates=tuple(unique.values())[:BUTTONS])

    def answer(self, question: str, scopes: Sequence[str]) -> Answer | None:
        """Return the moderators' answer to a question that one of their entries surely asks; `None` where none does."""
        scopes = [scope for scope in scopes if scope != SHIPPED and not is_draft(scope)]
        found = self.match(question, scopes, own=True)
        return None if found.entry is None else quote_entry(found.entry, question, found.probability)

    def get(self, entry_id: str, scopes: Sequence[str]) -> FaqEntry | None:
        """Return an entry of these scopes as it is now; `None` where they have none of this ID."""
        return next((found for scope in scopes if (found := self.index(scope).by_id.get(entry_id)) is not None), None)

    def find_same(self, texts: Sequence[str], scopes: Sequence[str], besides: str = "") -> list[FaqEntry]:
        """Return the entries that mean the same as one of some questions, or nearly. Blocks for the model."""
        found: dict[str, FaqEntry] = {}
        vectors = self._embedder.embed(texts)
        for text, vector in zip(texts, vectors, strict=True):
            for index in map(self.index, scopes):
                exact = index.find_exact(text)
                near = index.find_by_meaning(vector, 3, _NEARLY)
                for entry in ([exact] if exact else []) + [hit.entry for hit in near]:
                    if entry.id != besides:
                        found.setdefault(entry.id, entry)
        return list(found.values())

    # ---- uses

    def count_use(self, key: tuple[str, str], scopes: Sequence[str]) -> None:
        """Count one use of an entry (`FaqEntry.use_key`) where these scopes are seen."""
        place = find_use_scope(scopes)
        self.store.count_use(place, key)
        with self._lock:
            if (uses := self._uses.get(place)) is not None:
                uses[key] = uses.get(key, 0) + 1

    # ---- keeping up

    def index(self, scope: str) -> EntryIndex:
        """Return the index of a scope's FAQ in its present state."""
        revision = self.store.reading.revision(scope)
        known = self._recall(scope)
        return known[1] if known is not None and known[0] == revision else self._make_index(scope, revision)

    def _recall(self, scope: str) -> tuple[tuple[int, int], EntryIndex] | None:
        """Return the index of a scope that is in memory, whichever its state; the one used last is dropped last."""
        with self._lock:
            known = self._indexes.pop(scope, None)
            if known is not None:
                self._indexes[scope] = known
            return known

    def prepare(self, texts: Iterable[str], on_progress: Callable[[int], None] | None = None) -> None:
        """Make and keep the vectors of texts, so that their entry is found by its meaning as soon as it is saved."""
        wanted = list(dict.fromkeys(texts))
        fingerprint = self._embedder.fingerprint
        known = self.store.reading.vectors(fingerprint, wanted)
        lacking = [text for text in wanted if text not in known]
        for first in range(0, len(lacking), _BATCH):
            batch = lacking[first : first + _BATCH]
            vectors = self._embedder.embed(batch)
            self.store.keep_vectors(fingerprint, {text: v.tobytes() for text, v in zip(batch, vectors, strict=True)})
            if on_progress is not None:
                on_progress(first + len(batch))

    def _get_index(self, scope: str) -> EntryIndex:
        """Return the index of a scope, of the last state that was read; a later one is made in the background."""
        known = self._recall(scope)
        if known is None:
            return self.index(scope)
        if known[0] != self.store.reading.revision(scope):
            self._start_in_background(scope, lambda: self.index(scope))
        return known[1]

    def _make_index(self, scope: str, revision: tuple[int, int]) -> EntryIndex:
        reading = self.store.reading
        own, by_documents = reading.entries(scope), reading.list_made_by_documents(scope)
        vectors = {entry.question: vector for entry, vector in by_documents}
        texts = [text for entry in own for text in entry.texts]
        vectors |= reading.vectors(self._embedder.fingerprint, texts)
        unique = {entry.id: entry for entry, _ in by_documents}  # a document may ask the same twice
        index = EntryIndex([*own, *unique.values()], vectors, self._embedder.dimension)
        with self._lock:
            self._indexes.pop(scope, None)
            self._indexes[scope] = (revision, index)
            if len(self._indexes) > _INDEXES:
                del self._indexes[next(iter(self._indexes))]
        if index.missing:
            self._start_in_background(scope, lambda: self._complete(scope, index.missing))
        return index

    def _complete(self, scope: str, missing: Sequence[str]) -> None:
        """Make vectors that are missing after a change of the model; until then the words have to do."""
        self.prepare(missing)
        self._make_index(scope, self.store.reading.revision(scope))

    def _start_in_background(self, scope: str, work: Callable[[], object]) -> None:
        def run() -> None:
            try:
                work()
            except Exception:  # noqa: BLE001  (nobody waits for it: the next keystroke tries again)
                _LOG.exception("the FAQ of %s could not be read anew", scope)
            finally:
                with self._lock:
                    self._making.discard(scope)

        with self._lock:
            if scope in self._making:
                return
            self._making.add(scope)
        self._background.submit(run)

    def _needs_meaning(self, typed: str, hits: Sequence[Hit], limit: int) -> bool:
        sure = [hit for hit in hits if hit.tier <= Tier.PREFIX or hit.worth >= _SURE_WORDS]
        return len(typed.strip()) >= _MEANING_FROM and not sure and len(hits) < 4 * limit

    def _read_uses(self, scopes: Sequence[str]) -> dict[tuple[str, str], int]:
        """Return the uses in the server that asks: its scope is the last of those that it sees."""
        place = find_use_scope(scopes)
        with self._lock:
            known = self._uses.get(place)
        if known is None:
            known = self.store.reading.count_uses(place)
            with self._lock:
                known = self._uses.setdefault(place, known)
        return known


def find_use_scope(scopes: Sequence[str]) -> str:
    """Return where the uses of entries are counted that are seen from these scopes: the server, or the shared ones."""
    return scopes[-1] if scopes else SHIPPED


def quote_entry(entry: FaqEntry, question: str, probability: float = 1.0) -> Answer:
    """Return an entry's answer to a question. The entry has to have one."""
    assert entry.answer is not None  # an index holds no other entries
    citation = Citation(1, entry.answer, entry.answer.span)
    by = None if entry.by_document else ByModerators(entry.id, entry.question)
    return Answer(question, (citation,), probability, by)


def _rank(hit: Hit, uses: dict[tuple[str, str], int]) -> tuple[int, float, int, bool, int]:
    """Return the key by which hits are sorted. Beginnings are alike in worth: the more used, the shorter comes first."""
    used = uses.get(hit.entry.use_key, 0)
    worth = 0.0 if hit.tier <= Tier.PREFIX else -hit.worth
    return hit.tier, worth, -used, hit.entry.by_document, len(hit.entry.question)
