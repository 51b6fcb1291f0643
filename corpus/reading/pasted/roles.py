"""What a unit of plain text is, judged by its words alone; its neighbours are judged later."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum, auto

from corpus.reading.pasted.furniture import is_furniture, is_name, opens_comments, opens_others, read_imprint
from corpus.reading.pasted.units import Unit, ends_a_sentence
from corpus.reading.written_questions import is_faq_heading, is_question, measure_question_label

_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_SECTION = re.compile(
    r"(?:\d{1,3}(?:\.\d{1,3})+\.?|§\s?\d[\d.]*|(?:chapter|part|section|article|book|appendix|act|scene|rule)\s+(?:\d{1,3}|[ivxlc]{1,6}|[a-z])\b)",
    re.IGNORECASE,
)
_DIGEST = re.compile(
    r"""tl\W?dr | (?:the\ |our\ |your\ )?(?:key|main|quick|big|top)\ (?:takeaways?|points?|facts?|findings|highlights
    |messages|learnings|insights|ideas)
    | takeaways? | highlights | (?:at\ a\ glance|in\ (?:brief|short|a\ nutshell)|in\ this\ (?:article|post|guide
    |story))
    | (?:executive\ |quick\ |short\ |ai\ )?summary | (?:the\ )?(?:short\ version|bottom\ line|gist|essentials
    |nutshell) | what\ (?:you\ need\ )?to\ know
    | why\ it\ matters | abstract""",
    re.VERBOSE | re.IGNORECASE,
)
_AUTHOR = re.compile(
    r"""(?:about|meet)\ (?:the|our|this)\ (?:authors?|writers?|reporters?|contributors?|journalists?
    |editors?)(?:\(s\))?
    | (?:about\ )?authors?(?:['’]s?)?(?:\ (?:bio(?:graphy)?|box|info|profile|note))?
    | (?:the|contributing)\ authors? | written\ by | words\ by | contributors?
    | (?:bio|biography)""",
    re.VERBOSE | re.IGNORECASE,
)
_CODE = re.compile(
    r"""(?:def|class)\ \w+[(:]|(?:import|from)\ [\w.]+(?:\ (?:as|import)\ [\w, ]{1,80})?$
    |return(?:\ [\w.(\[-]{1,80}.{0,80})?$|(?:if|for|while|elif|with)\ .{1,80}:$
    |(?:else|try|finally):$|(?:const|let|var)\ \w+\ ?=|(?:git|pip|npm|sudo|docker|brew|cargo|uv|cd
    |apt(?:-get)?)\ [\w./-]|[$]\ |>>>\ |@\w+\(|\#include
    |[\w.\[\],:\ ]{1,60}?\ [-+*/|&:]?=\ \S|[\w.]{1,60}\(.{0,160}\)[;:]?$|[\])}]+[;,]?$|.{0,160}[{;]$""",
    re.VERBOSE,
)
# Settings, placeholders, options and paths: what a machine reads is no heading, however short.
_MACHINE = re.compile(r"[={}<>`]|^(?:#|//) |^\"\w+\": |\w_\w|(?:^|\s)--?[a-z]|(?:^|\s)[~.]?/\w")
_LABEL = re.compile(r"[^\W\d_][\w /&'’()-]{0,40}:\s+\S")
_SPEAKER = re.compile(r"(?:\[[^\[\]]{1,20}\] ?)?<?[\w@.#-]{1,24}(?: [\w@.#-]{1,24})?(?::|>) ?\S")
_LONGEST_HEADING, _MOST_WORDS = 90, 12
_FEWEST_WORDS = 5  # of a sentence that needs no neighbour to be told as one
_LONG = 15  # words of a paragraph of an article


class Role(Enum):
    """What a unit is, as far as it tells by itself."""

    FURNITURE = auto()
    IMPRINT = auto()  # by-line, date, reading time
    OTHERS = auto()  # announces other articles
    COMMENTS = auto()  # announces what readers wrote
    SENTENCE = auto()
    ITEM = auto()
    ROW = auto()
    CODE = auto()
    QUESTION = auto()
    ASKS = auto()  # a question behind `Q:`
    FRAGMENT = auto()  # a heading, a name, a piece of furniture: its neighbours decide


CONTENT = frozenset({Role.SENTENCE, Role.ITEM, Role.ROW, Role.CODE})


def judge_role(unit: Unit) -> Role:
    """Return what a unit is by its words."""
    words = unit.words
    if measure_question_label(words):
        return Role.ASKS
    if opens_comments(words):
        return Role.COMMENTS
    if opens_others(words):
        return Role.OTHERS
    if is_furniture(words):
        return Role.FURNITURE
    if unit.underline:
        return Role.QUESTION if is_question(words) else Role.FRAGMENT
    if not unit.marker and read_imprint(words) is not None:
        return Role.IMPRINT
    if unit.columns:
        return Role.ROW
    if not unit.marker and _CODE.match(words):
        return Role.CODE
    if is_question(unit.label) and (unit.ordinal or not unit.marker) and not unit.label[0].islower():
        return Role.QUESTION
    if unit.marker:
        return Role.ITEM
    if _is_sentence(words):
        return Role.SENTENCE
    return Role.CODE if _MACHINE.search(words) else Role.FRAGMENT


def _is_sentence(words: str) -> bool:
    count = len(words.split()) + len(_CJK.findall(words)) // 2
    if count > _MOST_WORDS or len(words) > _LONGEST_HEADING:
        return True
    if is_capitals(words) and not words.endswith(("!", "?")):
        return False
    if words.endswith(":"):
        return count >= _FEWEST_WORDS + 1
    if not ends_a_sentence(words):
        return False
    return count >= _FEWEST_WORDS or not is_name(words) or (count == 1 and len(words) <= 6)


def is_capitals(words: str) -> bool:
    """Whether a short line is written in capitals, as headings are."""
    return (
        words.isupper()
        and len(words) <= _LONGEST_HEADING
        and len(words.split()) <= _MOST_WORDS
        and any(len(word.strip(".,:;!?()")) >= 4 and word.strip(".,:;!?()").isalpha() for word in words.split())
    )


def is_section(words: str) -> bool:
    """Whether a line begins as a numbered section does: "2.1 Scope", "Chapter IV"."""
    return _SECTION.match(words) is not None


def measure_section_depth(words: str) -> int:
    """How deep the number at the start of a heading goes: 1 for "2. Scope", 2 for "2.1 Scope"."""
    number = re.match(r"\d{1,3}(?:\.\d{1,3})*", words)
    return number[0].count(".") + 1 if number else 1


def is_digest(words: str) -> bool:
    """Whether a heading announces a summary."""
    return len(words) <= 60 and _DIGEST.fullmatch(words.strip(" :")) is not None


def is_author_heading(words: str) -> bool:
    """Whether a heading announces who wrote the document."""
    return len(words) <= 60 and _AUTHOR.fullmatch(words.strip(" :")) is not None


def is_known_heading(words: str) -> bool:
    """Whether a line is a heading whatever stands around it."""
    return is_faq_heading(words) or is_digest(words) or is_author_heading(words)


def is_label(words: str) -> bool:
    """Whether a line reads as a name and its value: "Place: the town hall"."""
    return _LABEL.match(words) is not None


def could_head(words: str) -> bool:
    """Whether a fragment is short enough for a heading and ends as one."""
    return (
        len(words) <= _LONGEST_HEADING
        and len(words.split()) <= _MOST_WORDS
        and any(map(str.isalpha, words))
        and not words.startswith(("#", "//"))
        and (not words.endswith((".", ";", ",", "。")) or is_capitals(words))
    )


def is_conversation(found: Sequence[Unit]) -> bool:
    """Whether most lines begin with who says them."""
    said = sum(1 for unit in found if not unit.marker and _SPEAKER.match(unit.words))
    return said * 5 > len(found) * 2 and len(found) > 2


def is_article(found: Sequence[Unit], roles: Sequence[Role]) -> bool:
    """Whether a text is mostly paragraphs, as articles are, and not a list, notes, a conversation or a poem.

    In an article, a fragment that heads nothing is furniture; elsewhere it is content.
    """
    sentences = [unit for unit, each in zip(found, roles, strict=True) if each is Role.SENTENCE]
    long = sum(1 for unit in sentences if unit.count >= _LONG)
    signs = sum(1 for each in roles if each in (Role.FURNITURE, Role.IMPRINT, Role.OTHERS, Role.COMMENTS))
    if long < 2:
        return long > 0 and signs >= 3
    whole = sum(len(unit.words) for unit, each in zip(found, roles, strict=True) if each is not Role.FURNITURE)
    return signs >= 4 or sum(len(unit.words) for unit in sentences) * 5 >= whole * 3
