"""Reading a question: what to strip from it, and when it can't be answered whatever the documents say."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

from corpus.errors import MendableError
from corpus.language import detect
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


def check_language(question: str, languages: Collection[str]) -> None:
    """Raise `UnreadableQuestion` where the question is surely in a language that none of the documents is in."""
    found = detect(question)
    if found is not None and languages and found not in languages:
        raise UnreadableQuestion(
            f"The question seems to be in another language ({found}) than the documents "
            f"({', '.join(sorted(languages))}); please ask in theirs."
        )


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
