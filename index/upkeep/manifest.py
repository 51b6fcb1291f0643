"""Manifest: what an archive says of itself and of each document in it, as `manifest.json`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError

from corpus.documents import Source
from corpus.errors import MendableError

NAME = "manifest.json"
VERSION = 1

_Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
_Line = Annotated[str, Field(min_length=1, max_length=1000)]


class ArchiveError(MendableError):
    """An archive can't be read or written; the message says what is wrong with it, and nothing was stored."""


@dataclass(frozen=True, slots=True)
class ArchivedDocument:
    """A document in an archive. Times are UTC; `added_at` and `added_by` tell of its current version, as it was exported."""

    id: Annotated[str, Field(min_length=1, max_length=64)]
    path: _Line  # of its file, in the zip
    filename: Annotated[str, Field(min_length=1, max_length=255)]
    sha256: _Sha256  # of its file
    title: _Line
    url: str | None
    source_title: str | None
    author: str | None
    publisher: str | None
    published: date | None
    language: str
    tags: tuple[str, ...]
    characters: Annotated[int, Field(ge=0)]  # of the stored text
    text_sha256: _Sha256  # of the stored text, as UTF-8
    added_at: datetime
    added_by: str | None

    @property
    def source(self) -> Source:
        """What is known of where the document came from."""
        return Source(
            self.title, self.url, self.source_title, self.author, self.publisher, self.published, self.language, self.tags
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Manifest:
    """All that is in an archive, in the order of the documents' IDs. Fields are only ever added to a version."""

    version: int
    exported_at: datetime  # UTC
    documents: tuple[ArchivedDocument, ...]

    def to_json(self) -> bytes:
        """Return the manifest as the bytes of its file in the archive."""
        return _adapter().dump_json(self, indent=1)


def parse_manifest(data: bytes) -> Manifest:
    """Return the manifest that `data` holds. Raises `ArchiveError`."""
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ArchiveError(f"its {NAME} is not JSON; export it again") from error
    version = found.get("version") if isinstance(found, dict) else None
    if version != VERSION:
        raise ArchiveError(
            f"its {NAME} has the version {str(version)[:40]!r}, and this release knows {VERSION}; update Landscape"
        )
    try:
        manifest = _adapter().validate_python(found, strict=False)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise ArchiveError(f"its {NAME} is wrong at {place[:200]} ({first['msg']}); export it again") from error
    return manifest


def _adapter() -> TypeAdapter[Manifest]:
    return TypeAdapter(Manifest)
