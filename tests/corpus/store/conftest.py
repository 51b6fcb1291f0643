"""What the tests of the store share: a store in a folder of its own, and the gaps in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.store.documents import CorpusStore
from corpus.store.gaps.store import GapStore


@pytest.fixture
def store(tmp_path: Path) -> CorpusStore:
    return CorpusStore(tmp_path)


@pytest.fixture
def gaps(store: CorpusStore) -> GapStore:
    return GapStore(store)
