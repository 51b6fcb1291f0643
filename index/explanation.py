"""Why there is no answer: what the documents say about the thing asked, and what of the question they lack."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.documents import Passage
from index.lexical import terms
from index.outcomes import Reason
from index.questions import names
from index.retriever import Retrieval
from index.scope_index import ScopeIndex

_NEAR = 0.30  # below this cosine, and with few shared words, nothing is near the question
_LISTED = 3
_WORD = re.compile(r"\w+(?:[.'’\-]\w+)*")


def explain(
    asked: str, found: Retrieval, nearest: Sequence[Passage], indexes: Sequence[ScopeIndex]
) -> tuple[Reason, str]:
    """Return the reason of a refusal and one or two plain sentences on it; these quote titles and the question only."""

    def in_corpus(text: str) -> bool:
        return all(any(index.words.count(stem) for index in indexes) for stem in terms(text))

    words = [word for word in dict.fromkeys(_WORD.findall(asked)) if terms(word)]
    strangers = [name for name in _whole_names(asked) if not in_corpus(name)]
    never = f"No document mentions {_listed(strangers, 'or')}." if strangers else ""
    known = sum(in_corpus(word) for word in words)
    if found.cosine < _NEAR and known * 2 <= max(len(words), 1):
        return Reason.OFF_TOPIC, f"Nothing in the documents is about this. {never}".strip()
    held = {stem for passage in nearest[:1] for stem in terms(f"{passage.context}\n{passage.text}")}
    topic = [word for word in words if set(terms(word)) <= held]
    lacking = [word for word in words if not set(terms(word)) & held and not any(word in name for name in strangers)]
    if not nearest or not topic:
        return Reason.NOT_STATED, never or "They touch on this, but no sentence in them states the answer."
    about = f"They do speak of {_listed(_names_first(topic, asked))} in {_place(nearest[0])}"
    if never:
        return Reason.NOT_STATED, f"{never} {about}."
    if lacking:
        verb = "does" if len(lacking) == 1 else "do"
        return Reason.NOT_STATED, f"{about}, where {_listed(lacking)} {verb} not occur."
    return Reason.NOT_STATED, f"{about}, but no sentence there states the answer."


def _whole_names(asked: str) -> list[str]:
    """Return the names in a question; words of names that stand side by side are one name."""
    single = set(names(asked))
    found: list[str] = []
    end = -2
    for match in _WORD.finditer(asked):
        word = match[0].removesuffix("'s").removesuffix("’s")
        if word in single:
            beside = match.start() == end + 1 and asked[end] == " "
            found[-1:] = [f"{found[-1]} {word}"] if beside else [*found[-1:], word]
            end = match.end()
    return list(dict.fromkeys(found))


def _names_first(words: Sequence[str], asked: str) -> list[str]:
    named = set(names(asked))
    return sorted(words, key=lambda word: word not in named)


def _place(passage: Passage) -> str:
    return f"“{' › '.join((passage.document.title, *passage.headings[-1:]))}”"


def _listed(words: Sequence[str], last: str = "and") -> str:
    quoted = [f"“{word}”" for word in words[:_LISTED]]
    return f" {last} ".join((", ".join(quoted[:-1]), quoted[-1])) if len(quoted) > 1 else quoted[0]
