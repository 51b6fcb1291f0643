"""Replies as the log keeps them: what is kept of one, and what is made of it again. All of this blocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bot.discord_app.errors import log_failure
from corpus.documents import Document, Passage, Span
from corpus.scopes import of_server
from corpus.store.database import StoreError
from corpus.store.documents import CorpusStore
from corpus.store.edits import Edits
from corpus.store.members import Privacy
from corpus.store.replies import Cited, LoggedReply, ReplyLog
from index.faq.book import Faq
from index.gaps.gaps import Gaps
from index.judge.grades import Certainty
from index.outcomes import Answer, ByModerators, Citation, Help, Reason, Refusal, Reply

DIRECT = "direct"  # where a reply was given that was given in no server
_NOT_KEPT = (Reason.EMPTY_CORPUS, Reason.UNREADABLE_QUESTION)  # no document had a part in them


class Citing(Protocol):
    """What keeps citations as rows: a logged reply, or an answer that waits to be posted."""

    @property
    def citations(self) -> Sequence[Mapping[str, Any]]: ...


@dataclass(frozen=True, slots=True)
class Rows:
    """Citations as rows, by themselves."""

    citations: Sequence[Mapping[str, Any]]


def place_of(guild_id: int | None) -> str:
    """Return where a reply is given, as the log calls it: a server's scope, or `DIRECT`."""
    return DIRECT if guild_id is None else of_server(guild_id)


def keep(
    store: CorpusStore,
    reply: Reply,
    *,
    place: str,
    asker_id: int | None,
    scopes: Sequence[str],
    milliseconds: float | None = None,
) -> int | None:
    """Log a reply to a question that was put to some scopes; return its number, or `None` where it is not logged.

    Nothing is kept of a member who opted out. `milliseconds` is how long the reply took. That the store fails is told in
    the log only: it costs the member no more than the receipt.
    """
    if isinstance(reply, Help) or (isinstance(reply, Refusal) and reply.reason in _NOT_KEPT):
        return None
    refusal = reply if isinstance(reply, Refusal) else None
    citations = reply.citations if isinstance(reply, Answer) else reply.nearest
    try:
        if asker_id is not None and Privacy(store).is_out(place, asker_id):
            return None
        return ReplyLog(store).add(
            scope=place, asker_id=asker_id, question=reply.question, outcome="refusal" if refusal else "answer",
            reason=refusal.reason.value if refusal else None, detail=_detail(reply),
            probability=reply.probability, revisions={scope: store.scope_state(scope)[0] for scope in scopes},
            citations=[Cited(c.document.id, c.document.version, c.passage, c.span, c.number) for c in citations],
            certainty=reply.certainty.value if isinstance(reply, Answer) else None,
            milliseconds=milliseconds,
        )  # fmt: skip
    except StoreError as error:
        log_failure(error, "logging a reply")
        return None


def _detail(reply: Answer | Refusal) -> str:
    """Return what is kept besides: why it was refused, or the question of the moderators' entry that answered."""
    if isinstance(reply, Refusal):
        return reply.detail
    return reply.by.question if reply.by else ""


def answer_of(reply: LoggedReply, citations: tuple[Citation, ...]) -> Answer:
    """Return the answer that was logged, made again with its citations."""
    # Of an answer that was given up, the detail says by whom; the moderators' entries are never unsure.
    by = ByModerators("", reply.detail) if reply.detail and reply.given_up_by is None else None
    return Answer(reply.question, citations, reply.probability, by, Certainty(reply.certainty or Certainty.SURE))


def note_gap(
    gaps: Gaps, reply: Reply, number: int | None, *, guild_id: int | None, asker_id: int | None, state: str
) -> None:
    """Note a logged refusal in a server as a gap. That the store fails is told in the log only."""
    if number is None or guild_id is None or not isinstance(reply, Refusal):
        return
    try:
        gaps.note(of_server(guild_id), number, reply.question, asker_id, state)
    except StoreError as error:
        log_failure(error, "noting a gap")


def count_use(faq: Faq, key: tuple[str, str], scopes: Sequence[str]) -> None:
    """Count a use of a FAQ entry. That the store fails is told in the log only."""
    try:
        faq.count_use(key, scopes)
    except StoreError as error:
        log_failure(error, "counting the use of a FAQ entry")


def note_posted(store: CorpusStore, number: int, channel_id: int, message_id: int) -> bool:
    """Note where a reply was posted; return whether that could be done."""
    try:
        ReplyLog(store).posted(number, channel_id, message_id)
    except StoreError as error:
        log_failure(error, "noting where a reply was posted")
        return False
    return True


def citations_of(reply: Citing, edits: Edits) -> tuple[Citation, ...]:
    """Return the citations of a logged reply, out of the versions that it cited; these are never changed or deleted."""
    documents: dict[tuple[str, int], Document | None] = {}
    citations = []
    for row in reply.citations:
        key = (row["document_id"], row["version"])
        if key not in documents:
            documents[key] = edits.version(*key)
        document = documents[key]
        if document is not None:
            start, end = row["passage"]
            sentences = tuple(Span(first, last) for first, last in row["sentences"])
            passage = Passage(document, start, end, tuple(row["headings"]), sentences)
            citations.append(Citation(row["number"], passage, Span(row["start"], row["end"])))
    return tuple(citations)


def changed_since(reply: Citing, log: ReplyLog) -> dict[str, str]:
    """Return what became of the cited documents since, by their IDs; those that stand as they did are left out."""
    cited = {row["document_id"]: row["version"] for row in reply.citations}
    states = {identity: log.state_of(identity, version) for identity, version in cited.items()}
    return {identity: state for identity, state in states.items() if state is not None}
