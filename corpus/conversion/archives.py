"""Office files and books are ZIP archives. What one would unpack to is known before anything in it is parsed."""

from __future__ import annotations

import io
import zipfile
from typing import IO

from lxml import etree

from corpus.conversion.markup import Markup
from corpus.conversion.outcome import Converted, Limits, Refused, clean_detail

_OLE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_DECLARATIONS = tuple(
    mark.encode(encoding) for mark in ("<!DOCTYPE", "<!ENTITY") for encoding in ("ascii", "utf-16-le", "utf-16-be")
)
_CHUNK = 1024 * 1024  # bytes
_SMALL = 20_000_000  # bytes unpacked: below, the ratio does not matter
_DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"


def open_archive(data: bytes, kind: str, suffix: str, limits: Limits) -> zipfile.ZipFile:
    """Return the archive in `data`. `kind` names the file in messages ("Word document").

    Raises `Refused` for what is no archive, is encrypted, or would unpack to more than the limits.
    """
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise Refused("is encrypted; upload a copy without a password")
        raise Refused(f"is a file of an older Office; open it there and save it as {suffix}")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        what = "is damaged" if data.startswith(b"PK\x03\x04") else f"is no {kind}"
        raise Refused(f"{what}; open it in the program that made it and save it again as {suffix}") from error
    entries = archive.infolist()
    total = sum(entry.file_size for entry in entries)
    if len(entries) > limits.entries:
        raise Refused(f"packs {len(entries):,} files, and at most {limits.entries:,} are allowed; split it")
    if total > limits.unpacked:
        raise Refused(
            f"unpacks to {total / 1e6:,.0f} MB, and at most {limits.unpacked / 1e6:,.0f} MB are allowed; split it"
        )
    if total > _SMALL and total > limits.ratio * len(data):
        raise Refused(
            f"unpacks to {total // len(data):,} times its size, as a ZIP bomb does; save it again as {suffix}"
        )
    if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries):
        raise Refused(f"is packed in a way that no office program uses; save it again as {suffix}")
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused("is encrypted; upload a copy without a password")
    return archive


def open_office_file(data: bytes, kind: str, suffix: str, content_type: str, limits: Limits) -> zipfile.ZipFile:
    """Return the archive of an office file whose main part is of `content_type`, its XML without declarations.

    Raises `Refused` as `open_archive` does, for another kind of file, and for entities (XML bombs are made of them).
    """
    archive = open_archive(data, kind, suffix, limits)
    try:
        with archive.open("[Content_Types].xml") as part:
            types = part.read()
    except KeyError:
        types = b""
    if content_type.encode() not in types:
        raise Refused(f"is no {kind}; open it in the program that made it and save it as {suffix}")
    for entry in archive.infolist():
        if entry.filename.lower().endswith((".xml", ".rels", ".vml")):
            with archive.open(entry) as part:
                if _declares(part):
                    raise Refused("declares XML entities, which no office program writes; save it again")
    return archive


def parse_xml(data: bytes) -> etree._Element:
    """Return the root of an XML file; entities stay unread. Raises `Refused` for what is not XML."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Refused("is damaged: a part of it is not XML; save it again") from error


def add_properties(markup: Markup, archive: zipfile.ZipFile) -> Converted:
    """Return what was written, with the title and the author that an office file states.

    Its dates tell when a file was made or saved, not when it was published, so they are left out.
    """
    try:
        properties = parse_xml(archive.read("docProps/core.xml"))
    except (KeyError, Refused):
        return Converted(markup.text, left_out=markup.left_out)
    title, author = (properties.findtext(f"{_DUBLIN_CORE}{name}") for name in ("title", "creator"))
    return Converted(markup.text, clean_detail(title), clean_detail(author), left_out=markup.left_out)


def _declares(part: IO[bytes]) -> bool:
    tail = b""
    while chunk := part.read(_CHUNK):
        window = tail + chunk
        if any(mark in window for mark in _DECLARATIONS):
            return True
        tail = window[-32:]
    return False
