"""Files of each format, made by the programs' own libraries, for the tests of reading them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence

import docx
import openpyxl
import pptx
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from corpus.documents import ReadDocument

Blocks = list[tuple[tuple[str, ...], str]]

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'


def quotable(document: ReadDocument) -> Blocks:
    """Return (heading path, text) for each block."""
    return [(block.headings, block.span.of(document.text)) for block in document.blocks]


def pairs(document: ReadDocument) -> list[tuple[str, str]]:
    return [(each.question.of(document.text), each.answer.of(document.text)) for each in document.questions]


def pdf(
    pages: Sequence[Sequence[str]],
    *,
    bookmarks: Sequence[tuple[int, str, int]] = (),
    encrypt: str | None = None,
    title: str = "The Ferry Report",
) -> bytes:
    """Return a PDF with a running head and page numbers. A bookmark is (page, title, level)."""
    output = io.BytesIO()
    canvas = Canvas(output, pagesize=A4, encrypt=encrypt)
    canvas.setTitle(title)
    canvas.setAuthor("Ada Lovelace")
    for number, lines in enumerate(pages, 1):
        for page, words, level in bookmarks:
            if page == number:
                canvas.bookmarkPage(words)
                canvas.addOutlineEntry(words, words, level)
        canvas.setFont("Helvetica", 8)
        canvas.drawString(72, 800, "The Ferry Company")
        canvas.drawString(290, 30, f"Page {number} of {len(pages)}")
        canvas.setFont("Helvetica", 11)
        for row, line in enumerate(lines):
            canvas.drawString(72, 760 - 14 * row, line)
        canvas.showPage()
    canvas.save()
    return output.getvalue()


def scanned_pdf() -> bytes:
    output = io.BytesIO()
    canvas = Canvas(output)
    canvas.rect(100, 100, 300, 300, fill=1)
    canvas.showPage()
    canvas.save()
    return output.getvalue()


def word(fill: Callable[[docx.document.Document], object], title: str = "") -> bytes:
    document = docx.Document()
    document.core_properties.title, document.core_properties.author = title, "Ada Lovelace"
    fill(document)
    return _saved(document.save)


def slides(fill: Callable[[pptx.presentation.Presentation], object]) -> bytes:
    deck = pptx.Presentation()
    fill(deck)
    return _saved(deck.save)


def workbook(sheets: dict[str, list[list[object]]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    return _saved(book.save)


def epub(chapters: Sequence[str], **extra: str) -> bytes:
    items = "".join(
        f'<item id="c{n}" href="text/c{n}.xhtml" media-type="application/xhtml+xml"/>' for n in range(len(chapters))
    )
    spine = "".join(f'<itemref idref="c{n}"/>' for n in range(len(chapters)))
    return archive(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": DECLARATION
            + '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
            '<rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>',
            "OEBPS/book.opf": DECLARATION + '<package xmlns="http://www.idpf.org/2007/opf" version="3.0">'
            '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>A Bay Reader</dc:title>'
            "<dc:creator>Ada Lovelace</dc:creator><dc:date>2024-05-06T00:00:00Z</dc:date></metadata>"
            '<manifest><item id="nav" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>'
            f'{items}</manifest><spine><itemref idref="nav"/>{spine}</spine></package>',
            "OEBPS/nav.xhtml": "<html><body><nav><ol><li>Contents</li></ol></nav></body></html>",
            **{f"OEBPS/text/c{n}.xhtml": chapter for n, chapter in enumerate(chapters)},
            **extra,
        }
    )


def archive(files: dict[str, str | bytes]) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return output.getvalue()


def with_part(data: bytes, name: str, content: str | bytes) -> bytes:
    """Return an archive with one file in it replaced or added."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        files: dict[str, str | bytes] = {each: packed.read(each) for each in packed.namelist()}
    return archive({**files, name: content})


def _saved(save: Callable[[io.BytesIO], object]) -> bytes:
    output = io.BytesIO()
    save(output)
    return output.getvalue()


def long_word() -> bytes:
    """Return a Word document that a converter reads for many seconds."""
    data = _saved(docx.Document().save)
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        body = packed.read("word/document.xml").decode()
    paragraphs = "".join(f"<w:p><w:r><w:t>Boat {n} sails.</w:t></w:r></w:p>" for n in range(150_000))
    return with_part(data, "word/document.xml", body.replace("<w:body>", "<w:body>" + paragraphs))
