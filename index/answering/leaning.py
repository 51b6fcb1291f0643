"""Questions that lean on the one before them ("And what does it cost?"): what they lean on, and how they read alone."""

from __future__ import annotations

import re

from index.answering.common_words import COMMON_WORDS
from index.answering.questions import pick_names
from index.retrieval.lexical import stem_words

_PRONOUN = re.compile(
    r"\b(?:it|its|they|them|their|theirs|he|him|his|she|her|hers|that|this|these|those|one|ones|then)\b"
    r"|(?<!is )(?<!are )(?<!was )(?<!were )\bthere\b(?! (?:is|are|was|were)\b)",
    re.IGNORECASE,
)
_DETERMINER = re.compile(
    r"(?:the|a|an|my|our|your|their|his|her|this|that|these|those|any|some|each|every)\Z", re.IGNORECASE
)
_WORD = re.compile(r"\w+(?:[.'’\-]\w+)*")
_ELLIPSIS = re.compile(
    r"(?:(?:and|but|or)\s+)?(?:(?:what|how)\s+about|(?:and|but)(?!\s+(?:who|whom|whose|what|which|when|where|why|how|is|are|was|were|do|"
    r"does|did|can|could|will|would|should|may|might|must|has|have|had|also)\b))\s+(?P<other>.+)",
    re.IGNORECASE | re.DOTALL,
)
_CASE = re.compile(r"(?:for|on|in|at|with|without|as|to|from|by|of|during|after|before)\b", re.IGNORECASE)
# Before a subject: its verb comes after it.
_ACTS = re.compile(r"\b(?:do|does|did|can|could|will|would|should|may|might|must)\s+(?:\w+\s+)?\Z", re.IGNORECASE)
_LONGEST = 6  # words of such a thing or case
_THINGS = frozenset({"bill", "fire", "mill", "mine", "system"})  # of the common words, those that name a thing as often
_SHARE = 3  # one in so many telling words of the question before must stand where a leaning one is answered


def find_telling(text: str) -> list[str]:
    """Return the words of a question that say what it is about, in order."""
    named = set(pick_names(text))
    common = COMMON_WORDS - _THINGS
    return [word for word in _WORD.findall(text) if stem_words(word) and (word in named or word.lower() not in common)]


def leans(question: str) -> bool:
    """Whether a question is understood only after another: it has a pronoun, or no word that says what it is about."""
    return bool(_PRONOUN.search(question)) or not find_telling(question)


def is_fragment(question: str) -> bool:
    """Whether a question says nothing by itself: "And where?"."""
    return not find_telling(question) and not _PRONOUN.search(question)


def find_thing(question: str) -> str:
    """Return what a question is about: the last telling words that stand behind an article or the like, else the last."""
    telling = set(find_telling(question))
    runs: list[tuple[bool, list[str]]] = []
    start, end, before = 0, -2, ""
    for match in _WORD.finditer(question):
        if match[0] in telling:
            if runs and match.start() == end + 1 and question[end] == " ":
                runs[-1][1].append(match[0])
            else:
                runs.append((bool(_DETERMINER.match(before)), [match[0]]))
                start = match.start()
            end = match.end()
        before = match[0]
    if runs and len(runs[-1][1]) > 1 and _ACTS.search(question[:start]) and not question[end:].strip("?!. "):
        runs[-1][1].pop()  # the verb: "What does the laser cutter cost?"
    behind = [words for determined, words in runs if determined] or [words for _, words in runs]
    return " ".join(behind[-1]) if behind else ""


def name_thing(question: str, thing: str) -> str:
    """Return a question with the thing that it leans on behind it, where it spoils no grammar."""
    return f"{question} ({thing})"


def find_ellipsis(question: str) -> str:
    """Return the thing or the case that a question goes over to, "the plotter" of "And the plotter?"; empty where it is none such."""
    match = _ELLIPSIS.match(question)
    own = match["other"].rstrip("?!. ") if match else ""
    return own if own and len(own.split()) <= _LONGEST and find_telling(own) else ""


def fill_ellipsis(own: str, full: str) -> tuple[str, str]:
    """Return a full question asked of another thing or in another case, in two wordings, the likelier first."""
    thing = re.compile(rf"(?:\b(?:the|a|an|my|our|your)\s+)?\b{re.escape(find_thing(full))}\b")
    instead = thing.sub(lambda _: own, full, count=1)
    beside = f"{full.rstrip('?! ')} ({own})?"
    return (beside, instead) if _CASE.match(own) else (instead, beside)


def speaks_of(text: str, leant_on: str) -> bool:
    """Whether a text is about what a question is about on which another leans: its thing, and enough of its other words."""
    held = set(stem_words(text))
    thing, telling = (set(stem_words(words)) for words in (find_thing(leant_on), " ".join(find_telling(leant_on))))
    return len(thing & held) * 2 >= len(thing) and len(telling & held) * _SHARE >= len(telling)
