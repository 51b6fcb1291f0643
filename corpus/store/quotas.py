"""Quotas: how many documents a server may have, and how many bytes it may have stored."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import and_, func, or_, select

from corpus.errors import MendableError
from corpus.scopes import draft_of, is_draft, is_server, target_of
from corpus.store.current import IN_USE
from corpus.store.documents import CorpusStore
from corpus.store.schema import DOCUMENTS, FILES, VERSIONS

_MB = 1024 * 1024


class QuotaReached(MendableError):
    """A server has as much as it may have; the message names the quota and the remedy."""


@dataclass(frozen=True, slots=True)
class Quota:
    """What a server may have: documents in use, and bytes of files and texts with all former versions."""

    documents: int = 1000
    max_bytes: int = 500 * _MB

    def check(self, store: CorpusStore, scope: str, *, documents: int = 0, size: int = 0) -> None:
        """Raise `QuotaReached` where so many documents and bytes more were too much for the server of a scope or a draft."""
        target = target_of(scope) if is_draft(scope) else scope
        if not is_server(target):
            return
        there, stored = measure_stock(store, target)
        if documents and there + documents > self.documents:
            raise QuotaReached(
                f"This server has {there} documents of the {self.documents} that it may have: remove some with /corpus remove, "
                "or ask the operator to raise MAX_DOCUMENTS"
            )
        if stored + size > self.max_bytes:
            raise QuotaReached(
                f"This server's documents and their former versions take {stored / _MB:.1f} MB of the "
                f"{self.max_bytes / _MB:g} MB that they may take, and {size / _MB:.1f} MB more is too much: "
                "ask the operator to delete some for good, or to raise MAX_SERVER_MB"
            )


def measure_stock(store: CorpusStore, scope: str) -> tuple[int, int]:
    """Return how many documents a scope has in use, and the bytes of the files and texts of all of its versions; with its drafts."""
    draft = and_(
        DOCUMENTS.c.scope >= "draft:", DOCUMENTS.c.scope < "draft;", DOCUMENTS.c.scope.endswith(draft_of(scope, "")[6:])
    )
    here = or_(DOCUMENTS.c.scope == scope, draft)
    versions = select(VERSIONS.c.sha256, VERSIONS.c.characters).join(DOCUMENTS).where(here).subquery()
    files = select(versions.c.sha256).distinct().subquery()
    with store.reading() as connection:
        documents = connection.scalar(select(func.count()).select_from(DOCUMENTS).where(here, IN_USE)) or 0
        texts = connection.scalar(select(func.sum(versions.c.characters))) or 0
        # SQLite knows the length of bytes without reading them.
        sizes = select(func.sum(func.length(FILES.c.data))).join(files, files.c.sha256 == FILES.c.sha256)
        return documents, texts + (connection.scalar(sizes) or 0)
