"""Desk: where a question is put. It answers it from the documents of its server, and keeps what is to be kept of the reply."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.scopes import of_server, place_of_server, seen_from, visible_to
from corpus.store.citations import Cited
from corpus.store.database import StoreError
from corpus.store.members import Privacy
from corpus.store.replies import NewReply, ReplyLog
from corpus.store.servers import Servers
from index.answering.several import ask_message
from index.engine import Engine, Overview
from index.gaps.book import DAILY_GAPS, GapBook
from index.late_writing import LateWriter
from index.outcomes import Answer, Help, Reason, Refusal, Reply, Several
from index.preview_memory import PreviewMemory

_log = logging.getLogger(__name__)

_NOT_KEPT = (Reason.EMPTY_CORPUS, Reason.OTHER_LANGUAGE, Reason.UNREADABLE_QUESTION)  # no document had a part in them


@dataclass(frozen=True, slots=True)
class PartReply:
    """The reply to one question of a message of several, with its number in the log, and whether it may be put to the moderators."""

    reply: Reply
    receipt: int | None = None
    may_follow: bool = True


@dataclass(frozen=True, slots=True)
class DeskReply:
    """A reply, an overview of the documents that were asked, and its number in the log; `None` where it is not logged.

    `may_follow`: the question may be put to the moderators; a refused one only where it is kept as a gap. Of a message of
    several questions `parts` has each with its own reply, and what is logged is logged of each. `opted_out`: nothing is kept,
    because the member wants nothing kept.
    """

    reply: Reply | Several
    overview: Overview
    receipt: int | None = None
    may_follow: bool = True
    parts: tuple[PartReply, ...] = ()
    opted_out: bool = False


class Desk:
    """Answers the questions of servers, of direct messages and of the terminal. Blocks; raises what the engine raises.

    A server is given by its Discord ID, `None` is outside any: direct messages and the terminal. That the store can't keep
    something of a reply is told in the log only, as it costs whoever asked no more than the receipt. Where another process holds
    the database the reply is given without waiting for it, and kept afterwards under the number that its receipt has.
    """

    def __init__(self, engine: Engine, *, notes: bool = True, daily_gaps: int = DAILY_GAPS) -> None:
        """`notes`: whether the shipped notes may answer, where a server did not switch them off.

        `daily_gaps` is how many refused questions of a member are kept a day.
        """
        self.engine = engine
        self.servers = Servers(engine.store)
        self.gaps = GapBook(engine, daily_gaps)
        self.replies = ReplyLog(engine.store)
        self.previews = PreviewMemory()
        self._privacy = Privacy(engine.store)
        self._writer = LateWriter()
        self._notes = notes

    # ---- whose documents

    def scopes(self, server_id: int | None) -> tuple[str, ...]:
        """Return the scopes whose documents answer in a server."""
        notes = self._notes if server_id is None else self.notes_in(of_server(server_id))
        return visible_to(server_id, notes=notes)

    def scopes_seen_from(self, scope: str) -> tuple[str, ...]:
        """Return all scopes whose documents answer where those of `scope` do: in its server, or outside of any."""
        return seen_from(scope, notes=self.notes_in(scope))

    def notes_in(self, scope: str) -> bool:
        """Whether the shipped notes may answer in the server of a scope."""
        return self._notes and self.servers.get(scope).notes

    @property
    def offers_notes(self) -> bool:
        """Whether the shipped notes may answer in servers that did not switch them off."""
        return self._notes

    def overview(self, server_id: int | None = None) -> Overview:
        """Return an overview of the documents that answer in a server."""
        return self.engine.overview(self.scopes(server_id))

    # ---- asking

    def answer(self, question: str, server_id: int | None = None) -> Reply | Several:
        """Answer a question, or each of a message of several, and keep nothing of it."""
        return self._ask(question, self.scopes(server_id))

    def _ask(self, message: str, scopes: Sequence[str]) -> Reply | Several:
        asked = ask_message(message, lambda text: self.engine.trace(text, scopes), self.engine.answerer.is_small_talk)
        replies = [trace.reply for trace in asked.traces]
        if len(replies) == 1:
            return replies[0]
        return Several(message, tuple(one for one in replies if not isinstance(one, Help)), asked.left_out)

    def serve(self, question: str, server_id: int | None, *, asker_id: int, private: bool = False) -> DeskReply:
        """Answer a member's question or each of several; log the replies, count the use of FAQ entries, note refusals as gaps.

        A `private` question is no gap unless its asker puts it to the moderators: they would read it.
        """
        started = time.monotonic()
        scopes = self.scopes(server_id)
        state = self.gaps.describe_state(scopes)
        reply = self._ask(question, scopes)
        milliseconds = 1000 * (time.monotonic() - started)
        parts = tuple(
            self._keep_part(
                one, server_id, asker_id, scopes=scopes, state=state, milliseconds=milliseconds, private=private
            )
            for one in (reply.replies if isinstance(reply, Several) else (reply,))
        )
        overview = self.engine.overview(scopes)
        kept = any(part.receipt is not None for part in parts)
        opted_out = not kept and self._is_out(place_of_server(server_id), asker_id)
        if isinstance(reply, Several):
            return DeskReply(reply, overview, parts=parts, opted_out=opted_out)
        return DeskReply(reply, overview, parts[0].receipt, parts[0].may_follow, opted_out=opted_out)

    def _keep_part(
        self,
        reply: Reply,
        server_id: int | None,
        asker_id: int,
        *,
        scopes: Sequence[str],
        state: str,
        milliseconds: float,
        private: bool,
    ) -> PartReply:
        if isinstance(reply, Answer) and reply.by is not None:
            self.count_use((reply.by.entry_id, ""), scopes)
        number = self.keep(
            reply, place=place_of_server(server_id), asker_id=asker_id, scopes=scopes, milliseconds=milliseconds,
            private=private,
        )  # fmt: skip
        may_follow = True
        if number is not None and server_id is not None and isinstance(reply, Refusal) and not private:
            scope = of_server(server_id)
            may_follow = self._note_gap(scope, number, question=reply.question, asker_id=asker_id, state=state)
        return PartReply(reply, number, may_follow)

    # ---- keeping

    def keep(
        self,
        reply: Reply,
        *,
        place: str,
        asker_id: int | None,
        scopes: Sequence[str],
        milliseconds: float | None = None,
        private: bool = False,
    ) -> int | None:
        """Log a reply to a question that was put to some scopes; return its number, or `None` where it is not logged.

        `place` is as `corpus.scopes.place_of_server` names it. Nothing is kept of a member who opted out. `milliseconds` is
        how long the reply took. `private`: only its asker may read it.
        """
        if isinstance(reply, Help) or (isinstance(reply, Refusal) and reply.reason in _NOT_KEPT):
            return None
        refusal = reply if isinstance(reply, Refusal) else None
        citations = reply.citations if isinstance(reply, Answer) else reply.nearest
        try:
            if asker_id is not None and self._privacy.is_out(place, asker_id):
                return None
            new = NewReply(
                place, asker_id, reply.question, "refusal" if refusal else "answer", reply.probability,
                reason=refusal.reason.value if refusal else None, detail=_choose_detail(reply),
                revisions={scope: self.engine.store.scope_state(scope)[0] for scope in scopes},
                citations=[Cited.of(c.passage, c.span, c.number) for c in citations],
                certainty=reply.certainty.value if isinstance(reply, Answer) else None, milliseconds=milliseconds,
                readings=self.engine.answerer.pack_readings(reply.question),
                private=private,
            )  # fmt: skip
            number = self.replies.reserve()
        except StoreError as error:
            _log.error("logging a reply failed", exc_info=error)
            return None
        return number if self._writer.write(lambda: self.replies.add(new, number), "logging a reply") else None

    def count_use(self, key: tuple[str, str], scopes: Sequence[str]) -> None:
        """Count a use of a FAQ entry (`FaqEntry.use_key`) where these scopes are seen."""
        self._writer.write(lambda: self.engine.faq.count_use(key, scopes), "counting the use of a FAQ entry")

    def note_posted(self, number: int, channel_id: int, message_id: int) -> bool:
        """Note as which message a logged reply was posted; return whether that was done, or is about to be."""
        return self._writer.write(
            lambda: self.replies.note_posted(number, channel_id, message_id), "noting where a reply was posted"
        )

    def finish_writing(self, seconds: float) -> None:
        """Wait until all that was to be kept is written, or for some seconds."""
        self._writer.finish(seconds)

    def _is_out(self, place: str, asker_id: int) -> bool:
        try:
            return self._privacy.is_out(place, asker_id)
        except StoreError as error:
            _log.error("reading what a member wants kept failed", exc_info=error)
            return False

    def _note_gap(self, scope: str, number: int, *, question: str, asker_id: int, state: str) -> bool:
        """Note a refused question; return whether that is done, or is about to be."""
        try:
            room = self.gaps.has_room(scope, asker_id)
        except StoreError as error:
            _log.error("noting a gap failed", exc_info=error)
            return False
        if not room:
            return False
        return self._writer.write(lambda: self.gaps.note(scope, number, question, asker_id, state), "noting a gap")


def _choose_detail(reply: Answer | Refusal) -> str:
    """Return what the log keeps of a reply in words: why it was refused, or the question of the moderators' entry that answered.

    Of an unsure answer that covers one side of a comparison it is the name of the other.
    """
    if isinstance(reply, Refusal):
        return reply.detail
    return reply.by.question if reply.by else ", ".join(reply.missing)
