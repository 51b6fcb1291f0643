"""What a sheet says of its rows and columns before its cells are read: merged ranges, hidden columns and rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO

from lxml import etree

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})(?::([A-Z]{1,3})(\d{1,7}))?")
_FALSE = ("0", "false", "off", None)
_MOST_MERGED = 50_000  # ranges of a sheet; Excel itself gets stuck on more


@dataclass(frozen=True, slots=True)
class Range:
    """A merged range, counted from 1, its ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class Layout:
    """How a sheet is laid out; rows and columns count from 1."""

    merged: list[Range] = field(default_factory=list)  # in the order of their first rows
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)  # from and to
    rows_hidden: bool = False  # unless they state a height
    formulas: int = 0  # that have no stored value

    def hides_column(self, column: int) -> bool:
        """Whether a column isn't shown."""
        return any(first <= column <= last for first, last in self.hidden_columns)

    def hides_row(self, attributes: Mapping[str, str]) -> bool:
        """Whether a row with these attributes isn't shown."""
        if attributes.get("hidden") not in _FALSE or attributes.get("ht") in ("0", "0.0"):
            return True
        return self.rows_hidden and "ht" not in attributes


def read_layout(source: IO[bytes]) -> Layout:
    """Read the XML of a sheet once from end to end; merged ranges stand behind its cells."""
    layout = Layout()
    for element in _iterate_elements(source):
        match element.tag.removeprefix(_MAIN):
            case "row":
                layout.formulas += sum(1 for cell in element if _lacks_value(cell))
            case "col":
                if element.get("hidden") not in _FALSE or element.get("width") in ("0", "0.0"):
                    layout.hidden_columns.append((int(element.get("min", 0)), int(element.get("max", 0))))
            case "sheetFormatPr":
                layout.rows_hidden = element.get("zeroHeight") not in _FALSE
            case "mergeCell" if len(layout.merged) < _MOST_MERGED:
                if found := _REFERENCE.fullmatch(element.get("ref", "")):
                    left, top, right, bottom = found.groups()
                    layout.merged.append(
                        Range(int(top), _number_column(left), int(bottom or top), _number_column(right or left))
                    )
    layout.merged.sort(key=lambda range_: (range_.top, range_.left))
    return layout


def _iterate_elements(source: IO[bytes]) -> Iterator[etree._Element]:
    tags = [f"{_MAIN}{name}" for name in ("row", "col", "sheetFormatPr", "mergeCell")]
    for _, element in etree.iterparse(source, tag=tags, resolve_entities=False, no_network=True, load_dtd=False):
        yield element
        element.clear()
        while (before := element.getprevious()) is not None and before.tag == element.tag:
            before.getparent().remove(before)


def _lacks_value(cell: etree._Element) -> bool:
    return cell.find(f"{_MAIN}f") is not None and not cell.findtext(f"{_MAIN}v")


def _number_column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
