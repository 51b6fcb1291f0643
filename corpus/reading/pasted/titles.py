"""Which line of a plain text is its title."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePath

from corpus.reading.outline import have_same_words
from corpus.reading.pasted.furniture import is_name
from corpus.reading.pasted.roles import CONTENT, Role, could_head, is_author_heading, is_digest, is_label, is_section
from corpus.reading.pasted.units import Unit
from corpus.reading.written_questions import is_faq_heading

_SITE = re.compile(r"\s+[|–—-]\s+[^|–—]{1,40}$")
_WORD = re.compile(r"\w+")
_CLOCK = re.compile(r"\b\d{1,2}:\d{2}\b")
_HEAD = 60  # units in which a title is looked for
_LONGEST, _MOST_WORDS = 200, 25
_WHOLE = 8  # words of a sentence or an item that is none of the site's
_NO_TITLES = (Role.FURNITURE, Role.CODE, Role.ROW)


def find_title(found: Sequence[Unit], roles: Sequence[Role], filename: str = "") -> int | None:
    """Return the position of the title, None where no line stands as one.

    A line that stands twice before the text begins is the title; else the most title-like line before the first content.
    """
    end = _find_head_end(found, roles)
    twice = _find_repeated(found, roles, end)
    slug = set(_WORD.findall(PurePath(filename).stem.casefold()))
    if twice is not None:
        # A name that stands twice may be the author's or the site's.
        first_line = found[0].count >= 4 and _could_be_title(found[0], roles[0]) and is_name(found[twice].words)
        return 0 if first_line else twice
    first = next((position for position, each in enumerate(roles) if each in CONTENT or each is Role.ASKS), None)
    if first is None:
        return _find_over_fragments(found, roles)
    best: tuple[int, int] | None = None
    plain = not {Role.FURNITURE, Role.IMPRINT} & set(roles[:first])
    for position in range(min(first, _HEAD)):
        if not _could_be_title(found[position], roles[position]) or _are_labels(found, position):
            continue
        if len(slug) > 2 and len(slug & set(_WORD.findall(found[position].words.casefold()))) * 5 >= len(slug) * 3:
            return position  # files are often named after their titles
        if plain:
            best = best or (0, position)
            continue
        following = roles[position + 1] if position + 1 < len(roles) else None
        followed = following in CONTENT or following in (Role.IMPRINT, Role.QUESTION)
        words = found[position].count
        score = min(words, 8) + (4 if followed and words >= 3 else 0) + (4 if found[position].underline else 0)
        if best is None or score > best[0]:
            best = (score, position)
    if best is None or plain:
        return best[1] if best else None
    return _step_over_dek(found, roles, best[1])


def _step_over_dek(found: Sequence[Unit], roles: Sequence[Role], position: int) -> int:
    """The line above, where `position` seems to be the line under the title."""
    if position == 0:
        return position
    unit, above = found[position], found[position - 1]
    attached_upward = unit.gap_before and not above.gap_before  # the name of a site and its motto
    is_dek = above.count >= 4 and not attached_upward and _could_be_title(above, roles[position - 1])
    return position - 1 if is_dek else position


def strip_site(words: str) -> str:
    """Return a title without the name of the site behind a bar or a dash."""
    return _SITE.sub("", words)


def is_title(words: str, title: str) -> bool:
    """Whether a line repeats the title, with or without the name of the site."""
    return have_same_words(words, title) or have_same_words(strip_site(words), title)


def _find_head_end(found: Sequence[Unit], roles: Sequence[Role]) -> int:
    """The position behind the third long paragraph, at most `_HEAD`."""
    paragraphs = 0
    for position, (unit, each) in enumerate(zip(found, roles, strict=True)):
        paragraphs += each is Role.SENTENCE and unit.count > _MOST_WORDS
        if paragraphs == 3 or position == _HEAD:
            return position
    return len(found)


def _find_repeated(found: Sequence[Unit], roles: Sequence[Role], end: int) -> int | None:
    first: dict[tuple[str, ...], int] = {}
    best: tuple[int, int, int] | None = None  # words, position, position of the second
    for position in range(end):
        unit = found[position]
        if roles[position] in _NO_TITLES or unit.marker or len(unit.words) > _LONGEST or unit.words.endswith("."):
            continue
        for words in {unit.words, strip_site(unit.words)}:
            key = tuple(words.casefold().split())
            before = first.setdefault(key, position)
            if before != position and 3 <= len(key) <= _MOST_WORDS and (best is None or len(key) > best[0]):
                best = (len(key), before if have_same_words(found[before].words, words) else position, position)
    if best is None or _has_begun(found, roles, best[1]):
        return None
    before = best[1] - 1
    # What stands twice may be the line under the title, repeated as a summary.
    in_summary = best[0] > 18 or (best[2] > 0 and is_digest(found[best[2] - 1].words))
    is_dek = in_summary and before >= 0 and roles[before] is Role.FRAGMENT and found[before].count >= 2
    return before if is_dek else best[1]


def _has_begun(found: Sequence[Unit], roles: Sequence[Role], position: int) -> bool:
    """Whether the text has begun before a line: what stands before a title is the site's, and is left out."""
    whole = [
        unit
        for unit, each in zip(found[:position], roles[:position], strict=True)
        if each in (Role.CODE, Role.ROW) or (each in (Role.SENTENCE, Role.ITEM) and unit.count >= _WHOLE)
    ]
    return len(whole) > 1


def _could_be_title(unit: Unit, each: Role) -> bool:
    words = unit.words
    return (
        (each is Role.FRAGMENT or (each is Role.QUESTION and not unit.marker))
        and len(words) <= _LONGEST
        and unit.count <= _MOST_WORDS
        and (could_head(words) or unit.count > 12)
        and not is_section(words)
        and not is_digest(words)
        and not is_author_heading(words)
        and _CLOCK.search(words) is None
    )


def _are_labels(found: Sequence[Unit], position: int) -> bool:
    """Whether a line and the next are names with their values, or the speakers of a conversation."""
    return is_label(found[position].words) and position + 1 < len(found) and is_label(found[position + 1].words)


def _find_over_fragments(found: Sequence[Unit], roles: Sequence[Role]) -> int | None:
    """The first line of a text of nothing but fragments (a poem, a menu), if an empty line sets it apart."""
    if len(found) < 4 or not _could_be_title(found[0], roles[0]) or is_faq_heading(found[0].words):
        return None
    return 0 if found[1].gap_before and not found[2].gap_before else None
