"""VectorStore: finds the vectors that are nearest to another, by inner product; and the one that FAISS keeps."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import faiss
import numpy as np
from numpy.typing import NDArray

from corpus.files import replace_file


class CorruptIndex(Exception):
    """An index file can't be read or isn't what its manifest says. The store still has all that is in it."""


class VectorStore(Protocol):
    """Unit vectors by number, in which the nearest to another are found."""

    def add(self, ids: Sequence[int], vectors: NDArray[np.float32]) -> None:
        """Add vectors, shape (len(ids), dimension)."""

    def remove(self, ids: Sequence[int]) -> None:
        """Remove vectors; ids that aren't there change nothing."""

    def search(
        self, vector: NDArray[np.float32], limit: int, allowed: NDArray[np.int64] | None = None
    ) -> list[tuple[int, float]]:
        """Return up to `limit` (id, inner product), the highest first; `allowed`, if given, are the ids to choose from."""

    def __len__(self) -> int: ...

    def save(self, path: Path, manifest: dict[str, object]) -> None:
        """Write all of it to a file, and beside it the manifest, by which `load` knows it again. Raises `OSError`."""


class VectorStoreKind(Protocol):
    """A class of vector stores: called, it makes an empty one; `index.assembly` chooses it."""

    def __call__(self, dimension: int) -> VectorStore: ...

    def load(self, path: Path, manifest: dict[str, object]) -> VectorStore | None:
        """Return the store that was saved with this manifest, or `None`. Raises `CorruptIndex` where it can't be read."""


class FaissVectorStore:
    """An exact FAISS index (inner product over all vectors), saved as one file with a manifest beside it."""

    def __init__(self, dimension: int) -> None:
        self._index: Any = faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def add(self, ids: Sequence[int], vectors: NDArray[np.float32]) -> None:
        if len(ids):
            self._index.add_with_ids(np.ascontiguousarray(vectors, np.float32), np.asarray(ids, np.int64))

    def remove(self, ids: Sequence[int]) -> None:
        if len(ids):
            self._index.remove_ids(np.asarray(ids, np.int64))

    def search(
        self, vector: NDArray[np.float32], limit: int, allowed: NDArray[np.int64] | None = None
    ) -> list[tuple[int, float]]:
        most = min(limit, len(self) if allowed is None else len(allowed))
        if most < 1 or not len(self):
            return []
        parameters: Any = faiss.SearchParameters  # its type is told of no arguments
        chosen = None if allowed is None else parameters(sel=faiss.IDSelectorBatch(allowed))
        scores, ids = self._index.search(vector[None].astype(np.float32), most, params=chosen)
        hits = [
            hit for hit in zip(ids[0].tolist(), scores[0].tolist(), strict=True) if hit[0] >= 0
        ]  # -1: there is none
        # FAISS leaves the order of equal scores open; the same question must have the same reply.
        return sorted(hits, key=lambda hit: (-hit[1], hit[0]))

    def save(self, path: Path, manifest: dict[str, object]) -> None:
        """Write the index and then its manifest, each whole or not at all."""
        path.parent.mkdir(parents=True, exist_ok=True)
        data = faiss.serialize_index(self._index).tobytes()
        replace_file(path, data)
        replace_file(
            manifest_path(path), json.dumps(manifest | {"bytes": len(data), "count": len(self)}, indent=1).encode()
        )

    @classmethod
    def load(cls, path: Path, manifest: dict[str, object]) -> FaissVectorStore | None:
        """Return the saved index, or `None` where there is none with this manifest.

        Raises `CorruptIndex` where the files can't be read.
        """
        try:
            known = json.loads(manifest_path(path).read_bytes())
            if any(known.get(key) != value for key, value in manifest.items()):
                return None
            data = path.read_bytes()
            if len(data) != known["bytes"]:
                raise CorruptIndex(f"{path} has {len(data)} bytes and its manifest says {known['bytes']}")
            store = cls.__new__(cls)
            store._index = faiss.deserialize_index(np.frombuffer(data, np.uint8))
            if len(store) != known["count"]:
                raise CorruptIndex(f"{path} has {len(store)} vectors and its manifest says {known['count']}")
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RuntimeError) as error:
            raise CorruptIndex(f"{path} can't be read: {str(error).splitlines()[0][:200]}") from error
        return store


def manifest_path(path: Path) -> Path:
    """Return where the manifest of an index file stands."""
    return path.with_suffix(".json")
