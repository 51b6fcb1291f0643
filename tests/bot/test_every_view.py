"""Every message that the bot can render, with none, one and two of everything: no slip of the pen, and within Discord's limits."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import sys
import typing
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from support.made_values import make_named, make_values
from support.raw_values import read_words
from support.slips import find_slips

import bot.features
import bot.ui
from bot.features.gaps.views import Waiting
from bot.ui.changes import format_change, format_changes
from bot.ui.layout import BLURPLE, TEXT_LIMIT, View, build_card
from bot.ui.sources import Lengths
from corpus.store.history import Event
from corpus.store.members import Privacy
from corpus.store.records import StoredDocument
from index.engine import Engine, Overview

UNSEEN = {"Engine": Engine, "Overview": Overview}  # imported by the views for their types alone


class _SomeKept(Privacy):
    """What is kept of a member, without a store."""

    def __init__(self, kept: int, *, out: bool) -> None:
        self._kept, self._out = kept, out

    def is_out(self, scope: str, user_id: int) -> bool:
        return self._out

    def count_kept(self, scope: str, user_id: int) -> int:
        return self._kept


# What can't be made by its type, by the name of the argument.
KNOWN: dict[str, st.SearchStrategy[Any]] = {
    "frame": st.just(lambda view: view), "uses": st.just(lambda entry: len(entry.question) % 3), "size": st.just(0),
    "privacy": st.builds(_SomeKept, st.integers(0, 2), out=st.booleans()), "smaller": st.just(0),
    "length": st.just(1200), "lengths": st.just(Lengths(sentence=900, context=360, nearest=260)),
    "limit": st.sampled_from([300, 900]),
}  # fmt: skip


def _make_ready(count: int, more: int, unsure: int) -> st.SearchStrategy[dict[str, Any]]:
    waiting = st.lists(make_values(Waiting), min_size=count, max_size=count)
    return st.fixed_dictionaries(
        {"waiting": waiting, "total": st.just(count + more), "unsure": st.just(min(unsure, count + more))}
    )


_TWO = st.lists(make_values(StoredDocument), min_size=2, max_size=2)
# Arguments that belong together, by the name of the function.
TOGETHER = {
    "render_which": st.fixed_dictionaries({"documents": _TWO, "command": st.just("show"), "file": st.just("")}),
    "render_ready": st.integers(1, 2).flatmap(
        lambda count: st.integers(0, 1).flatmap(
            lambda more: st.integers(0, 2).flatmap(lambda unsure: _make_ready(count, more, unsure))
        )
    ),
}


def list_renders() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Yield every function of the bot that renders a message, with the module in which it stands."""
    for package in (bot.ui, bot.features):
        for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            loaded = importlib.import_module(module.name)
            for name, function in inspect.getmembers(loaded, inspect.isfunction):
                if name.startswith("render_") and function.__module__ == module.name:
                    yield f"{module.name}.{name}", function


QUICKLY = settings(
    max_examples=40, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
)  # fmt: skip
RENDERS = dict(list_renders())


def make_arguments(function: Callable[..., Any]) -> st.SearchStrategy[dict[str, Any]]:
    if function.__name__ in TOGETHER:
        return TOGETHER[function.__name__]
    hints = typing.get_type_hints(function, localns=UNSEEN)
    named = [one.name for one in inspect.signature(function).parameters.values() if one.kind is not one.VAR_POSITIONAL]
    return st.fixed_dictionaries(
        {name: KNOWN[name] if name in KNOWN else make_named(name, hints[name]) for name in named}
    )


@pytest.mark.parametrize("name", sorted(RENDERS))
def test_each_message_is_without_slips_whatever_it_tells(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    function = RENDERS[name]
    for chart in {"draw_days", "draw_week"} & set(vars(sys.modules[function.__module__])):
        monkeypatch.setattr(sys.modules[function.__module__], chart, lambda *_: b"")

    @given(make_arguments(function))
    @QUICKLY
    def render(arguments: dict[str, Any]) -> None:
        rendered = function(**arguments)
        view = rendered[0] if isinstance(rendered, tuple) else getattr(rendered, "view", rendered)
        view = build_card(BLURPLE, *view) if isinstance(view, list) else view  # what stands at the end of a message
        assert isinstance(view, View)
        assert view.content_length() <= TEXT_LIMIT
        slips = [slip for text in read_words(view.to_components()) for slip in find_slips(text)]
        assert slips == []

    render()


@given(st.lists(make_values(Event), min_size=1, max_size=3))
@QUICKLY
def test_each_change_is_told_without_slips(events: list[Event]) -> None:
    for text in (format_change(events[0]), format_changes(events)):
        assert find_slips(text) == []


def test_the_walk_over_the_views_finds_them_all() -> None:
    assert len(RENDERS) > 35


@pytest.mark.parametrize(
    "slip",
    [
        "it is gone", "Tags: nothing → House", "1 new passages", "2 passage", "Text: 487 → 487", "(the week before: 0, 0, 0)",
        "Version: None", "Tags: ['house']", "Done. now it is live.", "- and 3 more", "-# ranked by askers", "1 askers",
    ],
)  # fmt: skip
def test_a_slip_is_found(slip: str) -> None:
    assert find_slips(slip)
