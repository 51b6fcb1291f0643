"""What of a text is gone and what is new in its next version: by passages and by sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.documents import Document
from corpus.passages import PassageSettings, split

_SETTINGS = PassageSettings()
_LONGEST = 500_000  # characters of both texts: longer ones take seconds to cut


@dataclass(frozen=True, slots=True)
class TextChange:
    """How many passages are gone, new and as they were; and the sentences that are gone and new, in the order of the text."""

    passages_gone: int
    passages_new: int
    passages_kept: int
    gone: tuple[str, ...]
    new: tuple[str, ...]


def compare_texts(old: Document, new: Document, filenames: tuple[str, str]) -> TextChange | None:
    """Return what the text of a version changed against that of another; `None` where both are too long to tell at once.

    `filenames` are those that the two were read from.
    """
    if len(old.text) + len(new.text) > _LONGEST:
        return None
    before, after = _cut(old.text, filenames[0]), _cut(new.text, filenames[1])
    gone, fresh = (
        Counter(map(" ".join, one)) - Counter(map(" ".join, other)) for one, other in ((before, after), (after, before))
    )
    sentences, others = (
        [line for passage in before for line in passage],
        [line for passage in after for line in passage],
    )
    return TextChange(
        gone.total(),
        fresh.total(),
        len(before) - gone.total(),
        _leave_out(sentences, others),
        _leave_out(others, sentences),
    )


def _cut(text: str, filename: str) -> list[list[str]]:
    """Return the passages of a text as the sentences in each, with single spaces."""
    from corpus.readers import read_stored  # it takes as long to import as all else of a history

    spans = split(text, read_stored(text, filename).blocks, _SETTINGS)
    return [[" ".join(sentence.of(text).split()) for sentence in span.sentences] for span in spans]


def _leave_out(sentences: Sequence[str], others: Sequence[str]) -> tuple[str, ...]:
    """Return the sentences that the others don't have, or not so often."""
    left = Counter(others)
    left.subtract(sentences)
    found = []
    for sentence in reversed(sentences):
        if left[sentence] < 0:
            left[sentence] += 1
            found.append(sentence)
    return tuple(reversed(found))
