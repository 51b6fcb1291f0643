"""GapBook: which refused questions are one, and whether the documents answer one by now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.scopes import SHARED
from corpus.store.citations import Cited
from corpus.store.faq.reading import FaqReading
from corpus.store.gaps.records import Gap, NewAsking, Ready, Wording
from corpus.store.gaps.store import GapStore
from corpus.store.replies import LoggedReply
from index.engine import Engine
from index.gaps.agreement import may_be_same
from index.outcomes import Answer
from index.retrieval.embedder import Embedder

# Cosine from which two questions are one, if their words agree too; chosen on development data, see GAPS.md. Too high
# shows moderators the same gap twice; too low tells members an answer to what they did not ask.
SAME_QUESTION = 0.78
DAILY_GAPS = 30  # refused questions of a member that are kept, unless a setting says otherwise
_TRIED = 50  # known questions whose words are compared, the nearest in meaning first


class KnownQuestion(Protocol):
    """A question that a cluster is recognised by."""

    @property
    def question(self) -> str:
        """The question in the words in which it was asked."""


def find_known(
    question: str, vector: NDArray[np.float32], known: Sequence[KnownQuestion], vectors: NDArray[np.float32]
) -> int | None:
    """Return the position in `known` of the question that asks the same, the nearest in meaning where several do; else `None`.

    `vectors` has shape (len(known), dimension); all vectors are of unit length.
    """
    if not known:
        return None
    similar = vectors @ vector
    for place in np.argsort(-similar, kind="stable")[:_TRIED].tolist():
        if similar[place] < SAME_QUESTION:
            return None
        if may_be_same(question, known[place].question):
            return int(place)
    return None


class GapBook:
    """Puts refused questions of a server that ask the same into one gap, and asks gaps again of newer documents.

    Blocks for the model; raises `StoreError` as the store does.
    """

    def __init__(self, engine: Engine, daily: int = DAILY_GAPS) -> None:
        """`daily` is how many refused questions of a member are kept of the last 24 hours."""
        self._daily = daily
        self._engine = engine
        self._faq = FaqReading(engine.store)
        self.store = GapStore(engine.store)

    @property
    def _embedder(self) -> Embedder:
        return self._engine.embedder

    def describe_state(self, scopes: Sequence[str]) -> str:
        """Return the revisions of the documents and FAQs of some scopes as a text: another text means that something changed."""
        revisions = [f"{scope}={self._engine.store.scope_state(scope)[0]}" for scope in scopes]
        revisions += [f"faq:{scope}={self._faq.revision(scope)[1]}" for scope in dict.fromkeys((SHARED, *scopes[-1:]))]
        return " ".join(revisions)

    def has_room(self, scope: str, asker_id: int) -> bool:
        """Whether another refused question of a member is kept today."""
        return self.store.reading.count_askings(scope, asker_id, days=1) < self._daily

    def note(
        self,
        scope: str,
        reply_id: int,
        question: str,
        asker_id: int | None,
        state: str,
        *,
        given_up: Ready | None = None,
    ) -> int | None:
        """Note that a question was refused in a server; return its gap's number. `state` is that of the documents (`describe_state`).

        `given_up` is the unsure answer that its asker did not take for one. Nothing is noted, and `None` returned, where so
        many questions of the asker were noted in the last day that more would be too many.
        """
        if asker_id is not None and not self.has_room(scope, asker_id):
            return None
        vector = self._embedder.embed([question])[0]
        asking = NewAsking(reply_id, question, asker_id, vector.tobytes(), self._embedder.fingerprint, state)
        same = self._find_wording(scope, question, vector)
        return self.store.note(scope, asking, None if same is None else same.id, given_up=given_up)

    def note_reply(self, reply: LoggedReply, asker_id: int | None) -> int | None:
        """Note a logged reply as `note` does, later than it was given, as when its asker gives an unsure answer up.

        That answer is not offered for the gap. The state of the documents is that of then, so that the gap is asked again soon.
        """
        answer = None
        if reply.given_up_by is not None:
            answer = Ready(reply.probability, "", reply.revisions, reply.citations, certainty="unsure")
        return self.note(reply.scope, reply.id, reply.question, asker_id, "", given_up=answer)

    def find_same(self, scope: str, question: str, vector: NDArray[np.float32]) -> int | None:
        """Return the gap of a server that asks the same, open or dismissed; `None` where none does."""
        same = self._find_wording(scope, question, vector)
        return None if same is None else same.gap_id

    def find_near(self, gap: Gap, limit: int) -> list[int]:
        """Return the numbers of the other gaps of a gap's server, the nearest in meaning first."""
        known = self._read_wordings(gap.scope)
        mine = [wording for wording in known if wording.gap_id == gap.id]
        others = [wording for wording in known if wording.gap_id != gap.id]
        if not mine or not others:
            return []
        similar = (self._stack_vectors(others) @ self._stack_vectors(mine).T).max(axis=1)
        order = np.argsort(-similar, kind="stable").tolist()
        return list(dict.fromkeys(others[place].gap_id for place in order))[:limit]

    def ask_again(self, gap: Gap, scopes: Sequence[str]) -> bool:
        """Ask a gap of the documents as they are now; return whether an answer is ready that was not before."""
        state = self.describe_state(scopes)
        self._engine.courtesy.give_way()
        reply = self._engine.answer(gap.question, scopes)
        ready = None
        if isinstance(reply, Answer) and not reply.missing:
            ready = Ready(
                reply.probability, reply.by.question if reply.by else "",
                {scope: self._engine.store.scope_state(scope)[0] for scope in scopes},
                tuple(Cited.of(c.passage, c.span, c.number) for c in reply.citations),
                certainty=reply.certainty.value,
            )  # fmt: skip
        return self.store.note_check(gap.id, state, ready)

    def _find_wording(self, scope: str, question: str, vector: NDArray[np.float32]) -> Wording | None:
        known = self._read_wordings(scope)
        place = find_known(question, vector, known, self._stack_vectors(known))
        return None if place is None else known[place]

    def _read_wordings(self, scope: str) -> list[Wording]:
        """Return the wordings of a server's gaps, all with vectors of this model."""
        fingerprint = self._embedder.fingerprint
        known = self.store.reading.wordings(scope, fingerprint)
        lacking = [wording for wording in known if wording.vector is None]
        if not lacking:
            return known
        made = self._embedder.embed([wording.question for wording in lacking])
        vectors = {wording.id: vector.tobytes() for wording, vector in zip(lacking, made, strict=True)}
        self.store.keep_vectors(fingerprint, vectors)
        return [Wording(one.id, one.gap_id, one.question, vectors.get(one.id, one.vector)) for one in known]

    def _stack_vectors(self, known: Sequence[Wording]) -> NDArray[np.float32]:
        data = b"".join(wording.vector or b"" for wording in known)
        return np.frombuffer(data, np.float32).reshape(len(known), self._embedder.dimension)
