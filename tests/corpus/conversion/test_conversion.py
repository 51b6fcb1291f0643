"""Hostile and broken files: each is one line of refusal, and none takes the bot with it."""

from __future__ import annotations

import io
import signal
import subprocess
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.format_files import archive, epub, long_word, pdf, quotable, scanned_pdf, slides, with_part, word, workbook

from corpus.conversion import process
from corpus.conversion.archives import open_archive
from corpus.conversion.markup import Markup, add_title
from corpus.conversion.outcome import Limits, Refused, clean_detail, find_iso_date
from corpus.conversion.process import convert_in_process
from corpus.file_limits import MAX_CHARACTERS
from corpus.readers import SUFFIXES, UnreadableDocument, read_document, read_path
from corpus.reading.decoding import normalise
from corpus.reading.markdown import read_markdown
from corpus.reading.written_questions import measure_answer_label, measure_question_label

pytestmark = pytest.mark.slow  # each conversion is a process

BOMB = (
    '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><w:document>&b;'
    "</w:document>"
)


def refusal(data: bytes, filename: str, limits: Limits | None = None) -> str:
    with pytest.raises(UnreadableDocument) as caught:
        read_document(data, filename, limits=limits or Limits())
    assert "\n" not in str(caught.value)
    return str(caught.value)


def plain_word(words: str = "Be kind.") -> bytes:
    return word(lambda document: document.add_paragraph(words))


