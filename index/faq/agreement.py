"""Whether two questions that sound alike ask the same: the names, the numbers and the direction have to agree."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from rapidfuzz import fuzz

from corpus.store.faq.entries import fold_words
from index.answering.questions import pick_names
from index.retrieval.lexical import STOPWORDS, stem_words

_TYPO = 90  # rapidfuzz's ratio from which two long names are one, mistyped
_LONG = 6  # characters
_SAME_WORD, _SAME_TEXT = 80, 88
_NEGATIVE = frozenset("not no never without cannot cant dont doesnt didnt isnt arent wont wouldnt shouldnt".split())
_PREFIXES = ("un", "dis", "de", "non", "in", "im", "mis")
_OPPOSITE = (
    "join leave", "joining leaving", "enable disable", "open close", "opened closed", "on off", "add remove", "start stop",
    "begin end", "next last", "next previous", "first last", "before after", "minimum maximum", "min max", "buy sell",
    "allowed forbidden", "allow forbid", "more less", "most least", "upload download", "in out", "up down", "free paid",
    "subscribe cancel", "old new", "give get", "send receive", "longest shortest", "win lose", "lock unlock",
    "earliest latest", "cheapest dearest", "for against", "import export", "lend borrow", "borrow return",
)  # fmt: skip
_PAIRS = frozenset(frozenset(pair.split()) for pair in _OPPOSITE)


def find_names(texts: Iterable[str]) -> frozenset[str]:
    """Return the words of names that occur in some texts, stemmed: who asks need not write them with a capital."""
    return frozenset(term for text in texts for name in pick_names(text) for term in stem_words(name))


def agree(asked: str, phrase: str, entry: Collection[str], known: Collection[str]) -> bool:
    """Whether a question may ask what an entry asks, as far as single words tell.

    `phrase` is the question or phrasing of the entry that sounds like it, `entry` are all of them; `known` are names of
    this FAQ. "Why was X shut down?" is near "Why was Y shut down?", and "How do I mute?" near "How do I unmute?".
    """
    held = {term for text in entry for term in stem_words(text)}
    words = stem_words(asked)
    needed = {term for name in pick_names(asked) for term in stem_words(name)} | {
        word for word in words if word in known
    }
    needed |= {word for word in words if any(letter.isdigit() for letter in word)}
    if not all(word in held or _is_mistyped_name(word, held) for word in needed):
        return False
    return not are_opposed(fold_words(asked).split(), fold_words(phrase).split())


def are_opposed(one: Collection[str], other: Collection[str]) -> bool:
    """Whether one question says "un-", "not" or the opposite word where the other does not."""
    only, against = set(one) - set(other), set(other) - set(one)
    if bool(_NEGATIVE & set(one)) != bool(_NEGATIVE & set(other)):
        return True
    return any(
        frozenset((word, counter)) in _PAIRS or any(word == p + counter or counter == p + word for p in _PREFIXES)
        for word in only
        for counter in against
    )


def is_mistyped(asked: str, phrase: str) -> bool:
    """Whether two questions in normal form are word for word the same but for typing errors and the order."""
    one = [word for word in asked.split() if word not in STOPWORDS]
    other = [word for word in phrase.split() if word not in STOPWORDS]
    if not one or fuzz.token_sort_ratio(asked, phrase) < _SAME_TEXT:
        return False
    return _are_all_in(one, other) and _are_all_in(other, one)


def _are_all_in(words: Collection[str], held: Collection[str]) -> bool:
    return all(
        word in held or (not any(map(str.isdigit, word)) and any(fuzz.ratio(word, one) >= _SAME_WORD for one in held))
        for word in words
    )


def _is_mistyped_name(word: str, held: Collection[str]) -> bool:
    long = len(word) >= _LONG and not any(letter.isdigit() for letter in word)
    return long and any(fuzz.ratio(word, one) >= _TYPO for one in held)
