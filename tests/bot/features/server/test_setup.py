"""`/setup …` tells what is set and what is missing, and switches nothing off unasked."""

from __future__ import annotations

from typing import Any

import discord
import pytest
import simcord
from support.discord_members import moderator
from support.uploads import FERRY, read_plain, upload

from bot.discord_app.permissions import NotModerator
from corpus.scopes import of_server
from corpus.store.servers import ServerSettings
from index.engine import Engine

pytestmark = pytest.mark.simcord(settle_timeout=60)

COMMANDS = ("corpus", "faq-admin", "gaps", "Add to corpus", "Make FAQ entry")


@pytest.fixture
def boss(env: simcord.Env, channel: Any) -> Any:
    role = channel.guild.create_role("Admins", permissions=discord.Permissions(manage_guild=True))
    return channel.guild.add_member(env.create_user("boss"), roles=[role])


def settings(env: simcord.Env, channel: Any) -> ServerSettings:
    found: ServerSettings = env.bot.desk.servers.get(of_server(channel.guild.id))  # type: ignore[attr-defined]
    return found


async def read_setup(member: Any, where: Any, command: str, **options: Any) -> str:
    return read_plain((await member.slash(where, f"setup {command}", **options)).response)


async def test_a_role_is_told_with_what_discord_hides_from_it_until_an_admin_shows_it(
    env: simcord.Env, boss: Any, channel: Any
) -> None:
    role = channel.guild.create_role("Keepers")
    text = await read_setup(boss, channel, "moderators", role=role)
    assert text.startswith(f"Done: <@&{role.id}> keeps the documents too.")
    assert f"- Members with *Manage Messages* in the whole server\n- <@&{role.id}>" in text
    assert "does not see `/corpus`" in text
    for name in COMMANDS:
        assert name in text
    assert "Server Settings → Integrations → " in text
    assert "press Add Roles or Members" in text
    assert "/setup`" not in text.split("does not see")[1].split("yet")[0], "which is for those who manage the server"
    assert env.bot is not None
    commands = {command.name: command for command in await env.bot.tree.fetch_commands()}  # type: ignore[attr-defined]
    for name in COMMANDS[1:]:
        channel.guild.set_command_permissions(commands[name], {role: True})
    assert "does not see `/corpus` yet" in await read_setup(boss, channel, "moderators")
    channel.guild.set_command_permissions(commands["corpus"], {role: True})
    assert "Integrations" not in await read_setup(boss, channel, "moderators")
    keeper = channel.guild.add_member(env.create_user("keeper"), roles=[role])
    assert "No documents yet" in read_plain((await keeper.slash(channel, "corpus list")).response)


async def test_a_role_that_discord_shows_the_commands_needs_nothing_of_an_admin(boss: Any, channel: Any) -> None:
    role = channel.guild.create_role("Mods", permissions=discord.Permissions(manage_messages=True))
    assert "Integrations" not in await read_setup(boss, channel, "moderators", role=role)
    assert "keeps the documents already" in await read_setup(boss, channel, "moderators", role=role)
    assert "is no moderator of mine any more" in await read_setup(boss, channel, "moderators", role=role, remove=True)
    text = await read_setup(boss, channel, "moderators", role=role, remove=True)
    assert text.startswith(f"<@&{role.id}> was none.")
    assert "- Members with *Manage Messages* in the whole server\n- No role besides" in text
    assert "Name the role" in await read_setup(boss, channel, "moderators", remove=True)


async def test_the_log_channel_is_told_and_switched_off_only_when_that_is_asked_for(
    env: simcord.Env, boss: Any, channel: Any
) -> None:
    assert "- Nowhere" in await read_setup(boss, channel, "log-channel")
    assert f"- <#{channel.id}>" in await read_setup(boss, channel, "log-channel", channel=channel)
    assert f"- <#{channel.id}>\nI have every permission" in await read_setup(boss, channel, "log-channel")
    assert settings(env, channel).log_channel == channel.id
    assert "not both" in await read_setup(boss, channel, "log-channel", channel=channel, off=True)
    assert settings(env, channel).log_channel == channel.id
    text = await read_setup(boss, channel, "log-channel", off=True)
    assert text.startswith("Done: I tell changes nowhere now.")
    assert settings(env, channel).log_channel is None


async def test_what_i_lack_in_the_log_channel_is_named_as_discord_names_it(
    env: simcord.Env, boss: Any, channel: Any
) -> None:
    closed = discord.PermissionOverwrite(send_messages=False, attach_files=False)
    log = channel.guild.create_text_channel("log", overwrites={channel.guild.default_role: closed})
    text = await read_setup(boss, channel, "log-channel", channel=log)
    assert "⚠ I lack *Send Messages*, *Attach Files* there: open Edit Channel → Permissions there" in text
    assert settings(env, channel).log_channel == log.id, "it is kept, and works once that is mended"


async def test_show_has_the_whole_configuration(env: simcord.Env, boss: Any, channel: Any, lighthouse: Engine) -> None:
    mod = moderator(env, channel, "mod")
    await upload(mod, channel, ("ferry.md", FERRY), publish=True)
    text = await read_setup(boss, channel, "show")
    for line in (
        "Members with *Manage Messages*", "- Nowhere: `/setup log-channel`", "- 1 document of this server",
        "- 1 document that whoever runs me shares", "- Not the notes that ship with me: whoever runs me",
        "I have every permission that I need here",
    ):  # fmt: skip
        assert line in text
    assert "Done: the notes are switched off" in await read_setup(boss, channel, "notes", answer=False)
    assert not settings(env, channel).notes
    assert "Done" not in await read_setup(boss, channel, "notes")
    assert not settings(env, channel).notes


async def test_who_does_not_manage_the_server_is_told_who_may(env: simcord.Env, channel: Any) -> None:
    mod = moderator(env, channel, "mod")
    commands = {command.name: command for command in await env.bot.tree.fetch_commands()}  # type: ignore[attr-defined]
    channel.guild.set_command_permissions(commands["setup"], {mod: True})
    assert await read_setup(mod, channel, "show") == "Only members with Manage Server may do this."
    simcord.assert_error(env, NotModerator)