@pytest.mark.parametrize(
    ("data", "filename", "words"),
    [
        (pdf([["Secret."]], encrypt="key"), "a.pdf", "a.pdf is encrypted; upload a copy without a password"),
        (scanned_pdf(), "a.pdf", "a.pdf holds pictures of pages and no text; run text recognition"),
        (pdf([["Be kind."]])[:400], "a.pdf", "a.pdf is damaged; export it"),
        (b"Be kind.", "a.pdf", "a.pdf is no PDF; export it"),
        (b"Be kind.", "a.docx", "a.docx is no Word document; open it"),
        (plain_word()[:3000], "a.docx", "a.docx is damaged; open it"),
        (plain_word(""), "a.docx", "a.docx holds no text; upload"),
        (plain_word(), "a.pptx", "a.pptx is no PowerPoint presentation; open it"),
        (epub(["<p>Hi</p>"]), "a.xlsx", "a.xlsx is no Excel workbook; open it"),
        (slides(lambda deck: None), "a.pptx", "a.pptx holds no text but titles; upload"),
        (workbook({"A": [["=1+1", "=2+2"]]}), "a.xlsx", "a.xlsx holds no rows with values"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", "a.xlsx is encrypted; upload"),
        (b"\xd0\xcf\x11\xe0 old", "a.docx", "a.docx is a file of an older Office; open it there and save it as .docx"),
        (with_part(plain_word(), "word/document.xml", BOMB), "a.docx", "a.docx declares XML entities"),
        (with_part(workbook({"A": [["b"]]}), "xl/styles.xml", BOMB.encode("utf-16")), "a.xlsx", "a.xlsx declares XML"),
        (archive({"a.txt": "Be kind."}), "a.epub", "a.epub is no EPUB; export"),
        (epub([]), "a.epub", "a.epub holds no text; upload"),
        (b"<html><script>var a = 'Be evil.'</script></html>", "a.html", "a.html holds no text without running its scr"),
        (b"", "a.pdf", "a.pdf is empty; upload"),
        (b"Name,Year\n", "a.csv", "a.csv holds no rows below"),
        (b"\x00\x01\x02" * 50, "a.csv", "a.csv holds binary data, not text; upload"),
        (b"%PDF-1.4", "a.html", "a.html is a PDF; export"),
    ],
)
def test_what_cannot_be_converted_is_refused_with_its_name_and_a_remedy(data: bytes, filename: str, words: str) -> None:
    assert refusal(data, filename).startswith(words)


def test_a_protected_book_is_refused() -> None:
    method = '<r xmlns:e="http://www.w3.org/2001/04/xmlenc#"><e:EncryptionMethod Algorithm="aes"/></r>'
    data = epub(["<p>Hi</p>"], **{"META-INF/encryption.xml": method})
    assert refusal(data, "a.epub").startswith("a.epub is protected against copying; upload")


def test_an_archive_that_would_unpack_to_too_much_is_refused_before_it_is_parsed() -> None:
    data = with_part(plain_word(), "word/media/bomb.xml", b" " * 60_000_000)
    assert refusal(data, "a.docx").startswith("a.docx unpacks to ")
    assert "times its size, as a ZIP bomb does" in refusal(data, "a.docx")
    limits = Limits(unpacked=50_000_000, entries=20)
    with pytest.raises(Refused, match="unpacks to 61 MB, and at most 50 MB are allowed"):
        open_archive(data, "Word document", ".docx", limits)
    with pytest.raises(Refused, match="packs 21 files, and at most 20 are allowed"):
        open_archive(archive({f"{n}.xml": "" for n in range(21)}), "Word document", ".docx", limits)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_an_archive_that_unpacks_a_block_as_a_whole_is_refused(method: int) -> None:
    output = io.BytesIO(plain_word())
    with zipfile.ZipFile(output, "a") as packed:
        packed.writestr("word/media/bomb.xml", b" " * 1000, method)
    with pytest.raises(Refused, match="is packed in a way that no office program uses; save it again as"):
        open_archive(output.getvalue(), "Word document", ".docx", Limits())


def test_a_locked_archive_is_refused() -> None:
    data = bytearray(plain_word())
    central = data.rindex(b"PK\x01\x02")
    data[central + 8] |= 1
    with pytest.raises(Refused, match="is encrypted"):
        open_archive(bytes(data), "Word document", ".docx", Limits())


def test_a_reader_that_needs_too_much_memory_ends_with_a_refusal() -> None:
    data = plain_word()
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        body = packed.read("word/document.xml").decode()
    paragraphs = "".join(
        f"<w:p><w:r><w:t>Boat {n} sails at {n * 7919 % 997}.</w:t></w:r></w:p>" for n in range(100_000)
    )
    data = with_part(data, "word/document.xml", body.replace("<w:body>", "<w:body>" + paragraphs))
    message = refusal(data, "large.docx", Limits(memory=160 * 1024**2))
    assert message == "large.docx needs more than 160 MiB of memory to read; split it into smaller files"


class _StoppedByHand(Exception):
    """What a test stops a conversion with."""


@pytest.mark.clock
def test_a_reader_is_ended_at_once_where_its_work_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    processes: list[subprocess.Popen[bytes]] = []

    class Noted(subprocess.Popen[bytes]):
        def __init__(self, *given: Any, **named: Any) -> None:
            super().__init__(*given, **named)
            processes.append(self)

    def check() -> None:
        if time.monotonic() - started > 0.5:
            raise _StoppedByHand

    monkeypatch.setattr(process.subprocess, "Popen", Noted)
    started = time.monotonic()
    with pytest.raises(_StoppedByHand):
        read_document(long_word(), "long.docx", check=check)
    assert time.monotonic() - started < 5
    assert [each.returncode for each in processes] == [-signal.SIGKILL]


def test_a_reader_that_takes_too_long_is_ended() -> None:
    assert refusal(pdf([["Be kind."]]), "slow.pdf", Limits(seconds=0.05)) == (
        "slow.pdf takes more than 0.05 seconds to read; split it into smaller files"
    )


def test_a_reader_that_breaks_down_is_a_refusal() -> None:
    message = refusal(pdf([["Be kind."]]), "odd.pdf", Limits(memory=16 * 1024**2))
    assert message.startswith("odd.pdf ")
    assert message.endswith("split it into smaller files")


def test_no_secret_of_the_bot_reaches_the_reader(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "secret")
    monkeypatch.setattr("sys.executable", str(_spy(tmp_path)))
    with pytest.raises(UnreadableDocument):
        convert_in_process(b"{}", "a.json", Limits())
    seen = (tmp_path / "seen").read_text()
    assert "PATH=" in seen
    assert "DISCORD_TOKEN" not in seen


def _spy(folder: Path) -> Path:
    spy = folder / "spy"
    spy.write_text(f"#!/bin/sh\nenv > {folder / 'seen'}\n")
    spy.chmod(0o755)
    return spy


@pytest.mark.parametrize("filename", ["a.md", "a.txt", "a.csv"])
def test_more_text_than_the_limit_is_refused(filename: str) -> None:
    line = b"Boats sail at ten, or so they say, and the sea is calm.\n"
    data = (line * (MAX_CHARACTERS // len(line) + 1))[: MAX_CHARACTERS + 1]
    assert len(data) == 2_000_001
    assert refusal(data, filename) == (
        f"{filename} holds more than 2,000,000 characters of text; split it into smaller files"
    )


def test_a_path_is_converted_with_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes(b"Name,Role\nAda,analyst\n")
    data, document = read_path(path)
    assert data == path.read_bytes()
    assert quotable(document) == [(("row 2",), "Name: Ada; Role: analyst")]


def test_every_format_is_named_where_another_is_refused() -> None:
    assert refusal(b"text", "a.doc") == f"a.doc is a .doc file; upload one of {', '.join(SUFFIXES)}"
    assert {".html", ".htm", ".pdf", ".docx", ".pptx", ".csv", ".xlsx", ".epub", ".json"} < set(SUFFIXES)


def test_titles_that_programs_fill_in_are_none() -> None:
    assert [clean_detail(words) for words in ("untitled", "Microsoft Word - a.doc", "draft.docx", " ", None, 3)] == [
        None
    ] * 6
    assert [find_iso_date(words) for words in ("2024-05-06T00:00Z", "2024-13-45", "2024", None)] == [
        "2024-05-06",
        None,
        None,
        None,
    ]
    assert clean_detail(" The  Ferry ") == "The Ferry"
    assert add_title("# The Ferry\n", "The Ferry") == "# The Ferry\n"
    assert add_title("# Fares\n", "The Ferry") == "# The Ferry\n\n# Fares\n"


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="*"), min_size=1), min_size=1, max_size=4))
@settings(max_examples=400, deadline=None)
def test_any_text_is_quoted_as_it_reads_in_its_source(texts: list[str]) -> None:
    markup = Markup(10_000)
    for text in texts:
        markup.add_paragraph(text)
    clean = [" ".join(normalise(text).split()) for text in texts]
    if any(measure_question_label(line) or measure_answer_label(line) for line in clean) or any(
        "](" in line for line in clean
    ):
        return  # those are questions, answers and pictures in any document
    read_back = [" ".join(text.split()) for _, text in quotable(read_markdown(normalise(markup.text), "a.pdf"))]
    assert read_back == [
        line.replace("<!--", "<\u2060!--") for line in clean if any(character.isalnum() for character in line)
    ]
