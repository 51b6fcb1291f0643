"""FaissVectorStore is exact, and its file is whole or known not to be."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index.retrieval.vectors import CorruptIndex, FaissVectorStore, manifest_path

MANIFEST: dict[str, object] = {"scope": "shared", "fingerprint": "m", "revision": 3}


@pytest.fixture
def vectors() -> NDArray[np.float32]:
    random = np.random.default_rng(7).normal(size=(300, 16)).astype(np.float32)
    return np.asarray(random / np.linalg.norm(random, axis=1, keepdims=True), np.float32)


@pytest.fixture
def filled(vectors: NDArray[np.float32]) -> FaissVectorStore:
    store = FaissVectorStore(16)
    store.add(range(1000, 1300), vectors)
    return store


def test_search_equals_brute_force(filled: FaissVectorStore, vectors: NDArray[np.float32]) -> None:
    for question in vectors[:20]:
        exact = vectors @ question
        best = np.argsort(-exact, kind="stable")[:10]
        found = filled.search(question, 10)
        assert [row for row, _ in found] == [1000 + int(p) for p in best]
        assert [score for _, score in found] == pytest.approx(exact[best].tolist(), abs=1e-5)


def test_search_equals_brute_force_after_removals_and_additions(
    filled: FaissVectorStore, vectors: NDArray[np.float32]
) -> None:
    filled.remove([1000 + position for position in range(0, 300, 3)])
    filled.remove([1000, 77])  # what isn't there changes nothing
    filled.add([5, 6], vectors[[0, 3]])
    kept = {1000 + position: vectors[position] for position in range(300) if position % 3} | {
        5: vectors[0],
        6: vectors[3],
    }
    assert len(filled) == len(kept) == 202
    for question in vectors[:20]:
        exact = sorted(((row, float(vector @ question)) for row, vector in kept.items()), key=lambda hit: -hit[1])
        found = filled.search(question, 10)
        assert [row for row, _ in found] == [row for row, _ in exact[:10]]
        assert [score for _, score in found] == pytest.approx([score for _, score in exact[:10]], abs=1e-5)


def test_only_allowed_vectors_are_found(filled: FaissVectorStore, vectors: NDArray[np.float32]) -> None:
    allowed = np.arange(1000, 1300, 7)
    for question in vectors[:20]:
        among_all = [hit for hit in filled.search(question, 300) if (hit[0] - 1000) % 7 == 0]
        found = filled.search(question, 300, allowed)
        assert [row for row, _ in found] == [row for row, _ in among_all]
        assert filled.search(question, 3, allowed) == found[:3]
    assert filled.search(vectors[0], 5, allowed[:0]) == []
    assert filled.search(vectors[0], 5, np.asarray([1, 2])) == []


def test_an_empty_store_finds_nothing() -> None:
    empty = FaissVectorStore(16)
    empty.remove([1])
    assert empty.search(np.ones(16, np.float32), 5) == []


def test_a_saved_index_finds_the_same(filled: FaissVectorStore, vectors: NDArray[np.float32], tmp_path: Path) -> None:
    filled.save(tmp_path / "a.faiss", MANIFEST)
    loaded = FaissVectorStore.load(tmp_path / "a.faiss", MANIFEST)
    assert loaded is not None
    assert loaded.search(vectors[5], 7) == filled.search(vectors[5], 7)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.faiss", "a.json"]


def test_an_index_of_another_revision_is_not_used(filled: FaissVectorStore, tmp_path: Path) -> None:
    filled.save(tmp_path / "a.faiss", MANIFEST)
    assert FaissVectorStore.load(tmp_path / "a.faiss", MANIFEST | {"revision": 4}) is None
    assert FaissVectorStore.load(tmp_path / "none.faiss", MANIFEST) is None


@pytest.mark.parametrize("damage", [b"", b"not an index", b"\0" * 5000])
def test_a_damaged_file_is_known_for_one(filled: FaissVectorStore, tmp_path: Path, damage: bytes) -> None:
    filled.save(tmp_path / "a.faiss", MANIFEST)
    (tmp_path / "a.faiss").write_bytes(damage)
    with pytest.raises(CorruptIndex, match=r"a\.faiss"):
        FaissVectorStore.load(tmp_path / "a.faiss", MANIFEST)


def test_a_damaged_manifest_is_known_for_one(filled: FaissVectorStore, tmp_path: Path) -> None:
    filled.save(tmp_path / "a.faiss", MANIFEST)
    manifest_path(tmp_path / "a.faiss").write_text("{")
    with pytest.raises(CorruptIndex):
        FaissVectorStore.load(tmp_path / "a.faiss", MANIFEST)
