"""Replies as the log keeps them: what is kept of one, and what is made of it again. All of this blocks."""

from __future__ import annotations

from collections.abc import Sequence

from bot.errors import log_failure
from corpus.database import StoreError
from corpus.documents import Document, Passage, Span
from corpus.edits import Edits
from corpus.reply_log import Cited, LoggedReply, ReplyLog
from corpus.scopes import of_server
from corpus.store import CorpusStore
from index.outcomes import Answer, Citation, Help, Reason, Refusal, Reply

DIRECT = "direct"  # where a reply was given that was given in no server
_NOT_KEPT = (Reason.EMPTY_CORPUS, Reason.UNREADABLE_QUESTION)  # no document had a part in them


def place_of(guild_id: int | None) -> str:
    """Return where a reply is given, as the log calls it: a server's scope, or `DIRECT`."""
    return DIRECT if guild_id is None else of_server(guild_id)


def keep(store: CorpusStore, reply: Reply, *, place: str, asker_id: int | None, scopes: Sequence[str]) -> int | None:
    """Log a reply to a question that was put to some scopes; return its number, or `None` where it is not logged.

    That the store fails is told in the log only: it costs the member no more than the receipt.
    """
    if isinstance(reply, Help) or (isinstance(reply, Refusal) and reply.reason in _NOT_KEPT):
        return None
    refusal = reply if isinstance(reply, Refusal) else None
    citations = reply.citations if isinstance(reply, Answer) else reply.nearest
    try:
        return ReplyLog(store).add(
            scope=place, asker_id=asker_id, question=reply.question, outcome="refusal" if refusal else "answer",
            reason=refusal.reason.value if refusal else None, detail=refusal.detail if refusal else "",
            probability=reply.probability, revisions={scope: store.scope_state(scope)[0] for scope in scopes},
            citations=[Cited(c.document.id, c.document.version, c.passage, c.span, c.number) for c in citations],
        )  # fmt: skip
    except StoreError as error:
        log_failure(error, "logging a reply")
        return None


def note_posted(store: CorpusStore, number: int, channel_id: int, message_id: int) -> bool:
    """Note where a reply was posted; return whether that could be done."""
    try:
        ReplyLog(store).posted(number, channel_id, message_id)
    except StoreError as error:
        log_failure(error, "noting where a reply was posted")
        return False
    return True


def citations_of(reply: LoggedReply, edits: Edits) -> tuple[Citation, ...]:
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


def changed_since(reply: LoggedReply, log: ReplyLog) -> dict[str, str]:
    """Return what became of the cited documents since, by their IDs; those that stand as they did are left out."""
    cited = {row["document_id"]: row["version"] for row in reply.citations}
    states = {identity: log.state_of(identity, version) for identity, version in cited.items()}
    return {identity: state for identity, state in states.items() if state is not None}
