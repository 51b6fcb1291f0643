"""Gaps as values: a question that was refused, who asked it, who follows it, and the answer that waits to be posted."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Self

from corpus.errors import MendableError
from corpus.store.citations import Cited

_HALF_LIFE = 14.0  # days after which an asker counts half
TREND_DAYS = 7
DIRECTLY = 0  # the "channel" of who asked in private: they are told in a direct message


class UnknownGap(MendableError, LookupError):
    """No gap of this server has this number, or it is closed; the message says what to do instead."""


class Status(StrEnum):
    """What became of a gap."""

    OPEN = "open"
    ANSWERED = "answered"
    DISMISSED = "dismissed"  # not for this server, as a moderator said


@dataclass(frozen=True, slots=True)
class Asking:
    """One time that a gap was asked. `reply_id` is the number of the refusal in the log."""

    reply_id: int
    question: str
    asker_id: int | None
    asked_at: datetime  # UTC, as all times here


@dataclass(frozen=True, slots=True)
class NewAsking:
    """A question that was refused just now, on its way to its gap.

    `reply_id` is the number of the refusal in the log; `vector` is the question's (float32 of unit length as bytes), and
    `fingerprint` names the model that made it; `checked` is the state of the documents when it was asked.
    """

    reply_id: int
    question: str
    asker_id: int | None
    vector: bytes
    fingerprint: str
    checked: str


@dataclass(frozen=True, slots=True)
class Ready:
    """The answer that the documents have by now to a question that they did not answer before.

    `entry` is the question of the moderators' entry that answers, or "". `revisions` are those of each scope that was asked.
    `declined`: a moderator said that it is no answer, or its asker that it is not what was asked. `certainty` is "sure" or
    "unsure".
    """

    probability: float
    entry: str
    revisions: Mapping[str, int]
    citations: tuple[Cited, ...]
    declined: bool = False
    certainty: str = "sure"

    def as_json(self) -> dict[str, Any]:
        """Return the answer as JSON can hold it."""
        citations = [cited.as_json() for cited in self.citations]
        return {
            "probability": self.probability, "entry": self.entry, "revisions": dict(self.revisions),
            "citations": citations, "declined": self.declined, "certainty": self.certainty,
        }  # fmt: skip

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """Return the answer that `as_json` was made of."""
        return cls(**dict(kept) | {"citations": tuple(map(Cited.from_json, kept["citations"]))})

    @property
    def is_unsure(self) -> bool:
        """Whether the answer that there is now would be an unsure one."""
        return self.certainty == "unsure"


@dataclass(frozen=True, slots=True)
class Posting:
    """A message with the answer to a gap, and how many members it told; `channel_id` is `DIRECTLY` for a direct message."""

    channel_id: int
    message_id: int
    told: int


@dataclass(frozen=True, slots=True)
class Merger:
    """A gap that was made one with another: its own question, by whom, and when."""

    id: int
    question: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Gap:
    """A question that the documents did not answer, in the words in which it was asked first; `askings`, newest first.

    `posted` says where its answer stands; `mergers` which gaps it took up, the last first, as far as they can be parted again.
    """

    id: int
    scope: str
    question: str
    status: Status
    created_at: datetime
    last_asked_at: datetime
    closed_by: str | None = None
    ready: Ready | None = None
    askings: tuple[Asking, ...] = ()
    followers: int = 0
    closed_at: datetime | None = None
    posted: tuple[Posting, ...] = ()
    mergers: tuple[Merger, ...] = ()

    @property
    def is_ready(self) -> bool:
        """Whether an answer waits for a moderator to post it."""
        return self.status is Status.OPEN and self.ready is not None and not self.ready.declined

    @property
    def is_declined(self) -> bool:
        """Whether there is an answer that is not offered, because it was said to be none."""
        return self.status is Status.OPEN and self.ready is not None and self.ready.declined

    @property
    def is_perhaps_ready(self) -> bool:
        """Whether the answer that waits is an unsure one."""
        return self.is_ready and self.ready is not None and self.ready.is_unsure

    @property
    def askers(self) -> int:
        """How many different members asked it."""
        return len({one.asker_id for one in self.askings})

    @property
    def wordings(self) -> tuple[str, ...]:
        """The different wordings in which it was asked, the first wording first."""
        texts: dict[str, str] = {}
        for text in (self.question, *(one.question for one in reversed(self.askings))):
            texts.setdefault(" ".join(text.casefold().split()).rstrip("?!. "), text)
        return tuple(texts.values())

    def count_askings(self, now: datetime, first: int, last: int) -> int:
        """Return how often it was asked from `first` to `last` days ago."""
        since, until = now - timedelta(days=first), now - timedelta(days=last)
        return sum(since <= one.asked_at <= until for one in self.askings)

    def weigh(self, now: datetime) -> float:
        """Return the weight by which gaps are ranked: the number of askers, each counting half for every fortnight since they asked."""
        last: dict[int | None, datetime] = {}
        for one in self.askings:
            last[one.asker_id] = max(one.asked_at, last.get(one.asker_id, one.asked_at))
        ages = ((now - at).total_seconds() / 86400 for at in last.values())
        return math.fsum(0.5 ** (max(age, 0.0) / _HALF_LIFE) for age in ages)


@dataclass(frozen=True, slots=True)
class Wording:
    """One of the questions by which a gap is recognised. `gap_id` is the gap that it belongs to, after all mergers.

    `vector` is float32 of unit length as bytes; `None` where it was made with another model.
    """

    id: int
    gap_id: int
    question: str
    vector: bytes | None


@dataclass(frozen=True, slots=True)
class Place:
    """A message under which an answer is to be posted, and who is mentioned there: those who follow from there.

    Who asked in private is told directly: `channel_id` is `DIRECTLY` then, and `message_id` the number of the reply.
    """

    channel_id: int
    message_id: int
    followers: tuple[int, ...] = field(default=())

    @property
    def is_direct(self) -> bool:
        """Whether the answer is for a direct message to its one follower."""
        return self.channel_id == DIRECTLY


def rank_gaps(gaps: Sequence[Gap], now: datetime) -> list[Gap]:
    """Return gaps in the order in which they matter: by askers and how recently they asked."""
    return sorted(gaps, key=lambda gap: (-gap.weigh(now), -gap.id))
