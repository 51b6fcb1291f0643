"""Encodings: labels mean what they mean in browsers, and one damaged byte does not spoil a file."""

from __future__ import annotations

import pytest
from support.converted import read_lines
from support.format_files import DECLARATION, epub, with_part

from corpus.reading.decoding import decode
from corpus.reading.encodings import decode_as, find_stated_encoding, recode_to_utf8

FEES = "The fee is €45 – families don’t pay “more”."


@pytest.mark.parametrize("label", ["iso-8859-1", "ISO-8859-1", "latin1", "l1", "us-ascii", "ascii", "windows-1252"])
def test_western_labels_mean_windows_1252(label: str) -> None:
    assert decode_as(FEES.encode("cp1252"), label) == FEES
    page = f"<html><head><meta charset='{label}'></head><body><p>{FEES}</p></body></html>"
    assert read_lines(page.encode("cp1252"), "a.html") == [FEES]


@pytest.mark.parametrize(
    ("label", "text", "encoding"),
    [
        ("iso-8859-9", "Gişe kapalı – €5", "cp1254"),
        ("windows-1254", "Gişe kapalı – €5", "cp1254"),
        ("iso-8859-2", "Łódź wypływa o świcie", "iso8859-2"),
        ("gb2312", "港口開放", "gb18030"),
        ("shift_jis", "港①", "cp932"),
        ("euc-kr", "항구 똠", "cp949"),
        ("tis-620", "ท่าเรือ", "cp874"),
        ("koi8-r", "Паром ходит", "koi8-r"),
        ("iso-2022-jp", "港は開いています", "iso2022_jp"),
        ("UTF8", "Größe", "utf-8"),
    ],
)
def test_other_labels_mean_what_browsers_make_of_them(label: str, text: str, encoding: str) -> None:
    data = text.encode(encoding)
    assert decode_as(data, label) == text
    page = f"<html><head><meta charset={label}></head><body><p>".encode() + data + b"</p></body></html>"
    assert read_lines(page, "a.html") == [text]


def test_a_chapter_is_read_in_the_encoding_that_it_declares() -> None:
    chapter = f'<?xml version="1.0" encoding="iso-8859-1"?><html><body><p>{FEES}</p></body></html>'
    book = with_part(epub([DECLARATION]), "OEBPS/text/c0.xhtml", chapter.encode("cp1252"))
    assert read_lines(book, "a.epub") == [FEES]


@pytest.mark.parametrize(
    "label", ["none-such", "rot13", "base64", "unicode_escape", "utf-7", "idna", "", "x" * 500, "utf-16"]
)
def test_a_label_that_is_none_is_not_used(label: str) -> None:
    assert decode_as(FEES.encode("cp1252"), label) is None or label == "utf-16"
    assert recode_to_utf8(FEES.encode(), label) == FEES.encode()


def test_what_is_utf8_stays_so_whatever_its_label_says() -> None:
    page = f"<meta charset=iso-8859-1><p>{FEES}</p>"
    assert read_lines(page.encode(), "a.html") == [FEES]
    assert recode_to_utf8(page.encode(), "iso-8859-1") == page.encode()
    assert recode_to_utf8(FEES.encode("cp1252"), "latin1") == FEES.encode("utf-8-sig")
    assert find_stated_encoding(b"<p>charset=utf-8") is None


def test_a_damaged_byte_spoils_nothing_around_it() -> None:
    text = "Größe, Übung, Fähre, Müll, schön, für, öde, Bär, süß, Öl – all of it."
    damaged = text.encode().replace("ähre".encode(), b"\xe4hre")
    assert decode(damaged, "a.txt") == text.replace("ähre", "\ufffdhre")
    page = b"<meta charset=utf-8><p>" + damaged + b"</p>"
    assert read_lines(page, "a.html") == [text.replace("ähre", "\ufffdhre")]
