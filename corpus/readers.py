"""From a file to a `ReadDocument`: one reader for each suffix of text; other formats become Markdown first."""

from __future__ import annotations

import re
import stat
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path, PurePath
from types import MappingProxyType

from corpus.conversion.inline_html import write_inline_html
from corpus.conversion.outcome import Converted, Limits
from corpus.conversion.process import convert_in_process
from corpus.conversion.suffixes import CONVERTERS
from corpus.documents import LeftOut, ReadDocument, add_up
from corpus.file_limits import MAX_BYTES, MAX_CHARACTERS
from corpus.reading.decoding import UnreadableDocument, decode, normalise
from corpus.reading.markdown import derive_title, read_markdown
from corpus.reading.pasted.article import is_markdown, read_pasted_text
from corpus.reading.pasted.chats import read_chat

__all__ = [
    "READERS",
    "SUFFIXES",
    "Limits",
    "Reader",
    "UnreadableDocument",
    "read_document",
    "read_path",
    "read_stored",
]

Reader = Callable[[str, str], ReadDocument]  # (text, file name) -> what was read

READERS: Mapping[str, Reader] = MappingProxyType(
    {".md": read_markdown, ".markdown": read_markdown, ".txt": read_pasted_text}
)
SUFFIXES = (*READERS, *CONVERTERS)  # of all files that can be read

_LIMITS = Limits()
_BLOCK_OF_HTML = re.compile(r"^[ >\t\d.)*+-]*</?[a-z][\w-]*[\s/>]", re.MULTILINE | re.IGNORECASE)


def read_document(
    data: bytes,
    filename: str,
    *,
    max_bytes: int = MAX_BYTES,
    max_characters: int = MAX_CHARACTERS,
    limits: Limits = _LIMITS,
    check: Callable[[], None] | None = None,
) -> ReadDocument:
    """Return what the reader for the suffix of `filename` makes of `data`.

    What is no text file is converted to Markdown by a process of its own, within `limits`. Meanwhile `check` is called again
    and again; what it raises ends that process.

    Raises `UnreadableDocument` for a suffix without a reader, for more than `max_bytes`, for more than `max_characters`
    of text, for what holds no text, and for what cannot be converted.
    """
    suffix = _check_suffix(filename)
    _check_size(len(data), filename, max_bytes)
    limits = replace(limits, characters=min(max_characters, limits.characters))
    converted, left_out = None, tuple[LeftOut, ...]()
    if suffix in CONVERTERS and data:
        converted = convert_in_process(data, filename, limits, check)
        text = normalise(converted.markdown)
    else:
        text = normalise(decode(data, filename))
        if READERS.get(suffix) is read_markdown or is_markdown(text):
            text, left_out = write_inline_html(text)
        if READERS.get(suffix) is read_markdown and _BLOCK_OF_HTML.search(text):
            with suppress(UnreadableDocument):  # what is wrong with the HTML is not wrong with the text
                converted = convert_in_process(text.encode(), filename, limits, check)
                text = normalise(converted.markdown)
    if not any(character.isalnum() for character in text):
        raise UnreadableDocument(f"{filename} is empty; upload a file with text in it")
    if len(text) > max_characters:
        raise UnreadableDocument(
            f"{filename} holds more than {max_characters:,} characters of text; split it into smaller files"
        )
    document = read_stored(text, filename)
    if converted is not None:
        left_out += converted.left_out
    document = replace(document, left_out=add_up((*left_out, *document.left_out)))
    return _add_details(document, converted) if converted and suffix in CONVERTERS else document


def read_stored(text: str, filename: str) -> ReadDocument:
    """Return what the text of a stored document says, read again without the bytes that it was made from.

    Raises `UnreadableDocument` for a suffix without a reader.
    """
    reader = READERS.get(_check_suffix(filename))
    chat = read_chat(text, derive_title(filename)) if reader is read_markdown else None
    return chat or (reader or read_markdown)(text, filename)


def read_path(path: Path, *, max_bytes: int = MAX_BYTES) -> tuple[bytes, ReadDocument]:
    """Return the bytes of a file and what was read from them; nothing is opened before its kind and size are known.

    Raises `UnreadableDocument` for a file that is missing, not plain or not permitted, and as `read_document` does.
    """
    name = path.name or str(path)
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise UnreadableDocument(f"{name} is a directory; name a file in it")
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableDocument(f"{name} is a pipe, a socket or a device; name a plain file")
        _check_suffix(name)
        _check_size(status.st_size, name, max_bytes)
        with path.open("rb") as file:
            data = file.read(max_bytes + 1)
    except FileNotFoundError as error:
        raise UnreadableDocument(f"{name} does not exist; check the path") from error
    except PermissionError as error:
        raise UnreadableDocument(f"{name} may not be read by this user; change its permissions") from error
    except (OSError, ValueError) as error:
        if isinstance(error, UnreadableDocument):
            raise
        raise UnreadableDocument(f"{name!r} cannot be opened ({error}); check the path") from error
    return data, read_document(data, name, max_bytes=max_bytes)


def _check_suffix(filename: str) -> str:
    suffix = PurePath(filename).suffix.lower()
    if suffix not in SUFFIXES:
        kind = f"a {suffix} file" if suffix else "a file without a suffix"
        raise UnreadableDocument(f"{filename} is {kind}; upload one of {', '.join(SUFFIXES)}")
    return suffix


def _add_details(document: ReadDocument, converted: Converted) -> ReadDocument:
    source = replace(
        document.source,
        title=normalise(converted.title or "").strip() or document.source.title,
        author=normalise(converted.author or "").strip() or None,
        published=date.fromisoformat(converted.published) if converted.published else None,
    )
    return replace(document, source=source)


def _check_size(size: int, filename: str, max_bytes: int) -> None:
    if size > max_bytes:
        limit = f"{max_bytes / 1024 / 1024:g} MiB" if max_bytes >= 1024 * 1024 else f"{max_bytes:,} bytes"
        raise UnreadableDocument(f"{filename} is larger than {limit}; split it into smaller files")
