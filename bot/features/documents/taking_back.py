"""Taking the last change back and making it again: what it is about to do is shown first, then a button does it. All but it blocks."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

import discord
from discord import ui

from bot.discord_app.buttons import ModeratorItem
from bot.discord_app.permissions import actor_of
from bot.ui.changes import format_change, format_changes
from bot.ui.layout import GREEN, GREY, YELLOW, View, ViewItem, build_card, build_text_card, format_list, format_title
from bot.wording import find_present_title, tell_outcome
from corpus.scopes import faq_of
from corpus.store.edits import Edits
from corpus.store.history import Actor, Event
from corpus.store.undoing import CannotUndo
from index.desk import Desk

if TYPE_CHECKING:
    from bot.discord_app.bot import LandscapeBot

    _Interaction = discord.Interaction[LandscapeBot]

UNDO, REDO = "undo", "redo"
_ASKS = {UNDO: "Take this change back?", REDO: "Make this change again?"}
_DOES = {UNDO: "Take back", REDO: "Make again"}
_FAQ = "Changes of the FAQ are not taken back here: `/faq-admin edit`, `remove` and `restore` change them."


def ask_to_undo(desk: Desk, scope: str) -> View:
    """Return what would be taken back, with the button that does. Raises `CannotUndo`."""
    edits = desk.engine.library.edits
    newest = next(iter(edits.history(faq_of(scope), limit=1)), None)
    try:
        events = edits.find_undoable(scope)
    except CannotUndo as error:
        if newest is None:
            raise
        raise CannotUndo(f"{error} among the documents. {_FAQ.replace('`', '')}") from None
    notes = []
    if newest is not None and newest.id > events[0].id:
        notes = [f"**Changed later, in the FAQ:**\n{format_change(newest)}\n-# {_FAQ}"]
    return _render_question(UNDO, events, format_changes(events), notes)


def ask_to_redo(desk: Desk, scope: str) -> View:
    """Return what would be made again, with the button that does. Raises `CannotUndo`."""
    events = desk.engine.library.edits.find_redoable(scope)
    return _render_question(REDO, events, format_changes(events), [])


def _render_question(action: str, events: Sequence[Event], change: str, notes: Sequence[str]) -> View:
    texts = [f"**{_ASKS[action]}**\n{change}", "**After that**\n" + format_list(_list_outcomes(events)), *notes]
    leave: ui.Button[View] = ui.Button(label="Leave it", custom_id=f"takeback:leave:{events[0].batch}")
    row: ui.ActionRow[View] = ui.ActionRow(_build_button(action, events, discord.ButtonStyle.primary), leave)
    items: list[ViewItem] = [ui.TextDisplay(text) for text in texts]
    return build_card(YELLOW, *items, row)


def reverse_change(edits: Edits, action: str, scope: str, batch: str, actor: Actor) -> View:
    """Take back or make again the change that a moderator saw; return what is the case now, with the button for the way back."""
    reverse, back = (edits.undo, REDO) if action == UNDO else (edits.redo, UNDO)
    events = reverse(scope, actor, seen=batch)
    items: list[ViewItem] = [ui.TextDisplay("**Done.**\n" + format_list(_list_outcomes(events)))]
    with suppress(CannotUndo):  # somebody else changed something in the meantime: then there is no way back
        done = edits.find_redoable(scope) if back == REDO else edits.find_undoable(scope)
        items.append(ui.ActionRow(_build_button(back, done)))
    return build_card(GREEN, *items)


def _list_outcomes(events: Sequence[Event]) -> list[str]:
    return [f"- {tell_outcome(event, format_title(find_present_title(event)))}." for event in events]


def _build_button(
    action: str, events: Sequence[Event], style: discord.ButtonStyle = discord.ButtonStyle.secondary
) -> ui.Button[View]:
    return ui.Button(label=_DOES[action], style=style, custom_id=f"takeback:{action}:{events[0].batch}")


class TakeBackButton(ModeratorItem, template=r"takeback:(?P<action>undo|redo|leave):(?P<batch>[0-9a-f]{1,64})"):
    """Takes back or makes again the change that the message shows, if it is the last one still; or leaves it."""

    async def press(self, interaction: _Interaction, scope: str) -> None:
        bot, action = interaction.client, self.match["action"]
        await interaction.response.defer()
        if action == "leave":
            view = build_text_card(GREY, "Nothing was changed.")
        else:
            edits, batch = bot.engine.library.edits, self.match["batch"]
            view = await bot.workers.store(reverse_change, edits, action, scope, batch, actor_of(interaction))
            bot.announce_change()
        await interaction.edit_original_response(view=view)
