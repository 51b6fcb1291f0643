"""`landscape gaps …`: the questions that servers asked and no document answered. No model is loaded."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.settings import load_settings
from bot.startup import open_store_from, open_store_to_read
from bot.terminal.options import AnyScope, AsJson, DataDir
from bot.terminal.output import clean, print_line
from corpus.store.documents import CorpusStore
from corpus.store.gaps.records import Gap, Status, UnknownGap
from corpus.store.gaps.store import GapStore
from corpus.store.history import TERMINAL

gaps_app = typer.Typer(
    help="List and show questions without an answer, dismiss those that are not for a server, and open them again.",
    no_args_is_help=True,
)

Number = Annotated[int, typer.Argument(metavar="NUMBER", help="Its number, as 'gaps list' shows it.", min=1)]


@gaps_app.command("list")
def list_gaps(
    as_json: AsJson = False,
    status: Annotated[Status, typer.Option(help="Those that are open, answered or dismissed.")] = Status.OPEN,
    scope: AnyScope = None,
    data_dir: DataDir = None,
) -> None:
    """List the questions without an answer, those first that many asked lately. The answer goes into 'corpus add' or 'faq add'."""
    settings = load_settings(data_dir=data_dir)
    with open_store_to_read(settings) as store:
        found = [] if store is None else GapStore(store).reading.list_everywhere(status)
    now = datetime.now(UTC)
    gaps = sorted((gap for gap in found if scope in (None, gap.scope)), key=lambda gap: (-gap.weigh(now), gap.id))
    if as_json:
        for gap in gaps:
            print(json.dumps(describe_gap(gap), ensure_ascii=False))
        return
    console = Console()
    if not gaps:
        print_line(console, f"No question is {status.value} in {settings.data_dir}")
        return
    table = Table("Number", "Question", "Scope", "Askers", "Asked last (UTC)", "Answer", box=None)
    for gap in gaps:
        ready = "ready" if gap.is_ready and not gap.is_perhaps_ready else "perhaps ready" if gap.is_ready else ""
        last = f"{gap.last_asked_at:%Y-%m-%d %H:%M}"
        table.add_row(str(gap.id), Text(clean(gap.question)), gap.scope, str(gap.askers), last, ready)
    console.print(table)


@gaps_app.command("show")
def print_gap(number: Number, as_json: AsJson = False, data_dir: DataDir = None) -> None:
    """Show a question without an answer: its wordings, who follows it, and the passages that were nearest."""
    with open_store_to_read(load_settings(data_dir=data_dir)) as store:
        if store is None:
            raise UnknownGap(f"no question has the number {number}; 'landscape gaps list' shows them all")
        gap = _find_gap(store, number)
        nearest = [
            {"document_id": cited.document_id, "title": store.document(cited.document_id).title}
            for cited in GapStore(store).reading.citations(gap)
            if any(d.id == cited.document_id for d in store.listing(store.scopes()))
        ]
    row = describe_gap(gap) | {"nearest": nearest}
    if as_json:
        print(json.dumps(row, ensure_ascii=False))
        return
    facts = {
        "Number": gap.id, "Question": gap.question, "Scope": gap.scope, "Status": gap.status.value,
        "Asked": f"{len(gap.askings)} times, last {gap.last_asked_at:%Y-%m-%d %H:%M} (UTC)", "Askers": gap.askers,
        "Followers": gap.followers, "Closed by": gap.closed_by,
    }  # fmt: skip
    console = Console()
    for name, value in facts.items():
        if value:
            print_line(console, f"{name:10} {value}")
    for wording in gap.wordings[1:]:
        print_line(console, f"{'Also':10} {wording}")
    for cited in nearest:
        print_line(console, f"{'Nearest':10} {cited['document_id']}  {cited['title']}")


@gaps_app.command("dismiss")
def dismiss_gap(number: Number, data_dir: DataDir = None) -> None:
    """Say that a question is not for its server. Nobody is told; 'reopen' takes it back."""
    _set_status(number, data_dir, Status.DISMISSED)


@gaps_app.command("reopen")
def reopen_gap(number: Number, data_dir: DataDir = None) -> None:
    """Open a question again that was dismissed or answered."""
    _set_status(number, data_dir, Status.OPEN)


def describe_gap(gap: Gap) -> dict[str, Any]:
    """Return a gap as `gaps list --json` prints it. It names no member."""
    return {
        "number": gap.id, "question": gap.question, "scope": gap.scope, "status": gap.status.value,
        "wordings": list(gap.wordings), "askers": gap.askers, "askings": len(gap.askings), "followers": gap.followers,
        "asked_first": gap.created_at.isoformat(), "asked_last": gap.last_asked_at.isoformat(), "closed_by": gap.closed_by,
        "ready": gap.is_ready, "certainty": gap.ready.certainty if gap.is_ready and gap.ready else None,
    }  # fmt: skip


def _set_status(number: int, data_dir: Any, wanted: Status) -> None:
    with open_store_from(load_settings(data_dir=data_dir)) as store:
        gap, gaps = _find_gap(store, number), GapStore(store)
        if gap.status is wanted:
            print(f"{gap.id}  {clean(gap.question)} (is {wanted.value}, nothing changed)")
            return
        reopening = wanted is Status.OPEN
        done = (
            gaps.reopen(gap.scope, gap.id, gap.status)
            if reopening
            else gaps.close(gap.scope, gap.id, wanted, TERMINAL.name)
        )
    if not done:
        raise UnknownGap(
            f"{gap.question!r} was {gap.status.value} before, or changed just now; 'landscape gaps show {gap.id}'"
        )
    print(f"{gap.id}  {clean(gap.question)} ({wanted.value})")


def _find_gap(store: CorpusStore, number: int) -> Gap:
    reading = GapStore(store).reading
    found = next((gap for status in Status for gap in reading.list_everywhere(status) if gap.id == number), None)
    if found is None:
        raise UnknownGap(f"no question has the number {number}; 'landscape gaps list' shows them all")
    return found
