"""Whether two refused questions ask the same: near in meaning is not enough, for "who" and "when" are near too."""

from __future__ import annotations

import re

from corpus.store.faq.entries import fold_words
from index.faq.agreement import agree, find_names
from index.retrieval.lexical import stem_words

# What is asked for, by its first match in a question in normal form. Questions for different things are different.
_ASKED_FOR = tuple(
    (kind, re.compile(rf"\b(?:{pattern})\b"))
    for kind, pattern in (
        ("number", "how many|number of|how much|what does \\w+(?: \\w+){0,4} cost|costs?|price|fee|pay"),
        ("age", "how old|age"),
        ("duration", "how long|how many (?:days|weeks|months|years|hours|minutes)|duration"),
        ("rate", "how often|frequency|intervals?"),
        ("size", "how big|how large|size"),
        ("time", "when|(?:what|which) (?:time|date|day|year|month)|(?:until|by|on|since) (?:when|what date)|date|deadline"),
        ("place", "where|(?:what|which) (?:place|city|country|town)"),
        ("reason", "why|reason|how come"),
        ("person", "who|whom|(?:what|which) (?:person|player|member|people)"),
    )
)  # fmt: skip
# Words that say little of what a question is about: that they differ does not tell two questions apart.
_LIGHT = frozenset(
    "may must need want find get go take keep kept tell see use make give put know let like mean many much often long number "
    "one ever also just please help way there here any some all so its bring contact require requir frequenc someone somebody "
    "everybody possibl allow able abl instruct step".split()
)
_WHICH = frozenset("last this next first second third".split())  # of several: where both say it, it is the same one
_ALIKE = 2  # words that two questions share, from which one word that each has alone is what they differ in


def may_be_same(one: str, other: str) -> bool:
    """Whether two questions may ask the same, as far as single words tell: names, numbers, direction, what is asked for."""
    known = find_names((one, other))
    if not (agree(one, other, (other,), known) and agree(other, one, (one,), known)):
        return False
    wanted, offered = find_wanted(one), find_wanted(other)
    if wanted and offered and not wanted & offered:
        return False
    which, of_which = (_WHICH & set(fold_words(text).split()) for text in (one, other))
    if which and of_which and which != of_which:
        return False
    return not differ_in_one_word(one, other)


def find_wanted(question: str) -> frozenset[str]:
    """Return what a question asks for, as far as its words tell; empty where they don't."""
    text = fold_words(question)
    return frozenset(kind for kind, pattern in _ASKED_FOR if pattern.search(text))


def differ_in_one_word(one: str, other: str) -> bool:
    """Whether two questions are alike but for one word that each has alone: "the red badge" and "the blue badge"."""
    words, others = stem_words(one), stem_words(other)
    only = {word for word in words if word not in others}
    against = {word for word in others if word not in words}
    if (only | against) & _LIGHT:
        return False
    shared = set(words) & set(others)
    return len(only) == len(against) == 1 and len(shared) >= _ALIKE
