"""Who moderates: who may do so in the whole server, whatever a channel's overwrites allow them there or forbid."""

from __future__ import annotations

from typing import Any

import discord
import pytest
import simcord
from discord import app_commands
from support.discord_members import moderator
from support.uploads import FERRY, read_plain, upload

from bot.discord_app.permissions import NotModerator
from corpus.scopes import of_server
from index.engine import Engine

pytestmark = pytest.mark.simcord(settle_timeout=60)


@pytest.fixture
async def every_command_shown(env: simcord.Env) -> None:
    """A server may have Discord show commands to whom it likes."""
    for known in env.bot.tree.get_commands():
        if isinstance(known, app_commands.Group):
            known.default_permissions = None
    await env.bot.tree.sync()


@pytest.mark.usefixtures("every_command_shown")
async def test_manage_messages_in_one_channel_makes_nobody_a_moderator(
    env: simcord.Env, mod: Any, channel: Any, lighthouse: Engine
) -> None:
    carol = channel.guild.add_member(env.create_user("carol"))
    may = discord.PermissionOverwrite(manage_messages=True, manage_guild=True)
    own = channel.guild.create_text_channel("carols-corner", overwrites={carol: may})
    lighthouse.add(FERRY, "ferry.md", of_server(channel.guild.id))
    for command, options in (("corpus list", {}), ("corpus remove", {"document": "The ferry"}), ("gaps list", {})):
        refused = await carol.slash(own, command, **options)
        assert "Only moderators may do this" in read_plain(refused.response), command
        simcord.assert_error(env, NotModerator)
    assert await carol.autocomplete(own, "corpus show", "document", "") == []
    setup = await carol.slash(own, "setup notes", answer=False)
    assert read_plain(setup.response) == "Only members with Manage Server may do this."
    simcord.assert_error(env, app_commands.CheckFailure)
    assert len(lighthouse.store.listing([of_server(channel.guild.id)])) == 1
    pages = await upload(mod, own, ("pier.md", b"# The pier\n\nThe pier has nine ropes.\n"))
    assert "Preview of “The pier”" in read_plain(pages.response)


@pytest.mark.usefixtures("every_command_shown")
async def test_who_manages_messages_in_the_server_moderates_also_where_a_channel_forbids_it(
    env: simcord.Env, channel: Any
) -> None:
    mod = moderator(env, channel, "mod")
    not_here = discord.PermissionOverwrite(manage_messages=False)
    quiet = channel.guild.create_text_channel("quiet", overwrites={mod: not_here})
    assert "No documents yet" in read_plain((await mod.slash(quiet, "corpus list")).response)
