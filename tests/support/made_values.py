"""Values of any type that has hints, with none, one and two of everything, for tests that render whatever can be shown."""

from __future__ import annotations

import dataclasses
import enum
import types
import typing
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from bot.discord_app.jobs import Job
from bot.ui.progress import WorkInProgress
from corpus.documents import Document, LeftOut, Passage, Source, Span
from corpus.scopes import of_server
from corpus.store.history import Action, Actor, Event
from corpus.store.records import StoredDocument
from corpus.store.statistics import Day, Statistics
from index.judge.grades import Certainty, Thresholds
from index.outcomes import Answer, Citation

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
TEXT = "The ferry leaves at noon. The kiosk sells tickets."
NAMES = st.sampled_from(["House rules", "Boats of Vara"])
COUNTS = st.integers(0, 2)
PROBABILITIES = st.sampled_from([0.4, 0.95])


def make_values(hint: Any) -> st.SearchStrategy[Any]:
    """Return values of a type: of each number 0 to 2, of each list up to two, of what may lack both ways."""
    if hint in _MADE:
        return _MADE[hint]
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return st.one_of(*map(make_values, inner))
    if origin is typing.Literal:
        return st.sampled_from(inner)
    if origin is tuple and inner[-1:] != (...,):
        return st.tuples(*map(make_values, inner))
    if origin is Sequence and make_values(inner[0]).is_empty:
        return st.just([])  # parts of a message: of those none
    if origin in (tuple, list, Sequence, frozenset, set):
        return st.lists(make_values(inner[0]), max_size=2).map(list if origin in (list, Sequence) else origin)
    if origin in (dict, Mapping):
        return st.dictionaries(make_values(inner[0]), make_values(inner[1]), max_size=2)
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return st.sampled_from(hint)
    made = origin or hint
    if made.__module__.startswith("discord."):
        return st.nothing()
    if dataclasses.is_dataclass(made):
        return _make_dataclass(made, dict(zip(getattr(made, "__parameters__", ()), inner, strict=False)))
    raise TypeError(f"nothing is known about {hint}: say in tests/support/made_values.py how one is made")


def _make_dataclass(made: Any, inside: Mapping[Any, Any]) -> st.SearchStrategy[Any]:
    hints = typing.get_type_hints(made)
    fields = {field.name: _put_in(hints[field.name], inside) for field in dataclasses.fields(made) if field.init}
    return st.builds(made, **{name: make_named(name, hint) for name, hint in fields.items()})


def make_named(name: str, hint: Any) -> st.SearchStrategy[Any]:
    """Return values of a type for a field or an argument: a text of some name has only some values."""
    if name in _NAMED and hint in (str, str | None, Mapping[str, str], Sequence[Sequence[Any]]):
        return _NAMED[name]
    if name == "namesakes":
        return st.lists(st.lists(make_values(StoredDocument), min_size=2, max_size=2), max_size=1)
    return make_values(hint)


def _put_in(hint: Any, inside: Mapping[Any, Any]) -> Any:
    """Return a hint with what stands for its type variables."""
    if hint in inside:
        return inside[hint]
    if typing.get_origin(hint) is Sequence and typing.get_args(hint)[0] in inside:
        return Sequence[inside[typing.get_args(hint)[0]]]  # type: ignore[misc]
    return hint


def _make_passage(identity: str, title: str, url: str | None, headings: tuple[str, ...], scope: str) -> Passage:
    source = Source(title, url, author="Mira", published=date(2026, 1, 2))
    document = Document(identity, 1, scope, TEXT, source)
    return Passage(document, 0, len(TEXT), headings, (Span(0, 25), Span(26, len(TEXT))))


