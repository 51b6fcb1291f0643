"""Reading a question: what to strip from it, and when it can't be answered whatever the documents say."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

from corpus.errors import MendableError
from corpus.language import detect, name_language
from corpus.reading.characters import write_plainly

LONGEST_QUESTION = 2000
_JOINERS = "\u200b\u200c\u200d"  # where they are left, a script needs them
_SPACE = re.compile(r"\s+")
_NAME = re.compile(r"\w+(?:[.'’\-]\w+)*")


class UnreadableQuestion(MendableError, ValueError):
    """The question has nothing to look for; the message says what to send instead."""


def clean_question(question: str) -> str:
    """Return the question in one line, without control, zero-width and bidirectional characters, ligatures in letters.

    Raises `UnreadableQuestion` where nothing is left, where no letter or digit is, or where it is too long.
    """
    if len(question) > LONGEST_QUESTION:
        raise UnreadableQuestion(
            f"The question has {len(question):,} characters; please ask it in at most {LONGEST_QUESTION:,}."
        )
    kept = "".join(
        " " if letter.isspace() else letter
        for letter in unicodedata.normalize("NFC", write_plainly(question))
        if letter.isspace() or letter in _JOINERS or unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Co", "Cn")
    )
    line = _SPACE.sub(" ", kept).strip()
    if not line:
        raise UnreadableQuestion("The question is empty; please ask something in words.")
    if not any(letter.isalnum() for letter in line):
        raise UnreadableQuestion("There are no words in the question; please ask something in words.")
    return line


def explain_language(question: str, languages: Collection[str]) -> str:
    """Return what to do where a question is surely in a language that none of the documents is in; else an empty text."""
    found = detect(question)
    if found is None or not languages or found in languages:
        return ""
    named = sorted(map(name_language, languages))
    theirs = " and ".join(filter(None, (", ".join(named[:-1]), named[-1])))
    ask = f"please ask in {theirs}" if len(named) == 1 else "please ask in one of these languages"
    return f"This seems to be {name_language(found)}, and the documents are in {theirs}: {ask}."


def pick_names(question: str) -> list[str]:
    """Return the words of a question that name something: with a digit, or with a capital after the first word."""
    words = _NAME.findall(question)
    return [
        word.removesuffix("'s").removesuffix("’s")
        for position, word in enumerate(words)
        if any(letter.isdigit() for letter in word)
        or any(letter.isupper() for letter in word[1:])
        or (position > 0 and word[0].isupper() and word != "I")
    ]
