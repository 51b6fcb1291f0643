"""Why there is no answer: where the documents come closest to the thing asked, and which words of it are not found there.

Only what is known is said: which words stand where. That a passage does not answer is not known, only that it is not likely enough.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from corpus.documents import Passage
from index.answering.common_words import COMMON_WORDS
from index.answering.questions import pick_names
from index.outcomes import Reason
from index.retrieval.lexical import stem_words
from index.retrieval.retriever import Retrieval
from index.retrieval.scope_index import ScopeIndex

NO_DOCUMENTS = "There is no document yet that I could look in."

_NEAR = 0.30  # below this cosine, and with few shared words, nothing is near the question
_LISTED = 3
_WORD = re.compile(r"\w+(?:[.'’\-]\w+)*")


def explain_refusal(
    asked: str, found: Retrieval, nearest: Sequence[Passage], indexes: Sequence[ScopeIndex], *, is_close: bool = False
) -> tuple[Reason, str]:
    """Return the reason of a refusal and up to two plain sentences on it, which quote titles and the question only.

    `is_close`: a passage was not far from being an answer, so that something is near the question, whatever its words.
    """

    def in_corpus(text: str) -> bool:
        return all(any(index.words.count(stem) for index in indexes) for stem in stem_words(text))

    named = set(pick_names(asked))
    telling = [
        word for word in _split_words(asked) if stem_words(word) and (word in named or word.lower() not in COMMON_WORDS)
    ]
    strangers = [name for name in _join_runs(asked, named) if not in_corpus(name)]
    never = f"I don't find {_list_quoted(strangers, 'or')} in any document." if strangers else ""
    known = sum(in_corpus(word) for word in telling)
    if not is_close and found.cosine < _NEAR and known * 2 <= max(len(telling), 1):
        return Reason.OFF_TOPIC, never
    if not nearest:
        return Reason.NOT_STATED, never
    held = {stem for passage in nearest[:1] for stem in stem_words(f"{passage.context}\n{passage.text}")}
    topic = _join_runs(asked, {word for word in telling if set(stem_words(word)) <= held})
    topic.sort(key=lambda run: not named & set(run.split()))  # names first
    named_already = set(" ".join(strangers).split())
    lacking = [word for word in telling if not set(stem_words(word)) & held and word not in named_already]
    about = f"The closest passage is in {_name_place(nearest[0])}"
    if topic:
        about += f" and speaks of {_list_quoted(topic)}"
    if lacking:
        about += f"; I don't find {_list_quoted(lacking, 'or')} in it"
    return Reason.NOT_STATED, f"{never} {about}.".strip()


def _split_words(text: str) -> list[str]:
    """Return the words of a text without a possessive ending, each once."""
    return list(dict.fromkeys(_strip_possessive(match) for match in _WORD.finditer(text)))


def _strip_possessive(match: re.Match[str]) -> str:
    return match[0].removesuffix("'s").removesuffix("’s")


def _join_runs(text: str, chosen: Collection[str]) -> list[str]:
    """Return the chosen words in the order of the text; those that stand side by side are one."""
    found: list[str] = []
    end = -2
    for match in _WORD.finditer(text):
        word = _strip_possessive(match)
        if word in chosen:
            if match.start() == end + 1 and text[end] == " ":
                found[-1] = f"{found[-1]} {word}"
            else:
                found.append(word)
            end = match.end()
    return list(dict.fromkeys(found))


def _name_place(passage: Passage) -> str:
    return f"“{' › '.join((passage.document.title, *passage.headings[-1:]))}”"


def _list_quoted(words: Sequence[str], last: str = "and") -> str:
    quoted = [f"“{word}”" for word in words[:_LISTED]]
    return f" {last} ".join((", ".join(quoted[:-1]), quoted[-1])) if len(quoted) > 1 else quoted[0]
