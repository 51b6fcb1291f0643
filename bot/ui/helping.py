"""A word in return for what is said to the bot itself, and how to ask it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.ui.document_list import format_topics, render_document_list
from bot.ui.layout import BLURPLE, View, build_text_card, fit
from bot.ui.refusals import DIRECT_NOTE, Setting
from bot.ui.sources import Lengths, make_small
from bot.wording import IN_RETURN
from index.outcomes import Topic

if TYPE_CHECKING:
    from index.engine import Overview

_LENGTHS = (Lengths(0, 0, 0), Lengths(0, 0, 0, name=80), Lengths(0, 0, 0, name=40, titles=2))
_ASK = "**Ask me a question** with `/ask`, or mention me and write it in the same message."
_ASK_DIRECTLY = "**Ask me a question** right here, in plain words."
_HOW = "I quote what my documents say, word for word, and tell you where I'm not sure."
_IN_FULL = (Topic.GREETING, Topic.ABILITIES)
_SETTING = Setting()


def render_help(overview: Overview, topic: Topic = Topic.ABILITIES, setting: Setting = _SETTING) -> View:
    """Return a word in return and how to ask; to a greeting, or to who asks what the bot can do, what about as well."""
    if topic is Topic.DOCUMENTS:
        return render_document_list(overview, turning=False, note=DIRECT_NOTE if setting.direct else "")
    if topic is Topic.THANKS:
        return build_text_card(BLURPLE, IN_RETURN[topic])
    said = f"{IN_RETURN[topic]} {_ASK_DIRECTLY if setting.direct else _ASK}"
    if topic not in _IN_FULL:
        return build_text_card(BLURPLE, said)
    note = f"\n{make_small(DIRECT_NOTE)}" if setting.direct else ""
    return fit(
        lambda lengths: build_text_card(
            BLURPLE, f"{said}\n{_HOW}", f"{make_small(format_topics(overview, lengths))}{note}"
        ),
        _LENGTHS,
    )
