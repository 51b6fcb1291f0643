"""Which language a text is written in, or that it cannot be told."""

from __future__ import annotations

import re
from functools import cache

from lingua import Language, LanguageDetector, LanguageDetectorBuilder

SAMPLE = 4000  # characters looked at: more of a document adds time and no certainty
_LEAST_WORDS = 3  # fewer words than this, names aside, tell nothing in Latin script
_LEAST_LETTERS = 4  # of another script, beside which Latin names do not count
_LEAST_CONFIDENCE = 0.9  # of a language other than English, for the words that are not names

_LANGUAGES = (
    *(Language.ENGLISH, Language.GERMAN, Language.FRENCH, Language.SPANISH, Language.PORTUGUESE, Language.ITALIAN),
    *(Language.DUTCH, Language.POLISH, Language.CZECH, Language.SWEDISH, Language.TURKISH, Language.INDONESIAN),
    *(Language.VIETNAMESE, Language.RUSSIAN, Language.UKRAINIAN, Language.ARABIC, Language.HINDI, Language.KOREAN),
    *(Language.CHINESE, Language.JAPANESE),
)

_NAMES = {language.iso_code_639_1.name.lower(): language.name.capitalize() for language in _LANGUAGES}

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SPANISH = re.compile(r"[¿¡][^\W\d_]")
_LATIN = re.compile(r"[A-Za-zÀ-ɏḀ-ỿ]")

# Words of every-day English that are not words of the other languages in Latin script.
_ENGLISH_WORDS = """
    what who whom whose which when where why how the and does did do're is're are're isn't aren't doesn't didn't don't
    wasn't weren't won't can't couldn't shouldn't wouldn't hasn't haven't hadn't with from this that these those there
    their they would could should been being were have has you your about after before between because through during
    many much any some other than then into only also according name tell explain describe summarize give list show
    what's who's how's where's it's he's she's there's that's i'm i've i'd you're we're they're its his her our my
"""
_ENGLISH = frozenset(_ENGLISH_WORDS.split())


@cache
def _detector() -> LanguageDetector:
    return LanguageDetectorBuilder.from_languages(*_LANGUAGES).with_low_accuracy_mode().build()


def name_language(code: str) -> str:
    """Return the English name of a language by its ISO 639-1 code; of one that nobody here knows, the code."""
    return _NAMES.get(code, code)


def detect(text: str) -> str | None:
    """Return the ISO 639-1 code of the language of `text`, or None where it cannot be told.

    Only the first `SAMPLE` characters count. Capitalised words inside a text are left out, since names have no language.
    A text with English function words is never called anything but English, unless they are few among other words.
    """
    sample = text[:SAMPLE]
    words = _WORD.findall(sample)
    others = _LATIN.sub("", "".join(words))
    if len(others) >= _LEAST_LETTERS and len(others) * 3 >= sum(map(len, words)):
        return _most_likely(_LATIN.sub("", sample))
    plain = [word.lower().replace("’", "'") for word in words if word.islower()]
    first = [words[0].lower()] if words and not words[0].islower() else []
    english = sum(1 for word in (*first, *plain) if word in _ENGLISH)
    if english and english * 12 >= len(plain):
        return "en"
    if _SPANISH.search(sample):
        return "es"
    if len(plain) < _LEAST_WORDS:
        return None
    return _most_likely(" ".join((*first, *plain)))


def _most_likely(sample: str) -> str | None:
    values = _detector().compute_language_confidence_values(sample)
    if not values or values[0].value < _LEAST_CONFIDENCE:
        return None
    return values[0].language.iso_code_639_1.name.lower()
