"""`landscape corpus add` and `refresh`, run as their users run them: folders and pages in, in one run with one bar."""

from __future__ import annotations

import asyncio
import json
import os
import pty
import re
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from support.corpus_commands import many, print_command, refused, rows
from support.format_files import pdf
from support.sites import page, serve
from support.terminal import landscape, make_environment

from corpus.scopes import SHARED
from corpus.store.documents import CorpusStore
from corpus.store.links import LinkTable

pytestmark = pytest.mark.model  # the command line loads the model, in a process of its own or here

DOCUMENTS, PAGES = 100, 10


def test_a_folder_of_a_hundred_documents_is_one_run_with_one_bar_that_one_undo_takes_back(tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    for number in range(DOCUMENTS):
        pages = [report_page(number, page) for page in range(PAGES)]
        (folder / f"report {number:03}.pdf").write_bytes(pdf(pages, title=f"Report {number}"))
    screen, terminal = pty.openpty()
    seen = bytearray()
    started = time.monotonic()
    with subprocess.Popen(
        [sys.executable, "-c", "from bot.terminal.app import main; main()", "corpus", "add", "reports"],
        cwd=tmp_path, stdout=subprocess.PIPE, stderr=terminal,
        env=make_environment(tmp_path, TERM="xterm"),
    ) as process:  # fmt: skip
        os.close(terminal)
        watching = threading.Thread(target=lambda: seen.extend(everything(screen)))
        watching.start()
        lines = process.communicate(timeout=600)[0].decode().splitlines()
        watching.join()
    print(f"{DOCUMENTS} documents of {PAGES} pages took {time.monotonic() - started:.0f} s")
    assert process.returncode == 0
    assert len(lines) == DOCUMENTS
    assert sum(int(line.split("(")[1].split()[0]) for line in lines) >= DOCUMENTS
    counts = [
        (int(done), int(total)) for done, total in re.findall(rb"(\d+)/(\d+)", re.sub(rb"\x1b\[[\d;?]*\w", b"", seen))
    ]
    assert {total for _, total in counts} == {DOCUMENTS}
    assert counts == sorted(counts)
    assert len({done for done, _ in counts}) > DOCUMENTS / 4
    assert len(rows(tmp_path, "list")) == DOCUMENTS
    assert len({row["batch"] for row in rows(tmp_path, "history", "--limit", "200")}) == 1
    assert print_command(tmp_path, "undo", "--yes").count("is withdrawn") == DOCUMENTS
    assert rows(tmp_path, "list") == []
    assert "no change to take back" in refused(tmp_path, "undo")


def report_page(number: int, page: int) -> list[str]:
    return [
        f"On day {number} the ferry made its crossing number {page} with {number * page + 3} people.",
        f"The crossing took {20 + page} minutes because the wind blew from the north with {number} knots.",
        f"In the evening the crew of ship {page} counted {number + page} bicycles and went home.",
    ]


def everything(screen: int) -> bytes:
    """Return all that is written to a terminal until nobody writes to it any more."""
    seen = bytearray()
    while True:
        try:
            seen += os.read(screen, 65536)
        except OSError:  # nobody has it open any more
            os.close(screen)
            return bytes(seen)


def test_in_folders_what_is_hidden_or_of_another_kind_is_left_out_and_counted(tmp_path: Path) -> None:
    inner = tmp_path / "docs" / "inner"
    inner.mkdir(parents=True)
    (tmp_path / "docs" / ".git").mkdir()
    (tmp_path / "docs" / ".git" / "notes.md").write_text("Nobody reads this.")
    (tmp_path / "docs" / "loop").symlink_to(tmp_path / "docs")
    for name in ("z.md", "a.TXT", ".hidden.md", "photo.xyz", "sound.xyz", "Makefile", "inner/b.md"):
        (tmp_path / "docs" / name).write_text(f"The file {name} is written here.")
    (inner / "empty.md").write_text("")
    (inner / "b.md").write_text("The door is open.\n\n<!-- Is it? -->\n")
    done = landscape("corpus", "add", "docs", "docs/z.md", cwd=tmp_path)
    assert done.returncode == 1
    assert re.findall(r"^\w+  (.+) \(", done.stdout, re.MULTILINE) == ["A", "B", "Z"]
    assert "B (1 passage; left out: 1 comment)" in done.stdout
    assert done.stderr.splitlines() == [
        "landscape: docs: 6 skipped (2 .xyz, 2 hidden, 1 links to folders, 1 without a suffix)",
        "landscape: empty.md is empty; upload a file with text in it",
        f"landscape: documents are kept in {tmp_path / 'data'} from now on",
    ]
    (tmp_path / "copy.md").write_bytes((inner / "b.md").read_bytes().replace(b"\n", b"\r\n"))
    assert "already there, nothing changed" in print_command(tmp_path, "add", "copy.md")
    (tmp_path / "void").mkdir()
    assert "nothing to add" in refused(tmp_path, "add", "void")


def test_details_are_for_a_single_document(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("The mole is closed.")
    (tmp_path / "b.md").write_text("The ferry is late.")
    given = (
        "--title",
        "The mole",
        "--url",
        "https://example.org/m",
        "--date",
        "2026-01-31",
        "--tag",
        "sea",
        "--tag",
        "x",
    )
    assert "single document" in refused(tmp_path, "add", "a.md", "b.md", *given, code=2)
    assert not (tmp_path / "data").exists()
    print_command(tmp_path, "add", "a.md", *given)
    with CorpusStore(tmp_path / "data") as store:
        source = store.document(store.listing([SHARED])[0].id).source
    assert (source.title, source.url, str(source.published)) == ("The mole", "https://example.org/m", "2026-01-31")
    assert source.tags == ("sea", "x")
    wrong = (("--title", " "), ("--url", "example.org"), ("--url", "https:///x"), ("--date", "soon"))
    for (code, _, err), (option, _) in zip(
        many(tmp_path, *[("add", "b.md", *one) for one in wrong]), wrong, strict=True
    ):
        assert code == 2
        assert option in err


LOOPBACK = """
import functools, sys
from corpus.web import fetching as links
from index.upkeep import refreshing
options = {"allowed": lambda address: True, "limits": links.FetchLimits(ports=frozenset({int(sys.argv.pop(1))}))}
links.fetch = functools.partial(links.fetch, **options)
refreshing.refresh_documents = functools.partial(refreshing.refresh_documents, **options)
from bot.terminal.app import main
main()
"""


async def test_pages_are_added_by_their_links_and_read_anew(tmp_path: Path) -> None:
    async def run(*arguments: str) -> tuple[int, str, str]:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", LOOPBACK, str(site.port), "corpus", *arguments, cwd=tmp_path,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=make_environment(tmp_path),
        )  # fmt: skip
        out, err = await process.communicate()
        return process.returncode or 0, out.decode(), err.decode()

    replies = {"/ferry.md": page("# Ferry\n\nThe ferry leaves at seven.", "text/markdown", ETag='"one"')}
    async with serve(replies) as site:
        link = f"http://127.0.0.1:{site.port}/ferry.md"
        code, out, err = await run("add", link, link.replace("ferry", "gone"), "--scope", "server:3")
        assert (code, out.count("Ferry (1 passage)"), "page is gone" in err) == (1, 1, True)
        identity = out.split()[0]
        _, out, _ = await run("add", link, "--scope", "server:3")
        assert "'landscape corpus refresh' reads it anew" in out
        with CorpusStore(tmp_path / "data") as store:
            kept = LinkTable(store).list_links("server:3")
            assert [(one.document_id, one.url, one.etag) for one in kept] == [(identity, link, '"one"')]
            assert store.document(identity).source.url == link
        site.replies = {"/ferry.md": page("# Ferry\n\nThe ferry leaves at ten.", "text/markdown", ETag='"two"')}
        assert (await run("refresh"))[1] == f"{identity}  Ferry (changed: 0 passages as before, 1 new)\n"
        site.replies = {}
        code, out, _ = await run("refresh", "--json", "--scope", "server:3")
        row = json.loads(out)
        assert (code, row["id"], row["outcome"], row["first"]) == (1, identity, "dead", True)
        assert "No document came from a link" in (await run("refresh", "--scope", "shared"))[1]
    assert "leaves at ten" in print_command(tmp_path, "show", identity, "--text")
