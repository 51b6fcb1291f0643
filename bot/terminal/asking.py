"""What `landscape ask` does: it has a process answer that has the models loaded already, or loads them itself."""

from __future__ import annotations

import contextlib
import io
import json
import sys
import time
from collections.abc import Iterable
from importlib import metadata
from typing import TYPE_CHECKING, Any

from rich.console import Console

from bot.ask_socket import AnswerRequest, find_process
from bot.settings import Settings
from bot.startup import check_models, open_to_ask

if TYPE_CHECKING:  # loading the engine's libraries takes seconds
    from index.engine import Engine


def answer_questions(settings: Settings, notes: bool, questions: Iterable[str], as_json: bool) -> None:
    """Print the reply to each question. Raises as `bot.startup.open_to_ask`."""
    check_models(settings)
    console = Console()
    asked = _describe_asking(settings) | {
        "notes": notes, "json": as_json, "width": console.width, "colours": console.color_system,
    }  # fmt: skip
    with contextlib.ExitStack() as opened:
        process = find_process(settings.data_dir)
        if process is not None:
            opened.callback(process.close)
        engine: Engine | None = None
        for question in questions:
            reply = process.ask(asked | {"question": question}) if process is not None else None
            if reply is None:
                process = None
                engine = engine or opened.enter_context(open_to_ask(settings, notes=notes))
                reply = {"text": _answer(engine, question, asked)}
            sys.stdout.write(reply["text"])
            sys.stdout.flush()


def answer_for_terminal(engine: Engine, settings: Settings) -> AnswerRequest:
    """Return what answers the questions of other processes with an engine: those whose settings are the same."""
    ours = _describe_asking(settings)

    def answer(request: dict[str, Any]) -> dict[str, Any]:
        if any(request.get(name) != value for name, value in ours.items()):
            return {}
        return {"text": _answer(engine, str(request["question"]), request)}

    return answer


def _describe_asking(settings: Settings) -> dict[str, Any]:
    """Return what two processes must have in common, so that one can answer for the other."""
    return {
        "version": metadata.version("landscape-bot"), "embedding_model": settings.embedding_model,
        "judge_model": settings.judge_model, "shipped_notes": settings.shipped_notes,
    }  # fmt: skip


def _answer(engine: Engine, question: str, asked: dict[str, Any]) -> str:
    """Return what is printed of the reply to a question."""
    from bot.terminal.json_contract import reply_to_json
    from bot.terminal.reply_panels import print_reply
    from index.desk import Desk

    desk = Desk(engine, notes=bool(asked["notes"]))
    started = time.perf_counter()
    reply = desk.answer(question)
    elapsed = (time.perf_counter() - started) * 1000
    if asked["json"]:
        return json.dumps(reply_to_json(reply, elapsed, question), ensure_ascii=False) + "\n"
    colours = asked["colours"]
    console = Console(
        file=io.StringIO(), width=int(asked["width"]), force_terminal=colours is not None, color_system=colours
    )
    with console.capture() as capture:
        print_reply(console, reply, desk.overview())
    return capture.get()
