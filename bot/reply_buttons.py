"""The buttons under replies. They carry the reply's number in the log, by which the cogs find them, also after a restart."""

from __future__ import annotations

from typing import Any

from discord import ui

from index.outcomes import Answer, Reason, Refusal, Reply

_HELPFUL = {"yes": "Helpful", "no": "Not helpful"}


def receipt_button(number: int) -> ui.Button[Any]:
    """Return the button that shows how a logged reply came about; `cogs/receipts.py` finds it."""
    return _button("Receipt", f"receipt:{number}")


def under(reply: Reply, number: int | None, view: ui.LayoutView) -> ui.LayoutView:
    """Add what members of a server can do about a logged reply to the end of its message's container.

    They say whether an answer helped (`cogs/feedback.py`), or put a question that was refused to the moderators
    (`cogs/gaps.py`). Without a number there is nothing to do.
    """
    row: ui.ActionRow[Any] = ui.ActionRow()
    match reply:
        case Answer():
            for vote, label in _HELPFUL.items():
                row.add_item(_button(label, f"helpful:{vote}:{number}"))
        case Refusal(reason=Reason.NOT_STATED | Reason.OFF_TOPIC):
            row.add_item(_button("Ask the moderators", f"gap:follow:{number}"))
    for container in view.children:
        if number is not None and row.children and isinstance(container, ui.Container):
            container.add_item(row)
    return view


def unfollow(gap_id: int) -> ui.ActionRow[Any]:
    """Return the button by which a member is told no more of a gap."""
    return ui.ActionRow(_button("Unfollow", f"gap:unfollow:{gap_id}"))


def _button(label: str, custom_id: str) -> ui.Button[Any]:
    return ui.Button(label=label, custom_id=custom_id)
