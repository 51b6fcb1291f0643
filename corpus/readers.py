"""From a file to a `ReadDocument`: one reader for each suffix."""

from __future__ import annotations

import stat
from collections.abc import Callable, Mapping
from pathlib import Path, PurePath
from types import MappingProxyType

from corpus.decoding import UnreadableDocument, decode, normalise
from corpus.documents import ReadDocument
from corpus.markdown import read_markdown
from corpus.pasted_text import read_pasted_text

__all__ = ["MAX_BYTES", "READERS", "Reader", "UnreadableDocument", "read", "read_path"]

Reader = Callable[[str, str], ReadDocument]  # (text, file name) -> what was read

MAX_BYTES = 25 * 1024 * 1024

READERS: Mapping[str, Reader] = MappingProxyType(
    {".md": read_markdown, ".markdown": read_markdown, ".txt": read_pasted_text}
)


def read(data: bytes, filename: str, *, max_bytes: int = MAX_BYTES) -> ReadDocument:
    """Return what the reader for the suffix of `filename` makes of `data`.

    Raises `UnreadableDocument` for a suffix without a reader, for more than `max_bytes`, and for what holds no text.
    """
    reader = _reader(filename)
    _check_size(len(data), filename, max_bytes)
    text = normalise(decode(data, filename))
    if not any(character.isalnum() for character in text):
        raise UnreadableDocument(f"{filename} is empty; upload a file with text in it")
    return reader(text, filename)


def read_path(path: Path, *, max_bytes: int = MAX_BYTES) -> tuple[bytes, ReadDocument]:
    """Return the bytes of a file and what was read from them; nothing is opened before its kind and size are known.

    Raises `UnreadableDocument` for a file that is missing, not plain or not permitted, and as `read` does.
    """
    name = path.name or str(path)
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise UnreadableDocument(f"{name} is a directory; name a file in it")
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableDocument(f"{name} is a pipe, a socket or a device; name a plain file")
        _reader(name)
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
    return data, read(data, name, max_bytes=max_bytes)


def _reader(filename: str) -> Reader:
    suffix = PurePath(filename).suffix.lower()
    reader = READERS.get(suffix)
    if reader is None:
        kind = f"a {suffix} file" if suffix else "a file without a suffix"
        raise UnreadableDocument(f"{filename} is {kind}; upload one of {', '.join(READERS)}")
    return reader


def _check_size(size: int, filename: str, max_bytes: int) -> None:
    if size > max_bytes:
        limit = f"{max_bytes / 1024 / 1024:g} MiB" if max_bytes >= 1024 * 1024 else f"{max_bytes:,} bytes"
        raise UnreadableDocument(f"{filename} is larger than {limit}; split it into smaller files")
