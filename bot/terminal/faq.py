"""`landscape faq …`: the entries that answer a question in moderators' words, or with a passage that they chose. No model is loaded."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.settings import load_settings
from bot.startup import open_store_from, open_store_to_read, prepare_data_dir
from bot.terminal.options import AnyScope, AsJson, DataDir, Link, Scope, Tags, read_details
from bot.terminal.output import clean, print_line
from corpus.scopes import SHARED
from corpus.store.documents import CorpusStore
from corpus.store.faq.entries import FaqDraft, FaqEntry, UnknownEntry, to_draft
from corpus.store.faq.reading import FaqReading
from corpus.store.faq.store import FaqStore
from corpus.store.history import TERMINAL

faq_app = typer.Typer(
    help="List, show, write and withdraw entries of the FAQ: of one server, or of all servers ('shared').",
    no_args_is_help=True,
)

EntryId = Annotated[str, typer.Argument(metavar="ID", help="An entry's ID, or its first characters.")]
Phrasings = Annotated[
    list[str] | None,
    typer.Option("--alias", help="The question in other words; give it once for each.", show_default=False),
]


@faq_app.command("list")
def list_faq(
    as_json: AsJson = False,
    removed: Annotated[bool, typer.Option("--removed", help="Those that were removed.")] = False,
    documents: Annotated[
        bool, typer.Option("--documents", help="Also the questions that documents ask and answer themselves.")
    ] = False,
    scope: AnyScope = None,
    data_dir: DataDir = None,
) -> None:
    """List the entries of moderators, with their IDs and how often each was used."""
    settings = load_settings(data_dir=data_dir)
    with open_store_to_read(settings) as store:
        rows = [] if store is None else _describe_all(store, scope, removed, documents)
    if as_json:
        for row in rows:
            print(json.dumps(row, ensure_ascii=False))
        return
    console = Console()
    if not rows:
        none = (
            "No entry was removed"
            if removed
            else "No entries yet: landscape faq add QUESTION ANSWER, or /faq-admin add. None"
        )
        print_line(console, f"{none} in {settings.data_dir}")
        return
    table = Table("ID", "Question", "Scope", "Used", "By", box=None)
    for row in rows:
        by = "a document" if row["by_document"] else row["author"]
        table.add_row(row["id"], Text(clean(row["question"])), row["scope"], str(row["uses"]), Text(clean(by)))
    console.print(table)


@faq_app.command("show")
def show_entry(entry_id: EntryId, as_json: AsJson = False, data_dir: DataDir = None) -> None:
    """Show an entry: its question, its other phrasings, and its answer with where that stands."""
    with open_store_to_read(load_settings(data_dir=data_dir)) as store:
        if store is None:
            raise UnknownEntry(f"no entry has the ID {entry_id!r}; 'landscape faq list' shows them all")
        entry = find_faq_entry(store, entry_id)
        row = _describe(store, entry)
    if as_json:
        print(json.dumps(row, ensure_ascii=False))
        return
    facts = {
        "ID": row["id"], "Question": row["question"], "Also": "; ".join(row["phrasings"]), "Scope": row["scope"],
        "Tags": ", ".join(row["tags"]), "By": row["author"], "Used": row["uses"] or "", "Removed": row["removed"],
        "From": row["title"], "Link": row["url"],
    }  # fmt: skip
    console = Console()
    for name, value in facts.items():
        if value:
            print_line(console, f"{name:9} {value}")
    print_line(console, f"\n{row['answer'] or 'The passage that it cited is gone, so that it answers nothing.'}")


@faq_app.command("add")
def add_entry(
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="The question, in quotes.")],
    answer: Annotated[
        str, typer.Argument(metavar="ANSWER", help="The answer, in quotes: members see it as it stands.")
    ],
    *,
    alias: Phrasings = None,
    tag: Tags = None,
    url: Link = None,
    scope: Scope = SHARED,
    data_dir: DataDir = None,
) -> None:
    """Write an entry in your own words. It answers at once where the same is asked."""
    settings = load_settings(data_dir=data_dir)
    prepare_data_dir(settings)
    given = read_details(None, url, None, tag)
    draft = FaqDraft(question, answer, phrasings=tuple(alias or ()), tags=given.get("tags", ()), url=given.get("url"))
    with CorpusStore(settings.data_dir) as store:
        entry = FaqStore(store).add(scope, draft, TERMINAL)
    print(f"{entry.id}  {clean(entry.question)} (live, {entry.scope})")


@faq_app.command("edit")
def edit_entry(
    entry_id: EntryId,
    *,
    question: Annotated[str | None, typer.Option(help="The question in new words.", show_default=False)] = None,
    answer: Annotated[str | None, typer.Option(help="The answer in new words.", show_default=False)] = None,
    alias: Phrasings = None,
    tag: Tags = None,
    data_dir: DataDir = None,
) -> None:
    """Change what an entry says. What isn't given stays; --alias and --tag replace all that there are."""
    if question is None and answer is None and alias is None and tag is None:
        raise typer.BadParameter("say what to change: --question, --answer, --alias or --tag")
    with open_store_from(load_settings(data_dir=data_dir)) as store:
        entry = _find_own_entry(store, entry_id)
        draft = to_draft(entry)
        changed = replace(
            draft if answer is None else replace(draft, answer=answer, passage=None),
            question=draft.question if question is None else question,
            phrasings=draft.phrasings if alias is None else tuple(alias),
            tags=draft.tags if tag is None else read_details(None, None, None, tag)["tags"],
        )
        edited = FaqStore(store).edit(entry.scope, entry.id, changed, TERMINAL, seen=entry.version)
    print(f"{edited.id}  {clean(edited.question)} (version {edited.version})")


