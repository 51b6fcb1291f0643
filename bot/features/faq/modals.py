"""The form of a FAQ entry: question, other phrasings, answer and tags; what it makes is shown before it is saved."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import discord
from discord import ui

from bot.discord_app.forms import ModeratorForm, build_text_input
from bot.discord_app.permissions import actor_of
from bot.features.faq.drafting import Pending, preview_entry
from bot.features.faq.views import render_unfit
from corpus.store.faq.entries import ANSWER_LIMIT, ENTRY_QUESTION_LIMIT, BadEntry

if TYPE_CHECKING:
    from bot.discord_app.bot import LandscapeBot

    _Interaction = discord.Interaction[LandscapeBot]

_PHRASINGS, _TAGS = 3000, 300  # characters


class EntryModal(ModeratorForm):
    """The form of an entry. `token` is that of a draft whose preview is to be changed; without it, a new preview is sent."""

    def __init__(self, title: str, pending: Pending, token: str | None = None) -> None:
        super().__init__(title=title)
        self._pending, self._token = pending, token
        draft = pending.draft
        chosen = draft.passage is not None
        self.question = build_text_input("question", ENTRY_QUESTION_LIMIT, draft.question, required=True)
        self.phrasings = build_text_input("phrasings", _PHRASINGS, "\n".join(draft.phrasings), long=True)
        self.answer = build_text_input("answer", ANSWER_LIMIT, draft.answer or "", long=True, required=not chosen)
        self.tags = build_text_input("tags", _TAGS, ", ".join(draft.tags))
        hint = (
            "Left empty, the chosen passage answers"
            if chosen
            else "In your own words; bold, lists, links and code show as in a message"
        )
        self.add_item(ui.Label(text="Question", component=self.question))
        self.add_item(ui.Label(text="Other phrasings", description="One on each line", component=self.phrasings))
        self.add_item(ui.Label(text="Answer", description=hint, component=self.answer))
        self.add_item(ui.Label(text="Tags", description="With commas between them", component=self.tags))

    async def submit(self, interaction: _Interaction, scope: str) -> None:
        bot, actor = interaction.client, actor_of(interaction)
        if self._token is None:
            await interaction.response.defer(ephemeral=True, thinking=True)
        else:
            await interaction.response.defer()
        token = self._token or f"{interaction.id:x}"
        old = self._pending.draft
        draft = replace(
            old,
            question=self.question.value,
            answer=self.answer.value if self.answer.value.strip() or old.passage is None else None,
            phrasings=tuple(self.phrasings.value.split("\n")),
            tags=tuple(self.tags.value.split(",")),
        )
        pending = replace(self._pending, draft=draft)
        try:
            view: ui.LayoutView = await bot.workers.store(preview_entry, bot, scope, token, pending, actor)
        except BadEntry as error:  # nothing that was typed is lost
            await bot.workers.store(bot.engine.faq.store.keep_draft, scope, token, pending.as_json())
            view = render_unfit(str(error), token)
        await interaction.edit_original_response(view=view)
