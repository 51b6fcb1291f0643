"""Tables of Word: rows that name the columns are marked as such, and cells stand in their columns."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from corpus.conversion.column_names import Cells, count_name_rows, is_number
from corpus.conversion.word_styles import W, WordStyles, read_switch, read_value

_WIDEST = 200  # columns of a table


def mend_tables(root: etree._Element, styles: WordStyles) -> None:
    """Mark the first rows of tables that name their columns, and fill the columns that a row leaves out."""
    for table in root.iter(f"{W}tbl"):
        rows = [*table.iterchildren(f"{W}tr")]
        for row in rows:
            _fill_row(row)
        marked = [row for row in rows if read_switch(row.find(f"{W}trPr"), "tblHeader")]
        if marked or len(rows) < 2:
            continue
        for row in rows[: _count_names(table, rows, styles)]:
            properties = row.find(f"{W}trPr")
            if properties is None:
                properties = etree.Element(f"{W}trPr")
                row.insert(0, properties)
            etree.SubElement(properties, f"{W}tblHeader")


def _fill_row(row: etree._Element) -> None:
    """Put empty cells where a row begins further right than the others; join cells of an old way of merging."""
    for name, at in (("gridBefore", 0), ("gridAfter", len(row))):
        value = read_value(row.find(f"{W}trPr/{W}{name}")) or ""
        if value.isdecimal() and 0 < int(value) < _WIDEST:
            first = next(row.iterchildren(f"{W}tc"), None)
            for _ in range(int(value)):
                cell = etree.Element(f"{W}tc")
                etree.SubElement(cell, f"{W}p")
                if at == 0 and first is not None:
                    first.addprevious(cell)
                else:
                    row.append(cell)
    for cell in [*row.iterchildren(f"{W}tc")]:
        merge = cell.find(f"{W}tcPr/{W}hMerge")
        before = cell.getprevious()
        if (
            merge is not None
            and read_value(merge) in (None, "continue")
            and before is not None
            and before.tag == cell.tag
        ):
            properties = before.find(f"{W}tcPr")
            if properties is None:
                properties = etree.Element(f"{W}tcPr")
                before.insert(0, properties)
            span = properties.find(f"{W}gridSpan")
            if span is None:
                span = etree.SubElement(properties, f"{W}gridSpan")
            span.set(f"{W}val", str(_read_span(before) + 1))
            row.remove(cell)


def _count_names(table: etree._Element, rows: list[etree._Element], styles: WordStyles) -> int:
    """Return how many of the first rows name the columns, for a table that does not mark them."""
    cells = list(_read_rows(rows))
    first = cells[0][0]
    if not any(first) or not any(any(row) for row, _ in cells[1:]):
        return 0
    filled = [row for row in cells if any(row[0])]
    count = count_name_rows(filled)
    if not count or len(first) > 2 or count > 1:
        return count
    if sorted(name.casefold() for name in first) == ["answer", "question"]:
        return 1
    # Two columns may as well be names with their values: the first row must be set off from the others.
    style = table.find(f"{W}tblPr")
    looks = style.find(f"{W}tblLook") if style is not None else None
    styled = styles.shows_names(read_value(style.find(f"{W}tblStyle")) if style is not None else None)
    if styled and (looks is None or looks.get(f"{W}firstRow", "1") not in ("0", "false")):
        return 1
    if _is_set_off(rows[0]) and not any(_is_set_off(row) for row in rows[1:]):
        return 1
    values = [[row[at] for row, _ in filled[1:] if at < len(row) and row[at]] for at in range(len(first))]
    return int(
        any(column and all(map(is_number, column)) and not is_number(first[at]) for at, column in enumerate(values))
    )


def _is_set_off(row: etree._Element) -> bool:
    """Whether all cells of a row are bold, or shaded."""
    cells = [
        cell for cell in row.iterchildren(f"{W}tc") if any((text.text or "").strip() for text in cell.iter(f"{W}t"))
    ]
    shaded = all(cell.find(f"{W}tcPr/{W}shd") is not None for cell in cells)
    runs = [run for cell in cells for run in cell.iter(f"{W}r") if run.find(f"{W}t") is not None]
    return bool(cells) and (shaded or all(read_switch(run.find(f"{W}rPr"), "b") for run in runs))


def _read_rows(rows: list[etree._Element]) -> Iterator[Cells]:
    above: list[str] = []
    for row in rows:
        cells: list[str] = []
        repeats: set[int] = set()
        for cell in row.iterchildren(f"{W}tc"):
            words = " ".join("".join(text.text or "" for text in cell.iter(f"{W}t")).split())
            merge = cell.find(f"{W}tcPr/{W}vMerge")
            if merge is not None and read_value(merge) in (None, "continue") and len(cells) < len(above):
                words = above[len(cells)]
            for at in range(min(_read_span(cell), _WIDEST)):
                if at:
                    repeats.add(len(cells))
                cells.append(words)
        above = cells
        yield cells, repeats


def _read_span(cell: etree._Element) -> int:
    value = read_value(cell.find(f"{W}tcPr/{W}gridSpan")) or ""
    return max(int(value), 1) if value.isdecimal() and len(value) < 4 else 1
