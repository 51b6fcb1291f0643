"""What CONTRIBUTING.md says of adding something is done here, word for word."""

from __future__ import annotations

import importlib
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import simcord
from support.asking import BUILT, QUESTION
from support.lighthouse import LIGHTHOUSE
from support.paths import ROOT

from bot.discord_app import bot
from corpus.scopes import SHARED, visible_to
from index.engine import Engine
from index.outcomes import Answer

CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
LYRICS = """[ti:]
[00:01.00]The ferry leaves at seven.
[00:05.00]# It comes back at nine.
"""


def read_example(heading: str) -> list[str]:
    """Return the blocks of code under a heading: the file, if there is one, and the line."""
    section = CONTRIBUTING.partition(f"### {heading}\n")[2].partition("\n### ")[0]
    blocks = re.findall(r"^```(?:python|text)\n(.*?)^```", section, re.MULTILINE | re.DOTALL)
    assert blocks, heading
    return blocks


def write_module(folder: Path, name: str, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Write a module that can be imported by its name alone."""
    (folder / f"{name}.py").write_text(code, "utf-8")
    monkeypatch.syspath_prepend(folder)


@pytest.fixture
def simcord_bot(simcord_bot: bot.LandscapeBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> bot.LandscapeBot:
    """The bot with one more command, whose file lies elsewhere; its line is that of CONTRIBUTING.md."""
    code, line = read_example("A command")
    name = line.strip(' ",\n').rpartition(".")[2]
    write_module(tmp_path, name, code, monkeypatch)
    monkeypatch.setattr(bot, "EXTENSIONS", (*bot.EXTENSIONS, name))
    return simcord_bot


@pytest.mark.simcord(settle_timeout=30)
async def test_a_command_is_one_file_and_one_line(env: simcord.Env, channel: Any) -> None:
    member = channel.guild.add_member(env.create_user("alice"))
    result = await member.slash(channel, "coin")
    assert result.response.content in ("Heads.", "Tails.")
    assert result.ephemeral


@pytest.fixture
def run_changed(tmp_path: Path) -> Callable[[str, str, str, str], str]:
    """Run code with a copy of corpus/ in which a line stands after another, and return what it prints."""
    shutil.copytree(ROOT / "corpus", tmp_path / "corpus")

    def run(file: str, above: str, line: str, code: str) -> str:
        changed = tmp_path / file
        text = changed.read_text("utf-8")
        assert text.count(above) == 1, f"{file} has one {above!r}"
        changed.write_text(text.replace(above, above + line), "utf-8")
        command = [sys.executable, "-c", code]
        environment = {"PYTHONPATH": str(tmp_path), "PATH": ""}
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


@pytest.mark.slow
def test_a_format_is_one_file_and_one_line(run_changed: Callable[[str, str, str, str], str], tmp_path: Path) -> None:
    code, line = read_example("A format")
    (tmp_path / "corpus" / "conversion" / "lyrics.py").write_text(code, "utf-8")
    call = f"read_document({LYRICS.encode()!r}, 'ferry.lrc')"
    reading = f"from corpus.readers import read_document; read = {call}; print(len(read.blocks), read.text)"
    printed = run_changed("corpus/conversion/suffixes.py", '        ".json": "pairs",\n', line, reading)
    assert printed.split() == "2 The ferry leaves at seven. # It comes back at nine.".split()


@pytest.mark.slow
def test_a_format_refuses_what_it_can_not_convert(
    run_changed: Callable[[str, str, str, str], str], tmp_path: Path
) -> None:
    code, line = read_example("A format")
    (tmp_path / "corpus" / "conversion" / "lyrics.py").write_text(code, "utf-8")
    reading = """
from corpus.readers import UnreadableDocument, read_document
try:
    read_document(b"A letter.", "letter.lrc")
except UnreadableDocument as refused:
    print(refused)
"""
    printed = run_changed("corpus/conversion/suffixes.py", '        ".json": "pairs",\n', line, reading)
    assert printed == "letter.lrc holds no lyrics; upload an .lrc file with some\n"


@pytest.mark.slow
def test_a_language_is_one_line(run_changed: Callable[[str, str, str, str], str]) -> None:
    (line,) = read_example("A language")
    telling = "from corpus.language import detect; print(detect('kuinka monta porrasta majakan tornissa on yhteensä'))"
    printed = run_changed("corpus/language.py", "_LANGUAGES = (\n", line, telling)
    assert printed == "fi\n"


def test_a_reranker_is_one_file_and_one_line(
    open_at: Callable[[Path], Engine], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from index import assembly

    code, line = read_example("A reranker")
    imported = re.fullmatch(r"from index\.retrieval\.(\w+) import (\w+) as (\w+)\n", line)
    assert imported
    write_module(tmp_path, imported[1], code, monkeypatch)
    ranked: list[str] = []

    class Watched(getattr(importlib.import_module(imported[1]), imported[2])):  # type: ignore[misc]
        def rerank(self, question: str, *others: Any) -> Any:
            ranked.append(question)
            return super().rerank(question, *others)

    assert hasattr(assembly, imported[3])
    monkeypatch.setattr(assembly, imported[3], Watched)
    with open_at(tmp_path / "data") as engine:
        engine.add(LIGHTHOUSE.encode(), "lighthouse.md", SHARED)
        reply = engine.trace(QUESTION, visible_to(None, notes=False)).reply
    assert ranked
    assert isinstance(reply, Answer)
    assert BUILT in [citation.quote for citation in reply.citations]


def test_a_store_of_vectors_is_one_file_and_one_line(
    open_at: Callable[[Path], Engine], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from index import assembly

    code, line = read_example("A store of vectors")
    imported = re.fullmatch(r"from index\.retrieval\.(\w+) import (\w+) as (\w+)\n", line)
    assert imported
    write_module(tmp_path, imported[1], code, monkeypatch)
    with open_at(tmp_path / "data") as engine:
        engine.add(LIGHTHOUSE.encode(), "lighthouse.md", SHARED)
        usual = engine.trace(QUESTION, visible_to(None, notes=False))
    kind = getattr(importlib.import_module(imported[1]), imported[2])
    assert hasattr(assembly, imported[3])
    monkeypatch.setattr(assembly, imported[3], kind)
    with open_at(tmp_path / "data") as engine:
        trace = engine.trace(QUESTION, visible_to(None, notes=False))
        vectors = engine.index(SHARED).vectors
        assert isinstance(vectors, kind)
        assert len(vectors) == len(engine.index(SHARED).rows) > 0
    assert [scored.passage.text for scored in trace.ranked] == [scored.passage.text for scored in usual.ranked]
    assert isinstance(trace.reply, Answer)
    assert BUILT in [citation.quote for citation in trace.reply.citations]
