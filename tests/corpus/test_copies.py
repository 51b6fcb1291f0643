"""Copies that differ in line ends only."""

from __future__ import annotations

import hashlib

import pytest

from corpus.copies import list_digests

TEXT = "The ferry\n\nleaves at noon.\n"


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("tail", ["", "\n"])
def test_a_copy_with_other_line_ends_is_found_in_either_direction(line_end: str, mark: str, tail: str) -> None:
    copy = (mark + (TEXT.rstrip() + tail).replace("\n", line_end)).encode()
    assert hashlib.sha256(copy).hexdigest() in list_digests(TEXT.encode(), "ferry.md")
    assert hashlib.sha256(TEXT.encode()).hexdigest() in list_digests(copy, "ferry.md")


def test_other_words_and_files_that_are_no_text_have_no_copies() -> None:
    assert hashlib.sha256(b"The ferry leaves.").hexdigest() not in list_digests(TEXT.encode(), "ferry.md")
    assert list(list_digests(b"a\r\n", "ferry.pdf")) == [hashlib.sha256(b"a\r\n").hexdigest()]
