"""Books: their chapters are XML, and what stands beside the text is counted."""

from __future__ import annotations

import io
import time
import zipfile

import pytest
from support.converted import list_left_out, read_lines
from support.format_files import epub, with_part

from corpus.conversion.outcome import Limits
from corpus.conversion.web_pages import convert

PACKAGE = "OEBPS/book.opf"


def test_empty_tags_of_xml_hold_nothing_of_what_follows() -> None:
    chapter = (
        "<html><head><title/><script src='a.js'/></head><body><a id='x'/><p>Be kind.</p><p/><table><tr><th>Boat</th><th>Berth</th>"
        "<th>Crew</th></tr><tr><td>Otter</td><td/><td>Ines<br/>Bo</td></tr></table></body></html>"
    )
    assert read_lines(epub([chapter]), "a.epub") == ["Be kind.", "Boat: Otter; Crew: Ines Bo"]


def test_small_type_and_tables_are_read_as_on_pages() -> None:
    chapter = (
        "<html><body><p>Built in 1962<a epub:type='noteref' href='#n'>3</a>, 10<sup>6</sup> bricks.</p></body></html>"
    )
    assert read_lines(epub([chapter]), "a.epub") == ["Built in 1962 [3], 10^6 bricks."]


def test_chapters_beside_the_text_and_missing_ones_are_counted() -> None:
    book = epub(["<html><body><p>One.</p></body></html>", "<html><body><p>Two.</p></body></html>"])
    with zipfile.ZipFile(io.BytesIO(book)) as packed:
        package = packed.read(PACKAGE).decode()
    changed = package.replace('<itemref idref="c1"/>', '<itemref idref="c1" linear="no"/>').replace(
        "text/c0.", "text/c9."
    )
    again = with_part(
        book,
        PACKAGE,
        changed.replace("</spine>", '<itemref idref="c2"/></spine>').replace(
            "</manifest>", '<item id="c2" href="text/c1.xhtml" media-type="application/xhtml+xml"/></manifest>'
        ),
    )
    assert read_lines(again, "a.epub") == ["Two."]
    assert list_left_out(again, "a.epub") == ["1 chapter that is missing", "1 chapter beside the text"]


@pytest.mark.clock
@pytest.mark.parametrize(
    "part",
    ["<button>a</button>", "<sup></sup>", "<header>a</header>", "<aside>a</aside>", "<p>a<sup>2</sup></p>", "<div class=menu>a</div>",
     "<table><tr><td rowspan=9999 colspan=999>a</td></tr></table>", "<form><label>a</label></form>", "<span hidden>a</span>"],
)  # fmt: skip
def test_pages_of_many_parts_are_read_in_seconds(part: str) -> None:
    page = f"<html><body><p>Be kind.</p><div>{part * 20_000}</div></body></html>".encode()
    before = time.perf_counter()
    convert(page, Limits(characters=50_000_000))
    assert time.perf_counter() - before < 20
