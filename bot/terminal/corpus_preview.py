"""`landscape corpus add --dry-run`: what documents would change, as the preview on Discord shows it. Nothing of them is kept."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.settings import Settings
from bot.startup import give_way, open_to_ask
from bot.terminal.output import RunBar, clean, complain, cut_line
from bot.wording import (
    KEEPS,
    WOULD_ANSWER,
    WOULD_CHANGE,
    format_count,
    format_grade,
    format_left_out,
    tell_doubt,
    tell_near_duplicate,
)
from corpus.copies import list_digests
from corpus.language import name_language
from corpus.readers import UnreadableDocument, read_path
from corpus.scopes import draft_of, target_of
from corpus.web.fetching import UnreachableLink, fetch
from index.desk import Desk
from index.engine import Engine
from index.judge.grades import Certainty
from index.library import Added
from index.upkeep.preview import Outline, Preview, Reanswered, preview_draft

_SHOWN = 10  # lines of a list
_LEFT_BEHIND = timedelta(days=1)  # how old a draft is that a run left which was killed


def preview_items(settings: Settings, scope: str, given: Mapping[str, Any], items: Sequence[Path | str]) -> bool:
    """Read files and links into a draft, print what it would change, and discard it; return whether all could be read."""
    give_way()
    with open_to_ask(settings, notes=settings.shipped_notes) as engine, RunBar(len(items)) as bar:
        engine.discard_before(datetime.now(UTC) - _LEFT_BEHIND)
        draft = draft_of(scope, secrets.token_hex(6))
        try:
            added = [_read_into(engine, draft, given, item, bar) for item in items]
            documents = {one.document_id: one for one in added if one is not None and not one.existed}
            if documents:
                bar.begin("earlier questions")
                seen = preview_draft(Desk(engine, notes=settings.shipped_notes), draft, bar.reach)
                for line in tell_preview(seen, documents):
                    print(line)
        finally:
            engine.discard(draft)
    print("Nothing was added: this was a dry run.")
    return None not in added and bool(items)


def _read_into(engine: Engine, draft: str, given: Mapping[str, Any], item: Path | str, bar: RunBar) -> Added | None:
    """Read a file or a page into the draft; what can't be read, or is there already, is told at once."""
    bar.begin(item if isinstance(item, str) else item.name)
    try:
        if isinstance(item, str):
            page = asyncio.run(fetch(item))
            assert page is not None  # nothing was said of an older version
            data, filename, details = page.data, page.filename, {"url": item, **given}
        else:
            data, filename, details = read_path(item)[0], item.name, dict(given)
        there = engine.store.find_any(target_of(draft), list_digests(data, filename))
        if there is not None:
            known = engine.store.get(there)
            print(f"{known.id}  {clean(known.title)} (already there, nothing would change)")
            return Added(known.id, known.title, known.passages, 0, existed=True)
        return engine.add(data, filename, draft, details=details, on_progress=bar.passages)
    except (UnreadableDocument, UnreachableLink) as error:
        complain(error)
        return None
    finally:
        bar.end()


def tell_preview(seen: Preview, added: Mapping[str, Added]) -> list[str]:
    """Return in lines what a draft holds, what says the same already, and which replies would be others."""
    lines = []
    for outline in seen.outlines:
        lines += _tell_outline(outline, added.get(outline.document.id))
    near = [tell_near_duplicate(one, cut_line) for one in seen.near]
    lines += _list_lines("Nearly the same, or the same title, is there already:", near)
    lines += _tell_reanswered(WOULD_ANSWER, seen.gaps)
    lines += _tell_reanswered(WOULD_CHANGE, seen.changes)
    if seen.asked < seen.askable:
        lines.append(f"Asked again: {seen.asked} of {seen.askable} earlier questions, the newest first.")
    return lines


def _tell_outline(outline: Outline, added: Added | None) -> list[str]:
    document = outline.document
    lines = [
        f"{clean(document.title)} ({format_count(document.passages, 'passage')}, language: {name_language(outline.language)})"
    ]
    if outline.headings:
        lines.append("    " + cut_line("Headings: " + ", ".join(outline.headings)))
    if added is not None and added.questions:
        lines.append(f"    {format_count(added.questions, 'question')} with answers")
    if added is not None and added.left_out:
        lines.append("    " + cut_line(f"Left out: {format_left_out(added.left_out)}"))
    return lines


def _tell_reanswered(title: str, questions: Sequence[Reanswered]) -> list[str]:
    if not questions:
        return [f"{title}: none"]
    unsure = sum(one.certainty is Certainty.UNSURE for one in questions)
    told = [
        f"{cut_line(one.reply.question)}\n        “{cut_line(one.citation.quote)}” "
        f"({format_grade(one.probability, one.certainty)}){KEEPS if one.keeps else ''}"
        for one in questions
    ]
    return _list_lines(f"{title}: {len(questions)}{tell_doubt(unsure, len(questions))}", told)


def _list_lines(head: str, told: Sequence[str]) -> list[str]:
    """Return a heading and the lines under it, of which many are cut; nothing where there are none."""
    more = len(told) - _SHOWN
    return (
        [head, *(f"    {line}" for line in told[:_SHOWN]), *([f"    and {more} more"] if more > 0 else [])]
        if told
        else []
    )
