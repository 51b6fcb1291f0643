"""Preview: what documents would change before they go live. They wait in a scope of their own and are asked from there."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from corpus.scopes import is_server, target_of
from corpus.store.records import StoredDocument
from corpus.store.replies import LoggedReply
from index.desk import Desk
from index.engine import Engine
from index.judge.grades import Certainty
from index.kept_replies import restore_citations
from index.outcomes import Answer, Citation, Reply
from index.upkeep.near_duplicates import NearDuplicate, find_near_duplicates
from index.upkeep.same_words import pick_replacing

GAP_DAYS, ANSWER_DAYS = 90, 30  # how old a refused question or an answer may be that is asked again
_GAPS, _ANSWERS = 40, 20  # how many of each are asked again at most
_SECONDS = 20.0  # for asking again what was asked before; what is left over is counted and told


@dataclass(frozen=True, slots=True)
class Outline:
    """What was found in one document: its headings in order, and the language as an ISO 639-1 code."""

    document: StoredDocument
    headings: tuple[str, ...]
    language: str


@dataclass(frozen=True, slots=True)
class Reanswered:
    """A question that was asked before, and what it would be answered with.

    `keeps`: what an answer said first would still be quoted, after that.
    """

    reply: LoggedReply
    citation: Citation
    probability: float
    certainty: Certainty
    keeps: bool = False


@dataclass(frozen=True, slots=True)
class Preview:
    """What a draft would change. `asked` of `askable` earlier questions were asked again in the time there was."""

    outlines: tuple[Outline, ...]
    near: tuple[NearDuplicate, ...]
    gaps: tuple[Reanswered, ...]
    changes: tuple[Reanswered, ...]
    asked: int
    askable: int

    @property
    def passages(self) -> int:
        return sum(one.document.passages for one in self.outlines)


def preview_draft(desk: Desk, draft: str, on_progress: Callable[[int, int], None] | None = None) -> Preview:
    """Return what publishing a draft would change where its documents would answer, by what was asked there of late.

    That is its server, or everywhere. Blocks for the model's time.
    """
    target = target_of(draft)
    place = target if is_server(target) else None
    refused = desk.replies.list_recent(place, "refusal", GAP_DAYS, _GAPS)
    answered = desk.replies.list_recent(place, "answer", ANSWER_DAYS, _ANSWERS)
    questions = {reply.id: reply.question for reply in (*refused, *answered)}
    for number, packed in desk.replies.list_readings(list(questions)).items():
        desk.engine.answerer.learn_readings(questions[number], packed)  # it may have been asked before the last start
    places = {reply.scope for reply in (*refused, *answered)}
    asked_in = {place: desk.scopes_seen_from(place) for place in places}
    return compare_draft(
        desk.engine,
        draft,
        desk.scopes_seen_from(target),
        asked_in=asked_in,
        known=desk.previews.recall(_describe_state(desk, draft, asked_in)),
        refused=refused,
        answered=answered,
        on_progress=on_progress,
    )


def _describe_state(desk: Desk, draft: str, asked_in: Mapping[str, Sequence[str]]) -> Hashable:
    """Return all that the replies beside a draft depend on, but for its details."""
    contents = tuple(document.sha256 for document in desk.engine.store.listing([draft]))
    scopes = sorted({scope for seen in asked_in.values() for scope in seen})
    states = tuple(desk.gaps.describe_state(asked_in[place]) for place in sorted(asked_in))
    return contents, states, tuple(map(desk.engine.thresholds, scopes))


def compare_draft(
    engine: Engine,
    draft: str,
    scopes: Sequence[str],
    *,
    refused: Sequence[LoggedReply],
    answered: Sequence[LoggedReply],
    asked_in: Mapping[str, Sequence[str]] = MappingProxyType({}),
    known: dict[tuple[int, str], Reanswered | None] | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> Preview:
    """Return what publishing a draft would change for those who ask the documents of `scopes`.

    `refused` and `answered` are earlier replies, the newest first; they are asked again with the draft's documents beside
    the others: those of `scopes`, or those that `asked_in` has for a reply's own scope. Those that are `known`, by number and
    outcome, are not, and the others are known afterwards.
    """
    known = {} if known is None else known
    documents = engine.store.listing([draft])
    outlines = tuple(_outline_document(engine, one) for one in documents)
    new = {one.id for one in documents}
    gaps: list[Reanswered] = []
    changes: list[Reanswered] = []
    until = time.monotonic() + _SECONDS
    questions = [(reply, gaps) for reply in refused] + [(reply, changes) for reply in answered]
    asked = 0
    for reply, found in questions:
        if time.monotonic() > until:
            break
        key = (reply.id, reply.outcome)
        if key not in known:
            engine.courtesy.give_way()
            known[key] = _compare_replies(
                engine, reply, engine.answer(reply.question, (*asked_in.get(reply.scope, scopes), draft)), new
            )
        asked += 1
        changed = known[key]
        if changed is not None:
            found.append(changed)
        if on_progress is not None:
            on_progress(asked, len(questions))
    near = tuple(find_near_duplicates(engine, draft, (*scopes, target_of(draft))))
    return Preview(outlines, near, tuple(gaps), tuple(changes), asked, len(questions))


def _compare_replies(engine: Engine, earlier: LoggedReply, again: Reply, new: Collection[str]) -> Reanswered | None:
    """Return what a question would be answered with out of new documents; `None` where what was answered stays."""
    if not isinstance(again, Answer):
        return None
    if earlier.outcome == "answer":
        said = [citation.quote for citation in restore_citations(earlier.citations, engine.library.edits)]
        citation, keeps = pick_replacing(again, new, said)
    else:
        citation, keeps = next((one for one in again.citations if one.document.id in new), None), False
    if citation is None:
        return None
    return Reanswered(earlier, citation, again.probability, again.certainty, keeps)


def _outline_document(engine: Engine, document: StoredDocument) -> Outline:
    passages = engine.store.passages_of(document.id)
    headings = dict.fromkeys(" › ".join(passage.headings) for passage in passages if passage.headings)
    language = engine.store.document(document.id).source.language
    return Outline(document, tuple(headings), language)
