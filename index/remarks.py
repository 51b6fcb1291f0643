"""Remarks: what people say in a conversation that states nothing, as greetings, thanks and "same here" do."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from index.retrieval.embedder import Embedder

_MOST_WORDS = 16  # of a remark; what is longer says something
_NEAREST = 3  # examples of either kind that a sentence is compared with
_MARGIN = 0.10  # by which its mean cosine with the nearest remarks must exceed that with the nearest statements
_BATCH = 32  # sentences that are embedded before others may use the model
_SPEECHLESS = re.compile(r"(?<!\w)@[\w.-]+|:\w+:|<[^<>\s]*>")  # mentions and emojis
_POINTING = re.compile(r"://|`")  # a link or code: a sentence with one says something

_REMARKS = (
    "Hi", "Hello everyone", "Good morning", "Hey there", "Have a nice day", "See you", "Good luck", "Welcome", "Take care",
    "Happy birthday", "Congratulations", "Thanks", "Thank you very much", "Many thanks", "Thanks a lot, that helped", "thx", "ty",
    "cheers", "Thanks, that fixed it", "You saved my day", "You are the best", "This helped me a lot", "That worked",
    "It works now", "Finally", "That was the problem", "Problem solved", "Done", "I am closing this",
    "I will try that and report back", "Great, I will try that", "Let me check", "I will look into it", "You're welcome", "yw",
    "np", "No problem", "Glad it helped", "Happy to help", "Hope that helps", "Anytime", "Sure", "Of course", "Okay", "Got it",
    "Sounds good", "That makes sense now", "Good to know", "Interesting", "Awesome", "Perfect", "Brilliant", "Cool", "Wow", "Yay",
    "Nice one", "Great post", "Well done everyone", "lol", "Haha", "Sorry", "My mistake", "I don't know", "No idea",
    "Me too, same problem here", "Same question here", "I am curious too", "I was about to ask the same", "Following this thread",
    "Any news on this?", "Bump", "I love this place",
)  # fmt: skip
_STATEMENTS = (
    "The part is on the shelf", "It is in the drawer", "It was moved to the attic", "Room 4", "The red one", "Both of them",
    "On Tuesday", "It opens at noon", "It closes in winter", "Sorry, we are closed on Mondays", "Wait a day",
    "The price is ten euros", "Twenty euros", "Children pay half", "Ask the office", "Send them a message", "Read the manual",
    "The help desk answers by mail", "The welcome desk is on the left", "We greet every guest at the door",
    "Send a letter of thanks to the donors", "Yes", "No", "Always", "Yes, it does", "Yes, from April on",
    "No, that is not supported", "No, never", "Only members may", "Nobody is allowed to", "Only with a key", "Bring your own cup",
    "Good shoes are needed", "Restart it", "Use the other one", "Press the button", "Hold it for five seconds",
    "Turn it off and on again", "Set the option to true", "See the settings menu", "Clear the cache", "Install the driver",
    "You need version 2", "I use version 3", "It was broken", "It turned out to be the cable", "Replacing it fixed it",
    "The update solved the crash", "It works with an adapter", "It does not work on Windows", "It still does not work",
    "That did not help", "It happens when the battery is low", "Guests are welcome",
    "Of course, you may bring a friend", "My name is on the list",
)  # fmt: skip


class RemarkRater:
    """Tells remarks from statements by their likeness to a few examples of both. Safe to use from several threads."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._examples: tuple[NDArray[np.float32], NDArray[np.float32]] | None = None
        self._lock = Lock()

    def rate(self, sentences: Sequence[str], check: Callable[[], None] | None = None) -> list[float]:
        """Return for each sentence how surely it states nothing: above 0 where it does, -1 where it can't.

        `check` is called again and again; what it raises ends the work.
        """
        words = [" ".join(_SPEECHLESS.sub(" ", sentence).split()) for sentence in sentences]
        wordless = [not any(map(str.isalnum, each)) for each in words]
        places = [
            place
            for place, each in enumerate(words)
            if not wordless[place] and len(each.split()) <= _MOST_WORDS and not _POINTING.search(sentences[place])
        ]
        rates = [1.0 if without else -1.0 for without in wordless]
        if places:
            remarks, statements = self._embed_examples()
            batches = []
            for first in range(0, len(places), _BATCH):
                if check is not None:
                    check()
                batches.append(self._embedder.embed([words[place] for place in places[first : first + _BATCH]]))
            vectors = np.concatenate(batches)
            alike = _average_nearest(vectors @ remarks.T) - _average_nearest(vectors @ statements.T) - _MARGIN
            for place, rate in zip(places, alike.tolist(), strict=True):
                rates[place] = rate
        return rates

    def _embed_examples(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        with self._lock:
            if self._examples is None:
                self._examples = self._embedder.embed(_REMARKS), self._embedder.embed(_STATEMENTS)
            return self._examples


def _average_nearest(cosines: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(np.sort(cosines, axis=1)[:, -_NEAREST:].mean(axis=1), np.float32)
