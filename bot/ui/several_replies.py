"""The reply to a message of several questions: a small card for each in one message, of which one can be replaced alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import discord
from discord import ui

from bot.ui.escaping import escape_inline
from bot.ui.layout import COMPONENT_LIMIT, TEXT_LIMIT, View
from bot.ui.refusals import Setting
from bot.ui.replies import SIZES, render_reply
from bot.wording import format_first_ones
from index.engine import Overview
from index.outcomes import Reply

_SETTING = Setting()
_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class ShownPart:
    """A reply to one of several questions and its number in the log; the other fields are as of `render_reply`."""

    reply: Reply
    receipt: int | None = None
    public: bool = False
    confidential: bool = False
    setting: Setting = _SETTING


def render_several(parts: Sequence[ShownPart], overview: Overview, *, left_out: int = 0) -> View:
    """Return the message that answers several questions, each in a card of its own, in their order.

    Where not all fit into one message, the last are left out, and that is said, as it is of the `left_out` that were not asked.
    """
    shown = list(parts)
    while True:
        for size in range(SIZES):
            view = _stack([_render_part(part, overview, size) for part in shown])
            missing = left_out + len(parts) - len(shown)
            if missing:
                view.add_item(ui.TextDisplay(f"-# {escape_inline(format_first_ones(len(shown), missing))}"))
            if _fits(view) or (len(shown) == 1 and size == SIZES - 1):
                return view
        shown.pop()


def replace_part(
    message: discord.Message | None,
    part: ShownPart,
    overview: Overview,
    changed: Mapping[str, str] = _NOTHING,
) -> View:
    """Return a message of the bot with the card of one reply drawn anew, and all others as they are.

    Where no other reply stands in the message, or none is at hand, it is drawn as the only one.
    """
    others: list[ui.Item[Any]] = list(View.from_message(message, timeout=None).children) if message else []
    cards = [item for item in others if isinstance(item, ui.Container)]
    place = next((card for card in cards if _carries(card, part.receipt)), None)
    if len(cards) < 2 or place is None:
        return _render(part, overview, 0, changed)
    for size in range(SIZES):
        drawn = _render_part(part, overview, size, changed)
        view = _stack([drawn if item is place else item for item in others])
        if _fits(view):
            break
    return view


def _render_part(
    part: ShownPart, overview: Overview, size: int, changed: Mapping[str, str] = _NOTHING
) -> ui.Container[View]:
    """Return the card of one reply, without the list of documents that each refusal would repeat."""
    view = _render(part, Overview((), overview.documents, overview.updated), size, changed)
    return _compress(next(item for item in view.children if isinstance(item, ui.Container)))


def _render(part: ShownPart, overview: Overview, size: int, changed: Mapping[str, str]) -> View:
    return render_reply(
        part.reply, overview, receipt=part.receipt, changed=changed, public=part.public,
        confidential=part.confidential, setting=part.setting, smaller=size,
    )  # fmt: skip


def _compress(card: ui.Container[View]) -> ui.Container[View]:
    """Return a card of the same texts and buttons in the fewest parts: one text, and one row of buttons."""
    texts: list[str] = []
    buttons: list[ui.Button[Any]] = []
    for text, button in _read_items(card):
        linked = button is not None and button.url
        if button is not None and not linked:
            buttons.append(button)
        if text:
            texts.append(f"{text} · [{button.label}]({_close(button.url)})" if button is not None and linked else text)
    small: ui.Container[View] = ui.Container(ui.TextDisplay("\n".join(texts)), accent_colour=card.accent_colour)
    buttons.sort(
        key=lambda one: (one.custom_id or "").startswith("receipt:")
    )  # the receipt last, as beside the last line
    if buttons:
        small.add_item(ui.ActionRow(*(ui.Button(label=one.label, custom_id=one.custom_id) for one in buttons)))
    return small


def _close(url: str | None) -> str:
    """Return an address without what would end it in a line of Discord's Markdown."""
    return (url or "").replace("(", "%28").replace(")", "%29")


def _read_items(card: ui.Container[View]) -> Iterator[tuple[str, ui.Button[Any] | None]]:
    """Yield the texts of a card with the button beside each, and the buttons that stand alone."""
    for item in card.children:
        match item:
            case ui.TextDisplay():
                yield item.content, None
            case ui.Section():
                said = "\n".join(child.content for child in item.children if isinstance(child, ui.TextDisplay))
                yield said, item.accessory if isinstance(item.accessory, ui.Button) else None
            case ui.ActionRow():
                yield from (("", child) for child in item.children if isinstance(child, ui.Button))


def _carries(card: ui.Container[Any], number: int | None) -> bool:
    """Whether a card has a button of the reply with a number."""
    identities = (item.custom_id for item in card.walk_children() if isinstance(item, ui.Button) and item.custom_id)
    return any(identity.rpartition(":")[2] == str(number) for identity in identities)


def _stack(items: Sequence[ui.Item[Any]]) -> View:
    view = View(timeout=None)
    for item in items:
        view.add_item(item)
    return view


def _fits(view: View) -> bool:
    return view.content_length() <= TEXT_LIMIT and view.total_children_count <= COMPONENT_LIMIT
