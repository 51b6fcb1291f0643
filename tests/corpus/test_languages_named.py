"""Languages are named in English."""

from __future__ import annotations

from corpus.language import name_language


def test_a_code_is_named_and_anything_else_stays_as_it_is() -> None:
    assert [name_language(code) for code in ("en", "de", "zh", "xx", "")] == ["English", "German", "Chinese", "xx", ""]