@faq_app.command("remove")
def remove_entry(entry_id: EntryId, data_dir: DataDir = None) -> None:
    """Take an entry out of use. 'restore' brings it back."""
    with open_store_from(load_settings(data_dir=data_dir)) as store:
        entry = _find_own_entry(store, entry_id)
        if entry.removed_at is not None:
            print(
                f"{entry.id}  {clean(entry.question)} (was removed before, nothing changed; 'restore' brings it back)"
            )
            return
        FaqStore(store).remove(entry.scope, entry.id, TERMINAL)
    print(f"{entry.id}  {clean(entry.question)} (removed)")


@faq_app.command("restore")
def restore_entry(entry_id: EntryId, data_dir: DataDir = None) -> None:
    """Take a removed entry into use again."""
    with open_store_from(load_settings(data_dir=data_dir)) as store:
        entry = _find_own_entry(store, entry_id)
        if entry.removed_at is None:
            print(f"{entry.id}  {clean(entry.question)} (is in use, nothing changed)")
            return
        FaqStore(store).restore(entry.scope, entry.id, TERMINAL)
    print(f"{entry.id}  {clean(entry.question)} (restored)")


def find_faq_entry(store: CorpusStore, entry_id: str) -> FaqEntry:
    """Return the entry with this ID, or with the one ID that begins so: of moderators, removed or not, or of a document.

    Raises `UnknownEntry`.
    """
    reading = FaqReading(store)
    found = [
        entry
        for scope in _list_scopes(store)
        for entry in (
            *reading.entries(scope), *reading.list_removed(scope),
            *(made for made, _ in reading.list_made_by_documents(scope)),
        )
        if entry_id and entry.id.startswith(entry_id)
    ]  # fmt: skip
    exact = [entry for entry in found if entry.id == entry_id] or found
    if len(exact) != 1:
        what = "more than one entry has an ID that begins with" if exact else "no entry has the ID"
        raise UnknownEntry(f"{what} {entry_id!r}; 'landscape faq list' shows them all")
    return exact[0]


def _find_own_entry(store: CorpusStore, entry_id: str) -> FaqEntry:
    entry = find_faq_entry(store, entry_id)
    if entry.by_document and entry.answer is not None:
        title = entry.answer.document.title
        raise UnknownEntry(f"{entry.question!r} is asked and answered by the document {title!r}; change that instead")
    return entry


def _list_scopes(store: CorpusStore) -> list[str]:
    return list(dict.fromkeys((*store.scopes(), *FaqReading(store).scopes())))


def _describe_all(store: CorpusStore, scope: str | None, removed: bool, documents: bool) -> list[dict[str, Any]]:
    reading = FaqReading(store)
    entries = []
    for one in _list_scopes(store) if scope is None else [scope]:
        entries += reading.list_removed(one) if removed else reading.entries(one)
        if documents and not removed:
            entries += [entry for entry, _ in reading.list_made_by_documents(one)]
    return [_describe(store, entry) for entry in entries]


def _describe(store: CorpusStore, entry: FaqEntry) -> dict[str, Any]:
    uses = FaqReading(store).count_uses_everywhere(entry.use_key)
    answer = entry.answer
    cited = None if answer is None or entry.own_words else answer.document.title
    return {
        "id": entry.id, "question": entry.question, "phrasings": list(entry.phrasings), "scope": entry.scope,
        "tags": list(entry.tags), "author": entry.author, "by_document": entry.by_document, "uses": uses,
        "answer": None if answer is None else answer.text, "title": cited,
        "url": None if answer is None else answer.document.source.url,
        "removed": entry.removed_at.isoformat() if entry.removed_at else None,
    }  # fmt: skip
