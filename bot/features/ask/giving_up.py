"""Giving an unsure answer up: it becomes a refusal, in the log, as a gap, and for all who see the message. All of this blocks."""

from __future__ import annotations

from dataclasses import dataclass

from discord import ui

from bot.ui.layout import render_done, render_problem
from corpus.documents import Span
from corpus.scopes import DIRECT
from corpus.store.edits import Edits
from corpus.store.feedback import Feedback
from corpus.store.members import Privacy
from corpus.store.replies import LoggedReply, ReplyLog
from index.gaps.book import GapBook
from index.kept_replies import find_changes, restore_answer, restore_citations
from index.outcomes import Citation, Reason, Refusal

ASKER, MODERATOR = "asker", "moderator"  # who gives an answer up, as the log keeps it

_SAYS = {
    ASKER: "Whoever asked says that it is not what they asked.",
    MODERATOR: "A moderator says that it is not what was asked.",
}
_UNKNOWN = "This answer isn't kept any more, so I can't take it back: ask again."
_VOTED = "Thank you: I noted that it did not help. It stays for whoever asked, who can take it back, and so can the moderators."
_VOTED_OF_NOBODY = "Thank you: I noted that it did not help. It stays; the moderators can take it back."


@dataclass(frozen=True, slots=True)
class Press:
    """Who pressed *Not what I asked*, and where; `replied_to` is the message that the bot's message is a reply to."""

    scope: str
    user_id: int
    moderates: bool
    replied_to: int | None


class GivingUp:
    """Makes refusals of unsure answers. Raises `StoreError` as the store does."""

    def __init__(self, log: ReplyLog, edits: Edits, votes: Feedback, privacy: Privacy, gaps: GapBook) -> None:
        self._log, self._edits, self._votes, self._privacy, self._gaps = log, edits, votes, privacy, gaps

    def press(self, number: int, press: Press) -> Refusal | ui.LayoutView:
        """Return the refusal that an answer becomes, or what to show who pressed where it stays as it is.

        Whoever asked and the moderators make a refusal of it; anybody else votes that it did not help. Pressing twice is
        like pressing once.
        """
        reply = self._log.get(number)
        if reply is None or reply.scope != press.scope or reply.certainty != "unsure":
            return render_problem(_UNKNOWN)
        asker = self._find_asker(reply, press)
        private = (
            reply.scope == DIRECT or reply.channel_id is None
        )  # a forged number may name the reply to another member
        if private and asker != press.user_id:
            return render_problem(_UNKNOWN)
        if asker != press.user_id and not press.moderates:
            if not self._votes.vote(reply.scope, number, press.user_id, helpful=False):
                return self._make_refusal(reply)  # it was given up already, and the message was not redrawn
            return render_done(_VOTED_OF_NOBODY if asker is None else _VOTED)
        by = ASKER if asker == press.user_id else MODERATOR
        self._votes.vote(reply.scope, number, press.user_id, helpful=False)
        self._log.give_up(reply.scope, number, by, _SAYS[by])
        given_up = self._log.get(number) or reply
        self._note(given_up, asker)
        return self._make_refusal(given_up)

    def _find_asker(self, reply: LoggedReply, press: Press) -> int | None:
        """Return who asked: of an answer that was posted later, whoever asked the question that it replies to."""
        if reply.asker_id is not None or press.replied_to is None:
            return reply.asker_id
        asked = self._log.find_posted(press.scope, press.replied_to)
        return asked.asker_id if asked else None

    def _note(self, reply: LoggedReply, asker: int | None) -> None:
        """Note the question as a gap of its server, unless it is there already, or its asker wants nobody to read it."""
        known = reply.scope == DIRECT or self._gaps.store.reading.find_by_reply(reply.scope, reply.id) is not None
        if known or reply.private or (asker is not None and self._privacy.is_out(reply.scope, asker)):
            return
        self._gaps.note_reply(reply, asker)

    def _make_refusal(self, reply: LoggedReply) -> Refusal:
        """Return the refusal, with what was the answer as the closest passage, as long as that stands in the documents."""
        answer = restore_answer(reply, restore_citations(reply.citations, self._edits))
        changed = find_changes(reply.citations, self._log)
        best = (
            [citation for citation in answer.by_passage[0] if citation.document.id not in changed]
            if answer.by_passage
            else []
        )
        nearest = (Citation(1, best[0].passage, _span_all(best)),) if best else ()
        return Refusal(reply.question, Reason.NOT_STATED, reply.probability, nearest, reply.detail, is_given_up=True)


def _span_all(citations: list[Citation]) -> Span:
    """Return the stretch of a passage from the first word of its citations to the last."""
    return Span(min(citation.span.start for citation in citations), max(citation.span.end for citation in citations))
