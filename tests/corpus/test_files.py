"""Files that are written whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.files import open_replacement, replace_file


def test_a_file_has_its_new_content(tmp_path: Path) -> None:
    for data in (b"first", b"second"):
        replace_file(tmp_path / "a.txt", data)
        assert (tmp_path / "a.txt").read_bytes() == data
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_after_an_error_it_is_as_it_was(tmp_path: Path) -> None:
    replace_file(tmp_path / "a.txt", b"first")

    def fail() -> None:
        with open_replacement(tmp_path / "a.txt") as file:
            file.write(b"sec")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert (tmp_path / "a.txt").read_bytes() == b"first"
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]
