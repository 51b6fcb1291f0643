"""What a converter makes of bytes, in the test's own process, and the words in it."""

from __future__ import annotations

import importlib
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import PurePath

from hypothesis import strategies as st

from corpus.conversion.outcome import Converted, Limits
from corpus.conversion.suffixes import CONVERTERS
from corpus.reading.markdown import read_markdown

WORDS = st.text(alphabet="abcdefghijklmnopqrstuvwxyzäßéñ", min_size=1, max_size=7)
PHRASES = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)


def convert_bytes(data: bytes, filename: str) -> Converted:
    """Return what the converter of a suffix makes of a file."""
    module = importlib.import_module(f"corpus.conversion.{CONVERTERS[PurePath(filename).suffix]}")
    converted = module.convert(data, Limits())
    assert isinstance(converted, Converted)
    return converted


def read_lines(data: bytes, filename: str) -> list[str]:
    """Return the texts of a file that can be quoted."""
    document = read_markdown(convert_bytes(data, filename).markdown, filename)
    return [block.span.of(document.text) for block in document.blocks]


def list_left_out(data: bytes, filename: str) -> list[str]:
    """Return what a converter says that it left out, as members read it."""
    return [str(each) for each in convert_bytes(data, filename).left_out]


def count_lost_words(shown: Iterable[str], data: bytes, filename: str) -> Counter[str]:
    """Return the words that a file shows and that its Markdown has not, or less often."""
    written = Counter(re.findall(r"\w+", convert_bytes(data, filename).markdown))
    return Counter(word for text in shown for word in re.findall(r"\w+", text)) - written
