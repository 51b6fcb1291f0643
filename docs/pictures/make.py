"""Make the pictures of the README: real questions, the real engine and views, drawn by the render tool.

    python docs/pictures/make.py [--render ../shared/tools/render] [--width 720]

Needs Node.js and Chromium. The render tool is copied to a temporary folder first, and installed there.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT))

from bot.discord_app.jobs import Job  # noqa: E402
from bot.features.documents import views as corpus_views  # noqa: E402
from bot.features.documents.remarks import UploadRemarks  # noqa: E402
from bot.ui import replies  # noqa: E402
from bot.ui.layout import View  # noqa: E402
from bot.ui.progress import render_progress  # noqa: E402
from corpus.scopes import draft_of, of_server, visible_to  # noqa: E402
from corpus.store.history import Actor  # noqa: E402
from corpus.store.replies import NewReply, ReplyLog  # noqa: E402
from index.assembly import open_engine  # noqa: E402
from index.engine import Engine  # noqa: E402
from index.judge.grades import Certainty  # noqa: E402
from index.outcomes import Answer, Refusal  # noqa: E402
from index.upkeep.preview import compare_draft  # noqa: E402

SERVER = 1
ANSWERED = (
    "Why did Anthropic turn off its models for all users?",
    "How long can a member book the shared machine?",
)
GAP = "How many books may a member borrow at once?"
CHANGING = "How long can a member book the shared machine?"
REFUSED = ("In which city is DeepSeek based?",)
# The first that has an unsure answer is drawn: which do changes with the judge.
DOUBTED = ("Can I bring a friend?", "Is a booking lost if I come late?", "Is there a limit on model size?")


def ask(engine: Engine, question: str, expected: type[Answer] | type[Refusal]) -> View:
    scopes = visible_to(SERVER)
    reply = engine.answer(question, scopes)
    if not isinstance(reply, expected):
        raise SystemExit(f"{question!r} has another outcome now: choose another question for this picture")
    return replies.render_reply(reply, engine.overview(scopes), receipt=1, public=True)


def doubt(engine: Engine) -> View:
    """Return an unsure answer."""
    scopes = visible_to(SERVER)
    for question in DOUBTED:
        reply = engine.answer(question, scopes)
        if isinstance(reply, Answer) and reply.certainty is Certainty.UNSURE:
            return replies.render_reply(reply, engine.overview(scopes), receipt=1, public=True)
    raise SystemExit(f"none of {DOUBTED} has an unsure answer now: add another question for this picture")


def message(view: View, minute: int, command: str) -> dict[str, Any]:
    """Return the message as Discord stores it: the answer of the bot to a command of alice's."""
    return {
        "author": {"username": "Landscape", "global_name": "Landscape", "bot": True},
        "timestamp": f"2026-11-24T12:{minute:02}:00Z",
        "flags": 1 << 15,
        "command": command,
        "interaction_metadata": {"user": {"id": "900", "username": "alice"}},
        "content": "",
        "components": view.to_components(),
    }


def previews(engine: Engine) -> list[View]:
    """Return what a moderator sees of an upload: how far it is, the preview, and that it is live."""
    scope, draft = of_server(SERVER), draft_of(of_server(SERVER), "a1")
    log = ReplyLog(engine.store)
    for question, outcome in ((GAP, "refusal"), (CHANGING, "answer")):
        log.add(NewReply(scope, 900, question, outcome, 0.2, reason="not_stated"))
    job = Job("a1", "lending-rules.md", of_server(SERVER))
    engine.add((HERE / "lending-rules.md").read_bytes(), "lending-rules.md", draft, on_progress=job.progress)
    seen = compare_draft(
        engine, draft, visible_to(SERVER), refused=log.list_recent(scope, "refusal", 90, 9),
        answered=log.list_recent(scope, "answer", 90, 9),
    )  # fmt: skip
    job.started -= 3
    job.done, job.total = 7, 20
    views = [
        render_progress(job),
        corpus_views.render_preview(seen, "a1", UploadRemarks(["scan.pdf has no text; run OCR on it first"])),
    ]
    return [*views, corpus_views.render_published(engine.library.edits.drafts.publish(draft, Actor("mod", 1)))]


def draw(tool: Path, name: str, views: list[View], width: int, command: str = "ask") -> None:
    """Draw messages under each other, as the answers to a command, into the picture of this name."""
    stored = tool / f"{name}.json"
    picture = tool / f"{name}.png"
    messages = [message(view, minute, command) for minute, view in enumerate(views)]
    stored.write_text(json.dumps({"channel": "ai-landscape", "users": {}, "messages": messages}), encoding="utf-8")
    subprocess.run(["node", "render.mjs", stored.name, picture.name, "--width", str(width)], cwd=tool, check=True)
    shutil.copy(picture, HERE / picture.name)
    print(f"made {(HERE / picture.name).relative_to(ROOT)}")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    options.add_argument("--render", type=Path, default=ROOT.parent / "shared" / "tools" / "render")
    options.add_argument("--width", type=int, default=720, help="of the pictures, in pixels")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder, open_engine(Path(folder) / "data") as engine:
        tool = Path(folder) / "render"
        shutil.copytree(chosen.render, tool, copy_function=shutil.copyfile)
        tool.chmod(0o755)
        for step in (["npm", "install", "--no-audit", "--no-fund"], ["npm", "run", "build"]):
            subprocess.run(step, cwd=tool, check=True, capture_output=True)
        engine.add((HERE / "handbook.md").read_bytes(), "handbook.md", of_server(SERVER))
        draw(tool, "answer", [ask(engine, question, Answer) for question in ANSWERED], chosen.width)
        draw(tool, "unsure", [doubt(engine)], chosen.width)
        draw(tool, "refusal", [ask(engine, question, Refusal) for question in REFUSED], chosen.width)
        draw(tool, "preview", previews(engine), chosen.width, "corpus add")
        draw(tool, "error", [replies.render_failure("7F3K2Q")], chosen.width)


if __name__ == "__main__":
    main()
