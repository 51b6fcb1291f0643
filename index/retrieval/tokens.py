"""Token vectors, packed: four bits a number, one scale a token, and the sentence that each token stands in.

A passage of 110 words takes about 28 kB so, where half precision takes 110 kB; `tests/index/retrieval/test_tokens.py` holds
the error of an inner product.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.documents import Span

CONTEXT = 255  # the "sentence" of tokens that stand in the title or a heading
_HEADER = struct.Struct("<HH")  # tokens, dimension
_LEVELS = 7


@dataclass(frozen=True, slots=True)
class TokenVectors:
    """The token vectors of a passage, shape (tokens, dimension), and each token's sentence, shape (tokens,)."""

    vectors: NDArray[np.float32]
    sentences: NDArray[np.uint8]


def place_tokens(offsets: NDArray[np.int32], sentences: Sequence[Span]) -> NDArray[np.uint8]:
    """Return the position of the sentence that each token starts in, `CONTEXT` for those in none.

    `offsets` (tokens, 2) and `sentences` count characters of the same text. Sentences after the 254th share a number.
    """
    starts = np.asarray([sentence.start for sentence in sentences], dtype=np.int32)
    found = np.searchsorted(starts, offsets[:, 0], side="right") - 1
    return np.where(found < 0, CONTEXT, np.minimum(found, CONTEXT - 1)).astype(np.uint8)


def pack(tokens: TokenVectors) -> bytes:
    """Return the tokens as bytes. The dimension must be even."""
    count, dimension = tokens.vectors.shape
    scales = np.maximum(np.abs(tokens.vectors).max(axis=1, initial=0.0) / _LEVELS, 1e-8).astype(np.float16)
    levels = np.clip(np.rint(tokens.vectors / scales.astype(np.float32)[:, None]), -_LEVELS, _LEVELS)
    nibbles = (levels + _LEVELS + 1).astype(np.uint8)
    data = nibbles[:, 0::2] | (nibbles[:, 1::2] << 4)
    return b"".join((_HEADER.pack(count, dimension), scales.tobytes(), tokens.sentences.tobytes(), data.tobytes()))


@dataclass(frozen=True, slots=True, eq=False)
class Similarities:
    """What each token of a question finds in the tokens of passages, which stand one after the other.

    `values` of shape (question tokens, tokens) are inner products; `sentences` (tokens,) as in `TokenVectors`; `counts` has the
    tokens of each passage.
    """

    values: NDArray[np.float32]
    sentences: NDArray[np.uint8]
    counts: NDArray[np.int64]


def compare_tokens(question: NDArray[np.float32], passages: Sequence[bytes]) -> Similarities:
    """Compare the tokens of a question, shape (tokens, dimension), with what `pack` packed, within the error of four bits.

    The two numbers of a byte are multiplied with the even and the odd dimensions of the question.
    """
    counts, scales, sentences, packed = [], [], [], []
    for data in passages:
        count, dimension = _HEADER.unpack_from(data)
        at = _HEADER.size
        counts.append(count)
        scales.append(np.frombuffer(data, np.float16, count, at))
        sentences.append(np.frombuffer(data, np.uint8, count, at + 2 * count))
        packed.append(
            np.frombuffer(data, np.uint8, count * dimension // 2, at + 3 * count).reshape(count, dimension // 2)
        )
    levels = np.concatenate(packed)
    values = question[:, 0::2] @ (levels & 15).astype(np.float32).T
    values += question[:, 1::2] @ (levels >> 4).astype(np.float32).T
    values -= (_LEVELS + 1) * question.sum(axis=1, keepdims=True)
    values *= np.concatenate(scales).astype(np.float32)
    return Similarities(values, np.concatenate(sentences), np.asarray(counts, np.int64))
