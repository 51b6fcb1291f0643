"""Words that the terminal and Discord share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from corpus.documents import LeftOut
from corpus.store.history import Action, Event
from index.judge.grades import Certainty
from index.outcomes import Reason, Topic

HEADINGS = {
    Reason.OFF_TOPIC: "That seems to be outside my documents.",
    Reason.NOT_STATED: "I find no answer in the documents.",
    Reason.EMPTY_CORPUS: "I have no documents to answer from yet.",
    Reason.UNREADABLE_QUESTION: "I can't read that as a question.",
}
IN_RETURN: Mapping[Topic, str] = MappingProxyType(
    {
        Topic.GREETING: "Hello!",
        Topic.THANKS: "You're welcome.",
        Topic.ABILITIES: "I am a bot that looks things up in documents.",
        Topic.DOCUMENTS: "",
        Topic.FOLLOW_UP: "I read each message by itself, so I can't tell what you mean: please name it in your question.",
        Topic.RUDENESS: "I'm sorry if I was no help.",
        Topic.INSTRUCTION: "I can't do that: all I do is look things up in documents.",
        Topic.CHATTER: "I'm no good at chatting: I look things up in documents.",
        Topic.ARITHMETIC: "I can't calculate: I only quote what documents say.",
        Topic.NO_WORDS: "I can't make out a word in that.",
    }
)
UNSURE = "I am not sure that this answers it."


def head_closest(passages: int) -> str:
    """Return what stands over the passages of a refusal."""
    several = passages > 1
    return (
        f"Closest passage{'s' * several}: related, but I can't tell that {'they answer' if several else 'it answers'}"
    )


def format_sureness(probability: float) -> str:
    """Return a probability in per cent; nothing is ever quite certain."""
    return f"{min(99, max(1, int(probability * 100)))} %"


def format_likelihood(probability: float) -> str:
    """Return how likely an answer is one. Whether it is a sure one is another matter, and said in other words."""
    return f"{format_sureness(probability)} likely to answer"


def format_grade(probability: float, certainty: str) -> str:
    """Return how likely an answer is one and whether that is enough, for moderators who look at several."""
    return (
        f"unsure: {format_likelihood(probability)}" if certainty == Certainty.UNSURE else format_likelihood(probability)
    )


def format_left_out(left_out: Sequence[LeftOut]) -> str:
    """Return what of a file is not in its document, counted and named: "2 hidden rows, 1 comment"."""
    return ", ".join(map(str, left_out))


def format_count(count: int, thing: str, things: str = "") -> str:
    """Return a number of things in words: "1 passage", "1,200 passages". `things` is the plural, where it takes no "s"."""
    return f"{count:,} {thing if count == 1 else things or thing + 's'}"


def begin_sentence(text: str) -> str:
    """Return a text as a sentence: with a capital at its beginning and a full stop at its end. Names of files stay as they are."""
    text = text.strip()
    first = text.split(maxsplit=1)[0] if text else ""
    if first.islower() and first.isalpha():
        text = text[0].upper() + text[1:]
    return text if not text or text[-1] in ".!?…:" else f"{text}."


_TAKEN_BACK = {
    Action.ADD: "is withdrawn: it answers nothing any more",
    Action.RESTORE: "is withdrawn again",
    Action.REMOVE: "is back, and answers again",
    Action.EDIT: "has the details that it had before",
    Action.REPLACE: "has the text that it had before",
}
_MADE_AGAIN = {
    Action.ADD: "is back, and answers again",
    Action.RESTORE: "is back, and answers again",
    Action.REMOVE: "is withdrawn again",
    Action.EDIT: "has its changed details again",
    Action.REPLACE: "has its newer text again",
}


def tell_outcome(event: Event, title: str) -> str:
    """Return what is the case once a change, or an undo, was taken back: "“Rules” is back, and answers again".

    `title` is that of the document, as it may be shown.
    """
    became = _MADE_AGAIN if event.action is Action.UNDO else _TAKEN_BACK
    return f"“{title}” {became[event.change]}"


def find_present_title(event: Event) -> str:
    """Return what a document is called once a change of it was taken back."""
    return str(event.before.get("title") or event.title)
