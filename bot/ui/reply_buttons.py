"""The buttons under replies. They carry the reply's number in the log, by which the cogs find them, also after a restart."""

from __future__ import annotations

from typing import Any

from discord import ui

from bot.ui.layout import View
from index.judge.grades import Certainty
from index.outcomes import Answer, Reason, Refusal, Reply

_SURE = {"Helpful": "helpful:yes", "Not helpful": "helpful:no"}
_NOT_ASKED = {"Not what I asked": "notasked"}
_UNSURE = {"Helpful": "helpful:yes", **_NOT_ASKED}
_REFUSED = {"Ask the moderators": "gap:follow"}
_SECRET = "-# Only you see this. If you ask the moderators, they read the question, not who asked it."


def build_receipt_button(number: int) -> ui.Button[Any]:
    """Return the button that shows how a logged reply came about; `features/ask/receipts_cog.py` finds it."""
    return _build_button("Receipt", f"receipt:{number}")


def add_reply_buttons(
    reply: Reply, number: int | None, view: View, *, public: bool, confidential: bool = False
) -> View:
    """Add what can be done about a logged reply to the end of its message's container.

    Members of a server (`public`) say whether an answer helped (`features/ask/feedback.py`), or put a question that was
    refused to the moderators (`features/gaps/following_buttons.py`). An unsure answer can be given up everywhere
    (`features/ask/giving_up_cog.py`). Who asked on a server so that nobody else sees it (`confidential`) may put a refusal to
    the moderators too, and is told before that they will read it. `number` is the reply's in the log; without one there is
    nothing to do.
    """
    row: ui.ActionRow[Any] = ui.ActionRow()
    secret = confidential and isinstance(reply, Refusal)
    for label, what in _choose_buttons(reply, public or secret).items():
        row.add_item(_build_button(label, f"{what}:{number}"))
    for container in view.children:
        if number is not None and row.children and isinstance(container, ui.Container):
            if secret:
                container.add_item(ui.TextDisplay(_SECRET))
            container.add_item(row)
    return view


def _choose_buttons(reply: Reply, public: bool) -> dict[str, str]:
    """Return the labels of the buttons that a reply has, and what their IDs begin with."""
    match reply:
        case Answer(certainty=Certainty.UNSURE):
            return _UNSURE if public else _NOT_ASKED
        case Answer() if public:
            return _SURE
        case Refusal(reason=Reason.NOT_STATED | Reason.OFF_TOPIC) if public:
            return _REFUSED
    return {}


def build_unfollow_row(gap_id: int) -> ui.ActionRow[Any]:
    """Return the button by which a member is told no more of a gap."""
    return ui.ActionRow(_build_button("Unfollow", f"gap:unfollow:{gap_id}"))


def _build_button(label: str, custom_id: str) -> ui.Button[Any]:
    return ui.Button(label=label, custom_id=custom_id)
