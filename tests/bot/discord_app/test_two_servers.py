"""What one server adds, no other server sees: every command is tried across two servers."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
import simcord
from discord import app_commands
from support.discord_members import moderator
from support.uploads import ASKED, FERRY, LATER, NOON, ask, read_plain, upload

from bot.discord_app.bot import LandscapeBot
from bot.discord_app.jobs import Cancelled, Job
from bot.ui.progress import render_progress
from corpus.scopes import of_server
from corpus.store.documents import UnknownDocument
from index.engine import Engine

pytestmark = pytest.mark.simcord(settle_timeout=60)


@pytest.fixture
def here(env: simcord.Env) -> Any:
    return env.create_guild("Here").create_text_channel("general")


@pytest.fixture
def there(env: simcord.Env) -> Any:
    return env.create_guild("There").create_text_channel("general")


async def test_nothing_of_one_server_reaches_another(
    env: simcord.Env, here: Any, there: Any, lighthouse: Engine
) -> None:
    ours, theirs = moderator(env, here, "ours"), moderator(env, there, "theirs")
    await upload(ours, here, ("ferry.md", FERRY), publish=True)
    (stored,) = lighthouse.store.listing([of_server(here.guild.id)])
    before = lighthouse.store.scope_state(of_server(here.guild.id))

    assert NOON in await ask(ours, here)
    assert NOON not in await ask(theirs, there)
    for command in ("corpus list", "corpus history", "corpus export"):
        told = await theirs.slash(there, command)
        assert "ferry" not in read_plain(told.response).casefold(), command
    for option in ("corpus show", "corpus edit", "corpus replace", "corpus remove", "corpus history"):
        assert await theirs.autocomplete(there, option, "document", "") == [], option
        assert await theirs.autocomplete(there, option, "document", stored.id[:6]) == [], option
    by_id: tuple[tuple[str, dict[str, Any]], ...] = (
        ("corpus show", {"document": stored.id}),
        ("corpus edit", {"document": stored.id}),
        ("corpus replace", {"document": stored.id, "file": ("later.md", LATER)}),
        ("corpus remove", {"document": stored.id}),
        ("corpus restore", {"document": stored.id}),
        ("corpus history", {"document": stored.id}),
    )
    for command, options in by_id:
        told = await theirs.slash(there, command, **options)
        assert "of this server is called" in read_plain(told.response), command
        simcord.assert_error(env, UnknownDocument)
    assert "no change to take back" in read_plain((await theirs.slash(there, "corpus undo")).response)
    simcord.assert_error(env, Exception, contains="no change to take back")
    assert lighthouse.store.scope_state(of_server(here.guild.id)) == before

    await ours.slash(here, "corpus remove", document=stored.id)
    assert await theirs.autocomplete(there, "corpus restore", "document", "") == []
    told = await theirs.slash(there, "corpus restore", document=stored.id)
    assert "of this server is called" in read_plain(told.response)
    simcord.assert_error(env, UnknownDocument)


async def test_the_buttons_of_a_draft_work_in_its_own_server_only(
    env: simcord.Env, here: Any, there: Any, lighthouse: Engine
) -> None:
    ours, theirs = moderator(env, here, "ours"), moderator(env, there, "theirs")
    shown = await upload(ours, here, ("ferry.md", FERRY))
    draft = shown.response.components
    mine = await upload(theirs, there, ("pier.md", b"# The pier\n\nThe pier has nine ropes.\n"))
    assert "Preview of “The pier”" in read_plain(mine.response)
    assert ASKED not in read_plain(mine.response), "the questions of another server are not shown"
    await theirs.click(mine.response, label="Publish")
    assert [one.title for one in lighthouse.store.listing([of_server(there.guild.id)])] == ["The pier"]
    assert lighthouse.store.listing([of_server(here.guild.id)]) == []
    assert draft
    await ours.click(shown.response, label="Publish")
    assert [one.title for one in lighthouse.store.listing([of_server(here.guild.id)])] == ["The ferry"]


async def test_work_of_one_server_is_not_cancelled_from_another(env: simcord.Env, here: Any, there: Any) -> None:
    ours, theirs = moderator(env, here, "ours"), moderator(env, there, "theirs")
    assert isinstance(env.bot, LandscapeBot)
    job, goes_on = Job("a1", "reading", of_server(here.guild.id)), asyncio.Event()

    async def ignore(_: Job) -> None:
        """How far it is matters to nobody here."""

    working = asyncio.create_task(env.bot.jobs.watch(job, goes_on.wait(), ignore))
    await asyncio.sleep(0)
    for place in (here, there):
        live: Any = env.bot.get_channel(place.id)
        await live.send(view=render_progress(job))
    told = await theirs.click(there.last_message, label="Cancel")
    assert "That is over already" in read_plain(told.response)
    job.progress(1, 2)  # it does not stop
    await ours.click(here.last_message, label="Cancel")
    with pytest.raises(Cancelled):
        job.progress(1, 2)
    goes_on.set()
    await working


async def test_questions_that_one_server_asked_are_in_no_preview_of_another(
    env: simcord.Env, here: Any, there: Any
) -> None:
    ours, theirs = moderator(env, here, "ours"), moderator(env, there, "theirs")
    await ask(ours, here)
    told = read_plain((await upload(theirs, there, ("ferry.md", FERRY))).response)
    assert "Would answer questions that were refused: none" in told
    told = read_plain((await upload(ours, here, ("ferry.md", FERRY))).response)
    assert "Would answer questions that were refused: 1" in told


async def test_settings_of_one_server_hold_there_only(env: simcord.Env, here: Any, there: Any) -> None:
    import discord

    bosses = [
        place.guild.add_member(
            env.create_user(f"boss-{number}"),
            roles=[place.guild.create_role("Boss", permissions=discord.Permissions(manage_guild=True))],
        )
        for number, place in enumerate((here, there))
    ]
    keeper = here.guild.create_role("Keeper")
    told = await bosses[0].slash(here, "setup moderators", role=keeper)
    assert f"<@&{keeper.id}>" in read_plain(told.response)
    assert "No role besides" in read_plain((await bosses[1].slash(there, "setup moderators")).response)
    for known in env.bot.tree.get_commands():
        if isinstance(known, app_commands.Group):
            known.default_permissions = None
    await env.bot.tree.sync()
    member = here.guild.add_member(env.create_user("keeper"), roles=[keeper])
    assert "No documents yet" in read_plain((await member.slash(here, "corpus list")).response)
