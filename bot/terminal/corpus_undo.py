"""`landscape corpus undo` and `redo`: what is about to change is shown first, and done when somebody says yes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from bot.settings import load_settings
from bot.startup import open_store_from
from bot.terminal.corpus_history import tell_events
from bot.terminal.options import DataDir, Scope
from bot.terminal.output import clean, complain
from bot.wording import find_present_title, format_count, tell_outcome
from corpus.scopes import SHARED
from corpus.store.documents import CorpusStore
from corpus.store.edits import Edits
from corpus.store.history import TERMINAL, Event

_SHOWN = 20  # changes of one run
_Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do it without asking, as a script must.")]


def undo(scope: Scope = SHARED, yes: _Yes = False, data_dir: DataDir = None) -> None:
    """Show the last change of a scope, and take it back; what was done in one run is taken back in one. 'redo' makes it again."""
    with open_store_from(load_settings(data_dir=data_dir)) as store:
        edits = Edits(store)
        last = edits.find_undoable(scope)
        _confirm(store, last, "To be taken back", "Take it back?", yes)
        _tell_outcomes(edits.undo(scope, TERMINAL, seen=last[0].batch))
    print(f"'{_name_command('redo', scope)}' makes it again")


def redo(scope: Scope = SHARED, yes: _Yes = False, data_dir: DataDir = None) -> None:
    """Make the change again that was taken back last, as long as nothing else was changed since."""
    with open_store_from(load_settings(data_dir=data_dir)) as store:
        edits = Edits(store)
        last = edits.find_redoable(scope)
        _confirm(store, last, "To be made again", "Make it again?", yes)
        _tell_outcomes(edits.redo(scope, TERMINAL, seen=last[0].batch))
    print(f"'{_name_command('undo', scope)}' takes it back")


def _confirm(store: CorpusStore, events: Sequence[Event], what: str, question: str, yes: bool) -> None:
    """Show what is about to be reversed, and ask; ends with 1 where nobody agrees."""
    if yes:
        return
    print(f"{what} ({format_count(len(events), 'change')}):")
    for line in tell_events(store, events[:_SHOWN]):
        print(f"  {line}")
    print("After that:")
    for event in events[:_SHOWN]:
        print(f"  {clean(tell_outcome(event, find_present_title(event)))}")
    if len(events) > _SHOWN:
        print(f"  and so for {format_count(len(events) - _SHOWN, 'more change')}")
    try:
        agreed = typer.confirm(question)
    except typer.Abort:  # nobody is there to ask
        print()
        complain("nobody answered, so nothing was changed; give --yes in a script")
        raise typer.Exit(1) from None
    if not agreed:
        print("Nothing was changed.")
        raise typer.Exit(1)


def _tell_outcomes(events: Sequence[Event]) -> None:
    for event in events:
        print(f"{event.document_id}  {clean(tell_outcome(event, find_present_title(event)))}")


def _name_command(name: str, scope: str) -> str:
    return f"landscape corpus {name}" + ("" if scope == SHARED else f" --scope {scope}")
