"""`/setup …`: who moderates, where changes are told, whether the shipped notes answer here, and what is missing."""

from __future__ import annotations

import logging
from typing import Any

import discord
from discord import app_commands

from bot.discord_app.bot import LandscapeBot
from bot.discord_app.guarded import GuardedGroup
from bot.discord_app.permissions import NotModerator, permissions_in_server, scope_of
from bot.features.server import setup_views
from bot.features.server.lacking import list_lacking_to_answer, list_lacking_to_tell
from bot.features.server.setup_views import SetupState
from bot.features.server.visibility import find_hidden_commands
from bot.ui.layout import View, render_problem
from corpus.scopes import SHARED
from corpus.store.servers import ServerSettings

_Interaction = discord.Interaction[LandscapeBot]
_log = logging.getLogger(__name__)


@app_commands.default_permissions(manage_guild=True)
class Setup(GuardedGroup, group_name="setup", group_description="How this server uses me"):
    """Settings of a server, for those who manage it."""

    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        """Let those who manage the server through, whatever Discord was told to show."""
        if not permissions_in_server(interaction).manage_guild:
            raise NotModerator("Only members with Manage Server may do this.")
        return True

    @app_commands.command()
    async def show(self, interaction: _Interaction) -> None:
        """Show all that this server has set, and what I lack"""
        await interaction.response.defer(ephemeral=True, thinking=True)
        await self._show(interaction, setup_views.render_setup(await self._read_state(interaction)))

    @app_commands.command()
    @app_commands.describe(role="The role; without it, I list who does", remove="Take the right away again")
    async def moderators(
        self, interaction: _Interaction, role: discord.Role | None = None, remove: bool = False
    ) -> None:
        """Let a role keep the documents, besides members with Manage Messages"""
        await interaction.response.defer(ephemeral=True, thinking=True)
        if role is None and remove:
            await self._show(interaction, render_problem("Name the role from which the right is to be taken."))
            return
        done = "" if role is None else await self._change_role(interaction, role, remove=remove)
        await self._show(interaction, setup_views.render_moderators(await self._read_state(interaction), done))

    @app_commands.command(name="log-channel")
    @app_commands.describe(channel="The channel; without it, I say which one it is", off="Tell changes nowhere")
    async def log_channel(
        self, interaction: _Interaction, channel: discord.TextChannel | None = None, off: bool = False
    ) -> None:
        """Tell every change of the documents in a channel"""
        await interaction.response.defer(ephemeral=True, thinking=True)
        if channel is not None and off:
            view = render_problem("Name a channel or choose “off”, not both. Nothing was changed.")
            await self._show(interaction, view)
            return
        done = ""
        if channel is not None or off:
            await self._change(interaction, log_channel=channel.id if channel else None)
            done = (
                "Done: I tell changes in that channel from now on." if channel else "Done: I tell changes nowhere now."
            )
        await self._show(interaction, setup_views.render_log(await self._read_state(interaction), done))

    @app_commands.command()
    @app_commands.describe(answer="Whether the notes that ship with me may answer here; without it, I say what is set")
    async def notes(self, interaction: _Interaction, answer: bool | None = None) -> None:
        """Switch the notes that ship with me on or off for this server"""
        await interaction.response.defer(ephemeral=True, thinking=True)
        done = ""
        if answer is not None:
            await self._change(interaction, notes=answer)
            done = f"Done: the notes are switched {'on' if answer else 'off'} for this server."
        await self._show(interaction, setup_views.render_notes(await self._read_state(interaction), done))

    # ---- inside

    async def _show(self, interaction: _Interaction, view: View) -> None:
        await interaction.edit_original_response(view=view)

    async def _change(self, interaction: _Interaction, **given: Any) -> ServerSettings:
        return await self.bot.workers.store(self.bot.desk.servers.change, scope_of(interaction), **given)

    async def _change_role(self, interaction: _Interaction, role: discord.Role, *, remove: bool) -> str:
        """Give a role the right, or take it away; roles that were deleted are dropped. Return what was done."""
        settings = await self.bot.workers.store(self.bot.desk.servers.get, scope_of(interaction))
        known = settings.moderator_roles
        others = tuple(one for one in known if one != role.id and role.guild.get_role(one) is not None)
        await self._change(interaction, moderator_roles=others if remove else (*others, role.id))
        if remove:
            return (
                f"Done: {role.mention} is no moderator of mine any more."
                if role.id in known
                else f"{role.mention} was none."
            )
        return (
            f"{role.mention} keeps the documents already."
            if role.id in known
            else f"Done: {role.mention} keeps the documents too."
        )

    async def _read_state(self, interaction: _Interaction) -> SetupState:
        """Return what is set, and what Discord says of it."""
        scope, guild, desk = scope_of(interaction), interaction.guild, self.bot.desk
        assert guild is not None  # `scope_of` saw to that
        settings = await self.bot.workers.store(desk.servers.get, scope)
        store = desk.engine.store
        documents, shared = [len(await self.bot.workers.store(store.names, place)) for place in (scope, SHARED)]
        roles = [role for one in settings.moderator_roles if (role := guild.get_role(one)) is not None]
        log = None if settings.log_channel is None else guild.get_channel(settings.log_channel)
        try:
            hidden = await find_hidden_commands(self.bot.tree, guild, roles)
        except discord.HTTPException as error:
            _log.info("which roles see the commands could not be asked: %s", error)
            hidden = None
        return SetupState(
            settings,
            [role.id for role in roles],
            hidden,
            None if log is None else list_lacking_to_tell(log.permissions_for(guild.me)),
            list_lacking_to_answer(
                interaction.app_permissions, in_thread=isinstance(interaction.channel, discord.Thread)
            ),
            documents,
            shared,
            desk.offers_notes,
            self.bot.user.name if self.bot.user else "",
        )


async def setup(bot: LandscapeBot) -> None:
    await bot.add_cog(Setup(bot))
