"""Words that the terminal and Discord share."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from corpus.documents import LeftOut
from corpus.store.history import Action, Event
from index.judge.grades import Certainty
from index.outcomes import Reason, Refusal, Topic

if TYPE_CHECKING:  # it takes the libraries of the model
    from index.library import Replaced
    from index.upkeep.near_duplicates import NearDuplicate

HEADINGS = {
    Reason.OFF_TOPIC: "I find nothing on this in my documents.",
    Reason.NOT_STATED: "I'm not sure enough of any answer.",
    Reason.EMPTY_CORPUS: "I have no documents to answer from.",
    Reason.OTHER_LANGUAGE: "I can't look this up in that language.",
    Reason.UNREADABLE_QUESTION: "I can't look this up.",
}
_HERE = {  # in direct messages, where no server's documents are seen
    Reason.OFF_TOPIC: "I find nothing on this in the documents that I see here.",
    Reason.EMPTY_CORPUS: "I see no documents here.",
}
_GIVEN_UP = "This answer was taken back."
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
WOULD_ANSWER, WOULD_CHANGE = "Would answer questions that were refused", "Would change recent answers"
KEEPS = "; what is said now stays, after it"
UNSURE = "I am not sure that this answers it."


def head_refusal(refusal: Refusal, *, direct: bool = False) -> str:
    """Return the first sentence of a refusal; `direct`: in direct messages."""
    if refusal.is_given_up:
        return _GIVEN_UP
    return (direct and _HERE.get(refusal.reason)) or HEADINGS[refusal.reason]


def head_nearest(refusal: Refusal, passages: int) -> str:
    """Return what stands over so many passages of a refusal: how likely they answer, as far as that is known."""
    if refusal.is_given_up:
        return "What was the answer"
    if refusal.is_close:
        which = "the first of these passages" if passages > 1 else "this passage"
        return f"This was close: {which} is {format_likelihood(refusal.probability)}"
    likely = f"{'at most ' * (passages > 1)}{format_sureness(refusal.probability)} likely"
    return f"{head_closest(passages)} ({likely})"


def head_closest(passages: int) -> str:
    """Return what stands over passages that were found for a question that has no answer."""
    return (
        "Closest passages: I'm not sure that they answer"
        if passages > 1
        else "Closest passage: I'm not sure that it answers"
    )


def format_missing(names: Sequence[str]) -> str:
    """Return that nothing was found of a side of a comparison, so that the other isn't taken for the whole."""
    return f"This is one side only: I found nothing like it on “{' and '.join(names)}”." if names else ""


def format_first_ones(answered: int, left_out: int) -> str:
    """Return how many of the questions of a message were answered, and what to do about the others."""
    first = "first question" if answered == 1 else f"first {answered} questions"
    others = "Please ask the other one again." if left_out == 1 else f"Please ask the other {left_out} again."
    return f"I answered the {first} of {answered + left_out}. {others}"


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


def tell_near_duplicate(near: NearDuplicate, show: Callable[[str], str], mark: str = "") -> str:
    """Return which document says already what a new one says, or is called the same.

    `show` makes titles harmless, and `mark` stands around an ID.
    """
    title, other = show(near.title), f"“{show(near.document.title)}”"
    which = f"{mark}{near.document.id}{mark}, {show(near.document.filename)}"
    if not near.part:
        return f"{title}: another document has this title ({which})"
    if near.repeated >= near.share * near.sentences:
        part = f"{near.repeated} of {format_count(near.sentences, 'sentence')} {'stands' if near.repeated == 1 else 'stand'}"
    else:
        part = f"{near.share:.0%} stands"
    return f"{title}: {part} in {other} already" + (f", which has the same title ({which})" if near.same_title else "")


def tell_doubt(unsure: int, count: int) -> str:
    """Return how many of some answers would be unsure, as an addition to their number; empty where none would."""
    return "" if not unsure else ", unsurely" if unsure == count else f", {unsure} of them unsurely"


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


def describe_replacement(replaced: Replaced) -> list[str]:
    """Return what a file that took the place of a document's text changed, and what stays, in sentences."""
    document = replaced.document
    if not replaced.changed:
        return [f"“{document.title}” says the same as that file: nothing was changed."]
    new = f"{replaced.new:,} passage{'s are' if replaced.new != 1 else ' is'} new"
    kept = f"{replaced.kept:,} {'are' if replaced.kept != 1 else 'is'} as before"
    return [
        f"“{document.title}” is at version {document.version} now: {new}, {kept}.",
        *describe_replaced_details(replaced),
    ]


def describe_replaced_details(replaced: Replaced) -> list[str]:
    """Return what became of a document's date and link with its new text, and what of the file is not in it, in sentences."""
    said = []
    before, after = replaced.was.published, replaced.source.published
    if before is not None and after == before:
        said.append(f"Its date stays {before.isoformat()}, for the file names no other.")
    elif after is not None and after != before:
        said.append(f"Its date is {after.isoformat()} now, as the file says{f'; it was {before}' if before else ''}.")
    if replaced.left_out:
        said.append(f"Left out of the file: {format_left_out(replaced.left_out)}.")
    if replaced.unlinked:
        said.append("It is not read again from its link any more.")
    return said
