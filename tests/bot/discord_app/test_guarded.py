"""Whoever is no moderator gets nothing of the moderators' commands, whatever Discord shows them: every command is tried."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import discord
import pytest
import simcord
from discord import app_commands
from support.uploads import FERRY

from bot.discord_app.bot import LandscapeBot
from bot.discord_app.guarded import GuardedGroup
from bot.discord_app.permissions import NotModerator
from corpus.scopes import of_server

pytestmark = pytest.mark.simcord(settle_timeout=60, check_errors=False)

GROUPS = ("corpus", "faq-admin", "gaps", "setup")
MENUS = ("Add to corpus", "Make FAQ entry")


def commands_of(bot: LandscapeBot) -> Iterator[app_commands.Command[Any, ..., Any]]:
    for name in GROUPS:
        group = bot.tree.get_command(name)
        assert isinstance(group, app_commands.Group)
        for command in group.walk_commands():
            assert isinstance(command, app_commands.Command)
            yield command


@pytest.fixture
def bot(env: simcord.Env) -> LandscapeBot:
    assert isinstance(env.bot, LandscapeBot)
    return env.bot


@pytest.fixture
async def everybody(env: simcord.Env, bot: LandscapeBot, channel: Any) -> Any:
    """A member whom Discord shows all commands."""
    for known in (*bot.tree.get_commands(), *bot.tree.get_commands(type=discord.AppCommandType.message)):
        if isinstance(known, (app_commands.Group, app_commands.ContextMenu)):
            known.default_permissions = None
    await bot.tree.sync()
    return channel.guild.add_member(env.create_user("everybody"))


def test_every_group_of_the_bot_is_a_guarded_one(bot: LandscapeBot) -> None:
    groups = [known for known in bot.tree.get_commands() if isinstance(known, app_commands.Group)]
    assert {group.name for group in groups} == set(GROUPS)
    for command in commands_of(bot):
        assert isinstance(command.binding, GuardedGroup), command.qualified_name
        assert command.guild_only or command.root_parent.guild_only, command.qualified_name  # type: ignore[union-attr]


async def test_every_command_of_a_guarded_group_asks_who_sends_it(
    bot: LandscapeBot, everybody: Any, channel: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The check is asked as discord.py asks it, with a member's interaction, so that no options need be made up."""
    sent: list[discord.Interaction[Any]] = []

    async def note(interaction: discord.Interaction[Any]) -> bool:
        sent.append(interaction)
        return False

    monkeypatch.setattr(bot.tree, "interaction_check", note)
    await everybody.slash(channel, "about")
    (interaction,) = sent
    for command in commands_of(bot):
        try:
            allowed = await command._check_can_run(interaction)
        except NotModerator:
            allowed = False
        assert not allowed, command.qualified_name
    for menu in bot.tree.get_commands(type=discord.AppCommandType.message):
        assert menu.name in MENUS
        with pytest.raises(NotModerator):
            await menu._check_can_run(interaction)


async def test_nothing_is_offered_to_who_is_no_moderator_and_nothing_is_logged(
    bot: LandscapeBot, everybody: Any, mod: Any, channel: Any, caplog: pytest.LogCaptureFixture
) -> None:
    scope = of_server(channel.guild.id)
    bot.engine.add(FERRY, "ferry.md", scope)
    offered = [
        (command.qualified_name, parameter.name)
        for command in commands_of(bot)
        for parameter in command.parameters
        if parameter.autocomplete
    ]
    assert ("corpus show", "document") in offered
    assert len(offered) >= 11
    for command, option in offered:
        assert await everybody.autocomplete(channel, command, option, "ferry") == [], command
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert len(await mod.autocomplete(channel, "corpus show", "document", "ferry")) == 1
    assert len(await mod.autocomplete(channel, "faq-admin add", "passage", "ferry")) == 1
