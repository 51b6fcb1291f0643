"""`/faq-admin …` and "Make FAQ entry": moderators write, correct and withdraw the entries of their server's FAQ."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence

import discord
from discord import app_commands

from bot.discord_app.bot import LandscapeBot
from bot.discord_app.fair_queue import read_party
from bot.discord_app.guarded import GuardedGroup
from bot.discord_app.permissions import actor_of, scope_of
from bot.features.faq import views
from bot.features.faq.buttons import BUTTONS, show_entries
from bot.features.faq.drafting import (
    Pending,
    add_phrasing,
    make_draft_of_reply,
    make_pending,
    preview_entry,
    save_pending,
)
from bot.features.faq.modals import EntryModal
from corpus.scopes import faq_of
from corpus.store.faq.entries import (
    ANSWER_LIMIT,
    ENTRY_QUESTION_LIMIT,
    BadEntry,
    FaqDraft,
    FaqEntry,
    PassageRef,
    UnknownEntry,
    fold_words,
)
from corpus.store.faq.transfer import MAX_IMPORT_BYTES, export_entries, read_entries
from corpus.store.replies import ReplyLog
from index.faq.book import FaqBook, find_use_scope
from index.faq.word_search import rank_typed

_Interaction = discord.Interaction[LandscapeBot]
_Choices = list[app_commands.Choice[str]]
_PASSAGE = re.compile(r"([0-9a-f]{12}):(\d{1,9}):(\d{1,9}):(\d{1,9})")
_CHANGES = 5  # of the history, in the figures
_ENTRY = "The question of an entry, from the list"


class FaqAdmin(GuardedGroup, group_name="faq-admin", group_description="The FAQ of this server"):
    """Keeps the FAQ of a server."""

    def __init__(self, bot: LandscapeBot) -> None:
        super().__init__(bot)
        self.add_menu("Make FAQ entry", self.from_message)

    @property
    def _faq(self) -> FaqBook:
        return self.bot.engine.faq

    async def cog_load(self) -> None:
        await super().cog_load()
        self.bot.add_dynamic_items(*BUTTONS)
        self.bot.forms.entry = lambda title, draft, gap_id: EntryModal(title, Pending(draft, gap_id=gap_id))

    # ---- writing

    @app_commands.command()
    @app_commands.describe(passage="Words of a passage of the documents that answers; without it, you write the answer")
    async def add(self, interaction: _Interaction, passage: str = "") -> None:
        """Write an entry: a question, other phrasings, and an answer of yours or of the documents"""
        ref = None
        if passage:
            scopes = await self.bot.workers.store(self.bot.desk.scopes, interaction.guild_id)
            ref = _read_passage_ref(passage)
            await self.bot.workers.store(self._faq.store.reading.passage, ref, scopes)
        await interaction.response.send_modal(EntryModal("New FAQ entry", Pending(FaqDraft("", passage=ref))))

    async def from_message(self, interaction: _Interaction, message: discord.Message) -> None:
        """Take a message as the answer of an entry; of an answer of the bot, the passage that it quotes."""
        scope, written = scope_of(interaction), message.content.strip()
        draft = None
        if self.bot.user is not None and message.author.id == self.bot.user.id:
            draft = await self.bot.workers.store(
                make_draft_of_reply, ReplyLog(self.bot.engine.store), scope, message.id
            )
        elif written:
            draft = FaqDraft("", written[:ANSWER_LIMIT], author=message.author.display_name, url=message.jump_url)
        if draft is None:
            raise BadEntry("that message has no text of a member and is no answer of mine: choose another")
        await interaction.response.send_modal(EntryModal("New FAQ entry", Pending(draft)))

    @app_commands.command()
    @app_commands.describe(entry=_ENTRY)
    async def edit(self, interaction: _Interaction, entry: str) -> None:
        """Change the question, the phrasings, the answer or the tags of an entry"""
        current = await self.bot.workers.store(self._find_own, interaction, entry)
        await interaction.response.send_modal(EntryModal("Edit the entry", make_pending(current)))

    @app_commands.command()
    @app_commands.describe(entry=_ENTRY, phrasing="Another way to ask the same")
    async def alias(
        self, interaction: _Interaction, entry: str, phrasing: app_commands.Range[str, 1, ENTRY_QUESTION_LIMIT]
    ) -> None:
        """Give an entry another phrasing, by which it is found too"""
        scope, actor, token = scope_of(interaction), actor_of(interaction), f"{interaction.id:x}"

        def give() -> discord.ui.LayoutView:
            current = self._find_own(interaction, entry)
            if any(
                same.id != current.id
                for same in self._faq.find_same([phrasing], self.bot.desk.scopes(interaction.guild_id))
            ):
                return preview_entry(self.bot, scope, token, add_phrasing(current, phrasing), actor)
            saved = save_pending(self.bot, scope, add_phrasing(current, phrasing), actor)
            return views.render_saved(saved.entry, undo=saved.undo)

        await self.change_store(interaction, give)

    @app_commands.command()
    @app_commands.describe(entry=_ENTRY)
    async def remove(self, interaction: _Interaction, entry: str) -> None:
        """Take an entry out of use; it can be restored"""
        scope, actor = scope_of(interaction), actor_of(interaction)

        def take_out() -> discord.ui.LayoutView:
            removed = self._faq.store.remove(scope, self._find_own(interaction, entry).id, actor)
            self._faq.index(scope)
            return views.render_removed(removed)

        await self.change_store(interaction, take_out)

    @app_commands.command()
    @app_commands.describe(entry="The question of a removed entry, from the list")
    async def restore(self, interaction: _Interaction, entry: str) -> None:
        """Take a removed entry into use again"""
        scope, actor = scope_of(interaction), actor_of(interaction)

        def bring_back() -> discord.ui.LayoutView:
            removed = _find_entry(self._faq.store.reading.list_removed(scope), entry)
            restored = self._faq.store.restore(scope, removed.id, actor)
            self._faq.index(scope)
            return views.render_restored(restored, "answers again")

        await self.change_store(interaction, bring_back)

    # ---- reading

    @app_commands.command(name="list")
    @app_commands.describe(search="Words of the question, the answer, the tags or the author")
    async def list_entries(self, interaction: _Interaction, search: str = "") -> None:
        """List the entries of this server"""
        scope = scope_of(interaction)
        await self.show_view(interaction, show_entries, self.bot.desk, scope, 0, search[:50])

    @app_commands.command()
    async def stats(self, interaction: _Interaction) -> None:
        """Show how many entries there are, which are used, and the last changes"""
        scope, reading = scope_of(interaction), self._faq.store.reading

        def count() -> discord.ui.LayoutView:
            scopes = self.bot.desk.scopes(interaction.guild_id)
            uses = reading.count_uses(find_use_scope(scopes))
            by_documents = [entry for visible in scopes for entry, _ in reading.list_made_by_documents(visible)]
            events = self.bot.engine.library.edits.history(faq_of(scope), limit=_CHANGES)
            removed = len(reading.list_removed(scope))
            return views.render_figures(
                reading.entries(scope), by_documents, removed, lambda entry: uses.get(entry.use_key, 0), events
            )

        await self.show_view(interaction, count)

    @app_commands.command()
    async def export(self, interaction: _Interaction) -> None:
        """Get the entries of this server as a file that import reads back"""
        scope = scope_of(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        entries = await self.bot.workers.store(self._faq.store.reading.entries, scope)
        file = discord.File(io.BytesIO(export_entries(entries)), filename="faq.jsonl")
        whole = sum(entry.answer is not None for entry in entries)
        await interaction.edit_original_response(
            view=views.render_entries_file(file.filename, whole), attachments=[file]
        )

    @app_commands.command(name="import")
    @app_commands.describe(file="What /faq-admin export gave out: JSON lines")
    async def import_entries(self, interaction: _Interaction, file: discord.Attachment) -> None:
        """Add the entries of a file; questions that are asked already are left out"""
        scope, actor = scope_of(interaction), actor_of(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        if file.size > MAX_IMPORT_BYTES:
            raise BadEntry(f"the file has {file.size / 2**20:.0f} MiB: it may have {MAX_IMPORT_BYTES // 2**20}")
        data = await file.read()

        def take_in() -> discord.ui.LayoutView:
            store, scopes = self._faq.store, self.bot.desk.scopes(interaction.guild_id)
            lines, refused = read_entries(data, lambda identity, quote: store.reading.find(identity, quote, scopes))
            self._faq.prepare(text for line in lines for text in (line.draft.question, *line.draft.phrasings))
            times = [(line.created_at, line.changed_at) for line in lines]
            added, left_out = store.add_all(scope, [line.draft for line in lines], actor, times)
            self._faq.index(scope)
            newest = next(iter(self.bot.engine.library.edits.history(faq_of(scope), limit=1)), None)
            return views.render_import(added, [*refused, *left_out], newest.batch if newest else "")

        await interaction.edit_original_response(
            view=await self.bot.workers.uploads.run(read_party(interaction), take_in)
        )
        self.bot.announce_change()

    # ---- inside

    def _find_own(self, interaction: _Interaction, text: str) -> FaqEntry:
        return _find_entry(self._faq.store.reading.entries(scope_of(interaction)), text)

    @edit.autocomplete("entry")
    @alias.autocomplete("entry")
    @remove.autocomplete("entry")
    async def _offer_entries(self, interaction: _Interaction, current: str) -> _Choices:
        scope = scope_of(interaction)
        entries = await self.bot.workers.store(
            self._faq.suggest, current, [scope], only=lambda entry: not entry.by_document
        )
        return [app_commands.Choice(name=views.cut_label(entry.question), value=entry.id) for entry in entries]

    @restore.autocomplete("entry")
    async def _offer_removed(self, interaction: _Interaction, current: str) -> _Choices:
        scope = scope_of(interaction)
        removed = await self.bot.workers.store(self._faq.store.reading.list_removed, scope)
        places = rank_typed([entry.question for entry in removed], current, views.CHOICES)
        return [
            app_commands.Choice(name=views.label_removed(removed[place]), value=removed[place].id) for place in places
        ]

    @add.autocomplete("passage")
    async def _offer_passages(self, interaction: _Interaction, current: str) -> _Choices:
        if not current.strip():
            return []
        scopes = await self.bot.workers.store(self.bot.desk.scopes, interaction.guild_id)
        passages = await self.bot.workers.questions.run(
            read_party(interaction), self.bot.engine.find_passages, current[:200], scopes, views.CHOICES
        )
        return [
            app_commands.Choice(
                name=views.cut_label(f"{passage.document.title[:30]}: {passage.text}"),
                value=f"{passage.document.id}:{passage.document.version}:{passage.start}:{passage.end}",
            )
            for passage in passages
        ]


def _read_passage_ref(text: str) -> PassageRef:
    named = _PASSAGE.fullmatch(text)
    if named is None:
        raise UnknownEntry("no passage is called that: pick one from the list that is offered while you type")
    return PassageRef(named[1], int(named[2]), int(named[3]), int(named[4]))


def _find_entry(entries: Sequence[FaqEntry], text: str) -> FaqEntry:
    """Return the one entry that a moderator means: by ID, or by its question. Raises `UnknownEntry` with the remedy."""
    matching = [entry for entry in entries if entry.id == text.strip()]
    matching = matching or [entry for entry in entries if fold_words(entry.question) == fold_words(text)]
    if len(matching) == 1:
        return matching[0]
    asked = views.cut_label(text)
    if matching:
        raise UnknownEntry(f"more than one entry asks “{asked}”: pick one from the list that is offered while you type")
    near = rank_typed([entry.question for entry in entries], text[: views.CHOICE], 1)
    meant = f"; perhaps you mean “{views.cut_label(entries[near[0]].question)}”" if near and text.strip() else ""
    raise UnknownEntry(
        f"no entry of this server asks “{asked}”{meant}: pick one from the list that is offered while you type"
    )


async def setup(bot: LandscapeBot) -> None:
    await bot.add_cog(FaqAdmin(bot))
