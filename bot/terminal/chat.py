"""Talking with the bot in a terminal, and the demonstration for where there is none."""

from __future__ import annotations

import contextlib
from pathlib import Path

from rich.console import Console

from bot.terminal.output import print_line
from bot.terminal.reply_panels import print_reply
from bot.wording import format_count
from index.desk import Desk

_HELP = (
    "Ask a question about the documents. Other words: [b]help[/b], [b]history[/b] (what you asked), [b]quit[/b].\n"
    "Documents are added with [b]landscape corpus add PATH[/b]."
)
DEMONSTRATION = (
    "Why did Anthropic disable Fable 5 and Mythos 5 for all users?",
    "What is MAI-Thinking-1?",
    "Who sent the letter to Anthropic?",
    "In which city is DeepSeek based?",
)
_GOING_LIVE = (
    "To go live on Discord: make an application at https://discord.com/developers/applications, put its bot token into "
    ".env as DISCORD_TOKEN=…, invite the bot, and run 'make run' again. README.md has each step."
)


def talk(desk: Desk, console: Console, data_dir: Path) -> None:
    """Answer questions until the user leaves."""
    with contextlib.suppress(ImportError):
        import readline  # noqa: F401  (arrow keys and history at the prompt)
    overview = desk.overview()
    console.print("[b]Landscape[/b]", end="")
    print_line(
        console,
        f": {format_count(overview.documents, 'document')} in {data_dir}. Ask away; 'help' helps, 'quit' leaves.",
    )
    asked: list[str] = []
    while True:
        try:
            question = console.input("\n[b blue]›[/b blue] ").strip()
        except (EOFError, KeyboardInterrupt):
            console.print()
            return
        match question.lower():
            case "":
                continue
            case "quit" | "exit" | ":q":
                return
            case "help" | "?":
                console.print(_HELP)
            case "history":
                console.print("\n".join(f"{n}. {q}" for n, q in enumerate(asked, 1)) or "Nothing yet.", markup=False)
            case _:
                asked.append(question)
                with console.status("Reading…"):
                    reply = desk.answer(question)
                print_reply(console, reply, desk.overview())


def demonstrate(desk: Desk, console: Console) -> None:
    """Ask a few questions of the documents, and say how to go live."""
    overview = desk.overview()
    console.print("[b]Landscape[/b]: no token and no terminal, so here is a short demonstration.")
    for question in DEMONSTRATION:
        console.print(f"\n[b blue]›[/b blue] {question}")
        print_reply(console, desk.answer(question), overview)
    console.print(f"\n{_GOING_LIVE}", markup=False)
