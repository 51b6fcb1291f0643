"""The numbers that Word shows before headings and paragraphs: they stand in no text, but follow from numbering.xml."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from corpus.conversion.word_styles import W, WordStyles, read_switch, read_value

_PLACE = re.compile(r"%([1-9])")
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_MOST = 5_000  # no number is spelled beyond that


@dataclass(frozen=True, slots=True)
class _Level:
    form: str  # "decimal", "lowerRoman", "bullet" ...
    words: str  # "%1.%2"
    start: int
    restarts: int | None  # the level after which it begins anew, None for any above
    legal: bool  # all places in digits


@dataclass(slots=True)
class _Counter:
    """Where the numbering of one list stands."""

    at: dict[int, int] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)  # instances whose own starts were taken


@dataclass(frozen=True, slots=True)
class ShownNumber:
    """The number before a paragraph. `plain` tells that it is that of a list of one level, as "3." or "b)" is."""

    words: str
    plain: bool


class WordNumbers:
    """Numbers paragraphs in the order in which they come."""

    def __init__(self, root: etree._Element | None, styles: WordStyles) -> None:
        self._styles = styles
        self._abstract: dict[str, etree._Element] = {}
        self._instances: dict[str, etree._Element] = {}
        self._levels: dict[tuple[str, int], _Level | None] = {}
        self._counters: dict[str, _Counter] = {}
        for element in () if root is None else root:
            if element.tag == f"{W}abstractNum":
                self._abstract[element.get(f"{W}abstractNumId", "")] = element
            elif element.tag == f"{W}num":
                self._instances[element.get(f"{W}numId", "")] = element

    def count(self, paragraph: etree._Element) -> ShownNumber | None:
        """Return the number that Word shows before the next paragraph; None where it shows none, or a bullet."""
        place = self._find_place(paragraph)
        if place is None:
            return None
        instance, depth = place
        level = self._read_level(instance, depth)
        if level is None:
            return None
        key = read_value(self._instances[instance].find(f"{W}abstractNumId")) or instance
        counter = self._counters.setdefault(key, _Counter())
        if instance not in counter.used:
            counter.used.add(instance)
            for override in self._instances[instance].iterchildren(f"{W}lvlOverride"):
                if override.find(f"{W}startOverride") is not None:
                    counter.at.pop(int(override.get(f"{W}ilvl", "0")), None)
        counter.at[depth] = counter.at[depth] + 1 if depth in counter.at else level.start
        for deeper in [at for at in counter.at if at > depth]:
            below = self._read_level(instance, deeper)
            if below is None or below.restarts is None or below.restarts > depth:
                del counter.at[deeper]
        if level.form in ("bullet", "none") and not _PLACE.search(level.words):
            return None
        words = _PLACE.sub(lambda found: self._spell(instance, counter, int(found[1]) - 1, level), level.words).strip()
        plain = len(_PLACE.findall(level.words)) == 1 and not any(map(str.isalpha, _PLACE.sub("", level.words)))
        return ShownNumber(words, plain) if words else None

    def _spell(self, instance: str, counter: _Counter, depth: int, shown: _Level) -> str:
        level = self._read_level(instance, depth)
        number = counter.at.get(depth, level.start if level else 1)
        return _format_number(number, "decimal" if shown.legal or level is None else level.form)

    def _find_place(self, paragraph: etree._Element) -> tuple[str, int] | None:
        """Return the list of a paragraph and its level in it."""
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            return None
        instance, depth = _read_place(properties.find(f"{W}numPr"))
        for style in self._styles.iterate(read_value(properties.find(f"{W}pStyle"))):
            stated, level = _read_place(style.find(f"{W}pPr/{W}numPr"))
            instance = instance or stated
            if stated is None or stated != instance:
                continue
            linked = self._find_level_of_style(instance, style.get(f"{W}styleId"))
            depth = next((each for each in (depth, linked, level) if each is not None), None)
            break
        return (instance, depth or 0) if instance in self._instances else None

    def _find_level_of_style(self, instance: str, style: str | None) -> int | None:
        abstract = self._find_abstract(instance)
        for level in () if abstract is None else abstract.iterchildren(f"{W}lvl"):
            if style and read_value(level.find(f"{W}pStyle")) == style:
                return int(level.get(f"{W}ilvl", "0"))
        return None

    def _find_abstract(self, instance: str) -> etree._Element | None:
        for _ in range(4):
            stated = self._instances.get(instance)
            abstract = (
                self._abstract.get(read_value(stated.find(f"{W}abstractNumId")) or "") if stated is not None else None
            )
            link = read_value(abstract.find(f"{W}numStyleLink")) if abstract is not None else None
            if link is None:
                return abstract
            places = [_read_place(style.find(f"{W}pPr/{W}numPr"))[0] for style in self._styles.iterate(link)]
            instance = next(filter(None, places), "")
        return None

    def _read_level(self, instance: str, depth: int) -> _Level | None:
        if (instance, depth) not in self._levels:
            self._levels[instance, depth] = self._build_level(instance, depth)
        return self._levels[instance, depth]

    def _build_level(self, instance: str, depth: int) -> _Level | None:
        abstract, start = self._find_abstract(instance), None
        levels = [] if abstract is None else list(abstract.iterchildren(f"{W}lvl"))
        for override in self._instances[instance].iterchildren(f"{W}lvlOverride"):
            if override.get(f"{W}ilvl") == str(depth):
                start = read_value(override.find(f"{W}startOverride"))
                levels = [*override.iterchildren(f"{W}lvl"), *levels]
        level = next((each for each in levels if each.get(f"{W}ilvl") == str(depth)), None)
        if level is None:
            return None
        restarts = _read_number(read_value(level.find(f"{W}lvlRestart")))
        return _Level(
            form=read_value(level.find(f"{W}numFmt")) or "decimal",
            words=read_value(level.find(f"{W}lvlText")) or "",
            start=_read_number(start) or _read_number(read_value(level.find(f"{W}start"))) or 0,
            restarts=restarts,
            legal=read_switch(level, "isLgl") or False,
        )


def _read_place(properties: etree._Element | None) -> tuple[str | None, int | None]:
    if properties is None:
        return None, None
    return read_value(properties.find(f"{W}numId")), _read_number(read_value(properties.find(f"{W}ilvl")))


def _read_number(value: str | None) -> int | None:
    return int(value) if value is not None and value.isdecimal() and len(value) < 6 else None


def _format_number(number: int, form: str) -> str:
    match form:
        case "lowerLetter" | "upperLetter" if 0 < number < _MOST:
            letters = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
            return letters.upper() if form == "upperLetter" else letters
        case "lowerRoman" | "upperRoman" if 0 < number < _MOST:
            roman = _write_roman(number)
            return roman.upper() if form == "upperRoman" else roman
        case "decimalZero":
            return f"{number:02d}"
        case "none" | "bullet":
            return ""
    return str(number)


def _write_roman(number: int) -> str:
    words = ""
    for value, letters in _ROMAN:
        while number >= value:
            words, number = words + letters, number - value
    return words