_PASSAGES = st.builds(
    _make_passage, st.sampled_from(["0a1b2c3d4e5f", "1a1b2c3d4e5f"]), NAMES, st.sampled_from([None, "https://example.org/a"]),
    st.sampled_from([(), ("Times",)]), st.sampled_from(["shared", of_server(1)]),
)  # fmt: skip
_CITATIONS = st.builds(
    lambda number, passage: Citation(number, passage, passage.sentences[number - 1]), st.integers(1, 2), _PASSAGES
)
_DAYS = st.builds(
    lambda n, refused, unsure: Day(date(2026, 11, 20), n + unsure, refused, unsure), COUNTS, COUNTS, COUNTS
)
_VALUES = st.sampled_from([None, "Boats", ["House"], []])
_ACTIONS = st.sampled_from(Action)


def _make_work(done: int, total: int) -> Job:
    work = Job("a1b2", "House rules", of_server(1))
    work.done, work.total = min(done, total), total
    return work


def _make_event(
    action: Action, change: Action, before: dict[str, Any], after: dict[str, Any], *, undone: bool, by: int | None
) -> Event:
    if action in (Action.UNDO, Action.REDO):
        before = {**before, "action": change.value}
    return Event(
        7, of_server(1), NOW, Actor("Mira", by), action, "0a1b2c3d4e5f", "House rules", before, after, "b1", undone
    )


_FIELDS = st.fixed_dictionaries(
    {}, optional={"title": NAMES, "tags": _VALUES, "url": _VALUES, "characters": st.integers(487, 488)}
)
_EVENTS = st.builds(
    _make_event, _ACTIONS, st.sampled_from([Action.ADD, Action.EDIT, Action.REMOVE]), _FIELDS, _FIELDS,
    undone=st.booleans(), by=st.sampled_from([None, 42]),
)  # fmt: skip
_IDS = st.sampled_from(["0a1b2c3d4e5f", "1a1b2c3d4e5f"])
_NAMED = {
    "id": _IDS, "scope": st.just(of_server(1)),
    "document_id": _IDS, "token": st.just("a1b2"), "filename": st.just("chart.png"), "entry": st.sampled_from(["", "Why?"]),
    "changed": st.dictionaries(_IDS, st.sampled_from(["changed", "removed"])), "language": st.just("en"),
    "since": st.sampled_from([None, "changed", "removed"]), "given_up_by": st.sampled_from([None, "asker", "moderator"]),
    "certainty": st.sampled_from([None, "sure", "unsure"]), "url": st.sampled_from([None, "https://example.org/a"]),
}  # fmt: skip
_MADE: dict[Any, st.SearchStrategy[Any]] = {
    str: NAMES, int: COUNTS, float: PROBABILITIES, bool: st.booleans(), type(None): st.none(), bytes: st.just(b""),
    datetime: st.sampled_from([NOW, NOW - timedelta(days=9)]), date: st.just(date(2026, 11, 26)), Any: _VALUES,
    Span: st.sampled_from([Span(0, 25), Span(26, len(TEXT))]), WorkInProgress: st.builds(_make_work, COUNTS, COUNTS),
    Passage: _PASSAGES, Citation: _CITATIONS, Event: _EVENTS,
    Thresholds: st.just(Thresholds(sure=0.8, unsure=0.3)),
    LeftOut: st.builds(LeftOut, st.sampled_from(["hidden row", "comment"]), st.integers(1, 2)),
    Answer: st.builds(
        lambda question, citations, grade: Answer(question, citations, 0.4 if grade == "unsure" else 0.9, None, grade),
        NAMES, st.tuples(_CITATIONS) | st.tuples(_CITATIONS, _CITATIONS), st.sampled_from(Certainty),
    ),
    Statistics: st.builds(
        lambda days, cited, votes, helpful, time, given_up: Statistics(
            tuple(days), tuple(cited), min(helpful, votes), votes, time, given_up),
        st.lists(_DAYS, min_size=7, max_size=7), st.lists(st.tuples(NAMES, st.integers(1, 2)), max_size=2), COUNTS, COUNTS,
        st.sampled_from([None, 312.0]), COUNTS,
    ),
}  # fmt: skip
