"""The two things that a question names side by side, and the question about each alone: "Is A cheaper than B?", "Is B cheaper?"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.answering.leaning import find_telling
from index.answering.question_parts import find_sentences
from index.answering.questions import pick_names
from index.retrieval.lexical import stem_words

_WORD = re.compile(r"\w+(?:[.'’\-]\w+)*")
_ARTICLE = re.compile(r"\b(?:the|a|an|my|our|your|this|that|these|those)\s+\Z", re.IGNORECASE)
_COMPARATIVE = r"(?:(?:more|less|fewer|as)(?:\s+\w+)?|better|worse|(?!other\b|rather\b|either\b|whether\b)\w{2,}er)"
# Where one side ends and the other begins. "Rather than" and "other than" compare nothing.
_CUT = re.compile(
    rf"(?P<than>\s+{_COMPARATIVE}\s+than\s+|\s+as\s+\w+\s+as\s+)"
    r"|(?P<versus>\s+(?:vs\.?|versus|compared\s+(?:to|with))\s+)"
    r"|(?P<or>,?\s+or\s+)|(?P<and>\s+(?:and|from|to|with)\s+)",
    re.IGNORECASE,
)
_LAST_WORD = re.compile(r"\s+(?:than|as)\s+\Z", re.IGNORECASE)
_SET_AGAINST = re.compile(r"\b(?:differ\w*|compar\w+|distinguish\w*)\b", re.IGNORECASE)
_GRADED = re.compile(rf"\b(?:{_COMPARATIVE}|most|best|worst|least|\w{{3,}}est)\b", re.IGNORECASE)
_ACTS = re.compile(r"\b(?:do|does|did|can|could|will|would|should|may|might|must)\s+(?:\w+\s+)?\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Side:
    """One of two things: its name in the question, the question about it alone, and the stems that tell it from the other."""

    name: str
    question: str
    stems: tuple[str, ...]

    def is_in(self, text: str) -> bool:
        """Whether a text speaks of this side: it has the first word of its own, and half of them at least."""
        held = set(stem_words(text))
        return self.stems[0] in held and sum(stem in held for stem in self.stems) * 2 >= len(self.stems)


@dataclass(frozen=True, slots=True)
class Sides:
    """Two things that a question names. `compared`: it sets them against each other, so that half of it is no answer.

    `swapped` is the question with each in the place of the other, which reads alike and asks the same of both.
    """

    first: Side
    second: Side
    compared: bool
    swapped: str

    def __iter__(self) -> Iterator[Side]:
        return iter((self.first, self.second))


def find_sides(question: str) -> Sides | None:
    """Return the two things that a question compares or asks about together; `None` where it names no two."""
    if not _CUT.search(question):
        return None
    sentences = find_sentences(question)
    asking = [sentence for sentence, asks in sentences if asks] or [question]
    if len(asking) > 1:
        return None
    before, _, after = question.partition(asking[0])
    for cut in _CUT.finditer(asking[0]):
        found = _part(asking[0], cut)
        if found is not None:
            names, questions, compared = found
            return _make_sides(names, [before + text + after for text in questions], compared)
    return None


def _part(question: str, cut: re.Match[str]) -> tuple[tuple[str, str], tuple[str, str, str], bool] | None:
    """Return the names of both sides of a cut, the questions about each alone and with both swapped, and whether they are compared."""
    kind = cut.lastgroup
    left, right = _find_last(question, cut.start()), _find_first(question, cut.end())
    if left is None or right is None:
        return None
    against = bool(_SET_AGAINST.search(question[: left[0]]))
    graded = bool(_GRADED.search(question[: left[0]]) or _GRADED.search(question[right[0] :]))
    if kind == "or" and (not (graded or against) or _points(question, left[0])):
        return None  # either may be the answer
    if kind == "than" and not _is_thing(question, left, right):
        return None
    if kind == "and" and not against and (cut[0].strip().lower() != "and" or not _are_alike(question, left, right)):
        return None
    comparative = _LAST_WORD.sub("", cut[0]) if kind == "than" else ""
    if kind == "than" and _ACTS.search(question[: left[0]]) and " " in question[left[0] : left[1]]:
        left = (left[0], left[0] + question[left[0] : left[1]].rindex(" "))  # its last word is the verb
    elif kind in ("or", "and"):
        right = _shorten(question, right, question[left[0] : left[1]].count(" ") + 1)
    names = (question[left[0] : left[1]], question[right[0] : right[1]])
    verb = question[left[1] : cut.start()] + comparative
    rest = question[right[1] :]
    about_first = question[: left[1]] + verb + rest
    begin, start = (_start(question, run[0]) for run in (left, right))
    about_second = question[:begin] + question[start : right[1]] + verb + rest
    between = question[left[1] : start]
    swapped = question[:begin] + question[start : right[1]] + between + question[begin : left[1]] + rest
    return names, (about_first, about_second, swapped), kind in ("than", "versus", "or") or against


def _make_sides(names: tuple[str, str], questions: Sequence[str], compared: bool) -> Sides | None:
    stems = [tuple(dict.fromkeys(stem_words(name))) for name in names]
    own = [tuple(stem for stem in stems[one] if stem not in stems[1 - one]) for one in (0, 1)]
    if not all(own) or any(name[0].isdigit() for name in names):  # "more than 14 amps" is a measure
        return None
    first, second = (Side(*one) for one in zip(names, questions[:2], own, strict=True))
    return Sides(first, second, compared, questions[2])


def _points(question: str, start: int) -> bool:
    """Whether a thing is only pointed at: "these cities or towns"."""
    return question[_start(question, start) : start].strip().lower() in ("these", "those")


def _is_thing(question: str, left: tuple[int, int], right: tuple[int, int]) -> bool:
    """Whether what follows "than" is a thing as what stands before it is: "the plotter", and not "normal"."""
    names = set(pick_names(question))
    last = _WORD.findall(question, *right)[-1]
    bare = _start(question, left[0]) == left[0]
    return bare or _start(question, right[0]) < right[0] or last in names or last.endswith("s")


def _are_alike(question: str, left: tuple[int, int], right: tuple[int, int]) -> bool:
    """Whether two runs of words look like two things of a kind: both have an article, are names, are plurals, or end alike."""
    names = set(pick_names(question))
    words = [_WORD.findall(question, *run) for run in (left, right)]
    first, last = words[0], words[1][: len(words[0])]
    return (
        all(_start(question, run[0]) < run[0] for run in (left, right))
        or (first[-1] in names and last[0] in names)
        or (first[-1].endswith("s") and last[-1].endswith("s"))
        or first[-1].casefold() == last[-1].casefold()
    )


def _start(question: str, start: int) -> int:
    """Return where the article or the like before a place begins; the place where there is none."""
    article = _ARTICLE.search(question[:start])
    return article.start() if article else start


def _shorten(question: str, run: tuple[int, int], words: int) -> tuple[int, int]:
    """Return the first words of a run, as many as the other side has, and all of a name: the others are no part of the thing."""
    names = set(pick_names(question))
    found = list(_WORD.finditer(question, *run))
    count = next(
        (n for n in range(words, len(found)) if found[n][0] not in names or found[n - 1][0] not in names), len(found)
    )
    return run[0], found[count - 1].end()


def _find_last(question: str, end: int) -> tuple[int, int] | None:
    """Return where the run of telling words is that reaches up to a place."""
    telling = set(find_telling(question))
    run: tuple[int, int] | None = None
    for match in reversed(list(_WORD.finditer(question, 0, end))):
        if match[0] not in telling or question[match.end() : run[0] if run else end].strip(" "):
            break
        run = (match.start(), run[1] if run else match.end())
    return run


def _find_first(question: str, start: int) -> tuple[int, int] | None:
    """Return where the run of telling words is that begins at a place, or after the article there."""
    telling = set(find_telling(question))
    run: tuple[int, int] | None = None
    for match in _WORD.finditer(question, start):
        if run is None and _ARTICLE.match(f"{match[0]} "):
            continue
        if match[0] not in telling or (run is not None and question[run[1] : match.start()] != " "):
            break
        run = (run[0] if run else match.start(), match.end())
    return run
