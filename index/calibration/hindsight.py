"""Hindsight: what members and moderators said of earlier replies, held against what the bot makes of the questions now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from corpus.scopes import is_server, seen_from
from corpus.store.citations import Cited
from corpus.store.edits import Edits
from corpus.store.feedback import Feedback, Voted
from corpus.store.gaps.reading import GapReading
from corpus.store.gaps.records import Gap, Status
from corpus.store.servers import Servers
from index.answering.answerer import Trace
from index.engine import Engine
from index.outcomes import Answer, Citation
from index.retrieval.retriever import PassageFilter

Of = TypeVar("Of")


@dataclass(frozen=True, slots=True)
class Remarks:
    """Answers that members voted on, and refused questions that moderators called "Not for us"; each question once."""

    voted: tuple[Voted, ...]
    dismissed: tuple[Gap, ...]

    def __len__(self) -> int:
        return len(self.voted) + len(self.dismissed)


@dataclass(frozen=True, slots=True, eq=False)
class Hindsight:
    """The present probabilities of questions that members or moderators said something about.

    `helpful` and `unhelpful` are of answers that members voted on, `dismissed` of questions that no document is to answer.
    An answer was above the threshold of its day and a dismissed question below it, so neither says anything of the other
    side; an unsure answer that was given up is among the votes only, also where its question was dismissed. `lost` votes
    can't be compared: the bot would cite something else by now, or something of another scope.
    """

    helpful: NDArray[np.float64]
    unhelpful: NDArray[np.float64]
    dismissed: NDArray[np.float64]
    lost: int


def collect_remarks(engine: Engine, scope: str, limit: int) -> Remarks:
    """Return up to `limit` votes and as many dismissals, the newest: a server's own, or for what all servers see, everyone's."""
    votes, gaps = Feedback(engine.store), GapReading(engine.store)
    voted = votes.list_voted(scope if is_server(scope) else None, limit)
    heard = {vote.reply.id for vote in voted}  # of answers that were given up, which are gaps too
    dismissed = gaps.listing(scope, Status.DISMISSED) if is_server(scope) else gaps.list_everywhere(Status.DISMISSED)
    dismissed = [gap for gap in dismissed if heard.isdisjoint(asking.reply_id for asking in gap.askings)]
    return Remarks(
        _keep_first(voted, lambda one: (one.reply.scope, one.reply.question)),
        _keep_first(dismissed, lambda one: (one.scope, one.question))[:limit],
    )


def look_back(engine: Engine, said: Remarks, scope: str, *, notes: bool, on_asked: Callable[[], None]) -> Hindsight:
    """Ask the questions again where they were asked, and return what is still said of the documents of `scope`.

    The log doesn't keep which models gave a probability, so that only the present one can be compared. A vote is of what was
    quoted: it counts where the same words, or part of them, are what would be cited first now. `notes`: whether the shipped
    notes answer at all; a server that has set them aside is asked without them.
    """
    helpful: list[float] = []
    unhelpful: list[float] = []
    edits, servers = Edits(engine.store), Servers(engine.store)

    def list_scopes(place: str) -> Sequence[str]:
        return seen_from(place, notes=notes and servers.get(place).notes)

    for vote in said.voted:
        trace = trace_undecided(engine, vote.reply.question, list_scopes(vote.reply.scope))
        first = _cite_first(trace, scope)
        if trace and first and vote.reply.citations and _quotes_same(first, vote.reply.citations[0], edits):
            (helpful if vote.helpful else unhelpful).append(trace.probability)
        on_asked()
    dismissed: list[float] = []
    for gap in said.dismissed:
        trace = trace_undecided(engine, gap.question, list_scopes(gap.scope))
        if trace and _cite_first(trace, scope):
            dismissed.append(trace.probability)
        on_asked()
    lost = len(said.voted) - len(helpful) - len(unhelpful)
    return Hindsight(np.array(helpful), np.array(unhelpful), np.array(dismissed), lost)


def trace_undecided(
    engine: Engine, question: str, scopes: Sequence[str], allowed: PassageFilter | None = None
) -> Trace | None:
    """Ask a question and trace its reply; `None` where the moderators' FAQ answers, so that no threshold has a say."""
    trace = engine.trace(question, scopes, allowed)
    return None if isinstance(trace.reply, Answer) and trace.reply.by else trace


def _cite_first(trace: Trace | None, scope: str) -> Citation | None:
    """Return what is cited first, or would be, if that is of the scope's own documents."""
    first = trace.citations[0] if trace and trace.citations else None
    return first if first and first.document.scope == scope else None


def _quotes_same(now: Citation, then: Cited, edits: Edits) -> bool:
    """Whether a citation quotes what a kept one did, or part of it, whatever was changed elsewhere in the document."""
    if now.document.id != then.document_id:
        return False
    document = edits.version(then.document_id, then.version)
    quote = "" if document is None else then.span.of(document.text)
    return bool(quote) and (now.quote in quote or quote in now.quote)


def _keep_first(found: Iterable[Of], asked: Callable[[Of], tuple[str, str]]) -> tuple[Of, ...]:
    """Return what is first of each place and question, in the same order."""
    kept: dict[tuple[str, str], Of] = {}
    for one in found:
        scope, question = asked(one)
        kept.setdefault((scope, " ".join(question.casefold().split())), one)
    return tuple(kept.values())
