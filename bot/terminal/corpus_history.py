"""`landscape corpus history`: who changed what, with old and new values, and what of a text is gone and new."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from bot.history_words import list_differences, say_done, say_undone
from bot.settings import load_settings
from bot.startup import open_store_to_read
from bot.terminal.named_documents import find_in_use_or_removed
from bot.terminal.options import AsJson, DataDir, Scope
from bot.terminal.output import clean, cut_line
from corpus.scopes import SHARED
from corpus.store.comparing import read_text_change
from corpus.store.documents import CorpusStore
from corpus.store.edits import Edits
from corpus.store.history import Event


def history(
    document_id: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="Only the changes of this document.", show_default=False)
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="Only the last N changes.")] = 50,
    as_json: AsJson = False,
    scope: Scope = SHARED,
    data_dir: DataDir = None,
) -> None:
    """Show who changed what, the newest first: old and new values, and the sentences that are gone and new."""
    with open_store_to_read(load_settings(data_dir=data_dir)) as store:
        events = [] if store is None else _list_events(store, scope, document_id, limit)
        if store is not None and as_json:
            for event in events:
                print(json.dumps(describe_event(store, event), ensure_ascii=False))
        elif store is not None:
            for line in tell_events(store, events):
                print(line)
    if not events and not as_json:
        print("Nothing was changed yet.")


def _list_events(store: CorpusStore, scope: str, document_id: str | None, limit: int) -> list[Event]:
    known = None if document_id is None else find_in_use_or_removed(store, document_id)
    where, identity = (scope, None) if known is None else (known.scope, known.id)
    return Edits(store).history(where, document_id=identity, limit=limit)


def describe_event(store: CorpusStore, event: Event) -> dict[str, Any]:
    """Return a change as `--json` prints it."""
    row = {"id": event.id, "at": event.at.isoformat(), "actor": event.actor.name, "actor_id": event.actor.id}
    row |= {"action": event.action.value, "document_id": event.document_id, "title": event.title}
    row |= {"scope": event.scope, "before": dict(event.before), "after": dict(event.after)}
    row |= {"batch": event.batch, "undone": event.undone}
    text = read_text_change(store, event)
    if text is not None:
        counts = {"passages_gone": text.passages_gone, "passages_new": text.passages_new}
        row["text"] = counts | {"sentences_gone": list(text.gone), "sentences_new": list(text.new)}
    return row


def tell_events(store: CorpusStore, events: Sequence[Event]) -> list[str]:
    """Return changes in words: a line of who did what when, and indented what became other."""
    lines = []
    for event in events:
        since = say_undone(event)
        done = say_done(event, f"“{clean(event.title)}”")
        lines.append(
            f"{event.at:%Y-%m-%d %H:%M}  {clean(event.actor.name)} {done} ({event.document_id})"
            + (f", {since}" if since else "")
        )
        lines += [f"    {line}" for line in list_differences(event, cut_line, read_text_change(store, event))]
    return lines
