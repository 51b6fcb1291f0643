"""Books (.epub): the chapters in the order of the spine."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from urllib.parse import unquote

from lxml import etree

from corpus.conversion import html_tree
from corpus.conversion.archives import open_archive, parse_xml
from corpus.conversion.markup import Markup
from corpus.conversion.outcome import Converted, Limits, Refused, clean_detail, find_iso_date
from corpus.conversion.plain_text import decode_page

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_NAMES = {
    "c": "urn:oasis:names:tc:opendocument:xmlns:container",
    "o": "http://www.idpf.org/2007/opf",
    "d": "http://purl.org/dc/elements/1.1/",
    "e": "http://www.w3.org/2001/04/xmlenc#",
}
_SELF_CLOSED = re.compile(
    r"<(?!(?:br|hr|img|meta|link|input|col|area|base|param|wbr|source|track|embed)\b)([A-Za-z][\w:.-]{0,40})([^<>]*)/>"
)
_FONTS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")  # hide fonts, not text


def convert(data: bytes, limits: Limits) -> Converted:
    """Return the chapters of a book. Raises `Refused` for what is no EPUB, is protected, or holds no words."""
    archive = open_archive(data, "EPUB", ".epub", limits)
    if _CONTAINER not in archive.NameToInfo:
        raise Refused("is no EPUB; export the book as EPUB again")
    if _is_protected(archive):
        raise Refused("is protected against copying; upload a copy without protection")
    package_path, package = _read_package(archive)
    markup = Markup(limits.characters)
    for path in _list_chapters(package, posixpath.dirname(package_path), markup):
        if path not in archive.NameToInfo:
            markup.leave_out("chapter that is missing", things="chapters that are missing")
        else:
            root = html_tree.parse_page(_close_tags(decode_page(archive.read(path))))
            if root is not None:
                html_tree.write_element(root, markup)
    if not any(character.isalnum() for character in markup.text):
        raise Refused("holds no text; upload a book with text in it")
    title, author, published = (package.findtext(f".//d:{name}", None, _NAMES) for name in ("title", "creator", "date"))
    return Converted(markup.text, clean_detail(title), clean_detail(author), find_iso_date(published), markup.left_out)


def _close_tags(chapter: str) -> str:
    """Return a chapter, which is XML, as HTML: there an empty `<title/>` or `<td/>` would hold all that follows."""
    return _SELF_CLOSED.sub(r"<\1\2></\1>", chapter)


def _is_protected(archive: zipfile.ZipFile) -> bool:
    if _ENCRYPTION not in archive.NameToInfo:
        return False
    methods = parse_xml(archive.read(_ENCRYPTION)).findall(".//e:EncryptionMethod", _NAMES)
    return any(method.get("Algorithm") not in _FONTS for method in methods)


def _read_package(archive: zipfile.ZipFile) -> tuple[str, etree._Element]:
    rootfile = parse_xml(archive.read(_CONTAINER)).find(".//c:rootfile", _NAMES)
    path = "" if rootfile is None else rootfile.get("full-path", "")
    if path not in archive.NameToInfo:
        raise Refused("is damaged: its list of chapters is missing; export the book as EPUB again")
    return path, parse_xml(archive.read(path))


def _list_chapters(package: etree._Element, folder: str, markup: Markup) -> Iterator[str]:
    """Yield the paths of the chapters. The table of contents is left out, and what stands beside the text is so and counted."""
    items = {item.get("id"): item for item in package.findall(".//o:manifest/o:item", _NAMES)}
    for reference in package.findall(".//o:spine/o:itemref", _NAMES):
        item = items.get(reference.get("idref"))
        if item is None or "nav" in (item.get("properties") or "").split():
            continue
        if reference.get("linear") == "no":
            markup.leave_out("chapter beside the text", things="chapters beside the text")
        elif "html" in (item.get("media-type") or ""):
            yield posixpath.normpath(posixpath.join(folder, unquote(item.get("href") or "")))
