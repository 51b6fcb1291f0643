"""`/privacy`: what is kept is told, and deleted only after it was asked once more."""

from __future__ import annotations

import pytest
from support.gap_server import Server
from support.uploads import read_plain

from bot.discord_app.bot import LandscapeBot
from corpus.scopes import of_server
from corpus.store.members import Privacy

pytestmark = pytest.mark.simcord(settle_timeout=60)


async def test_what_is_kept_is_deleted_only_after_a_second_click(here: Server) -> None:
    alice = here.member("alice")
    await here.ask(alice)
    privacy, scope = Privacy(here.engine.store), of_server(here.channel.guild.id)
    shown = await alice.slash(here.channel, "privacy")
    assert "Kept now: 1 question of yours." in read_plain(shown.response)
    await alice.click(shown.response, label="Delete what is kept")
    assert privacy.count_kept(scope, alice.id) == 1
    asked = read_plain(shown.response)
    assert asked.startswith("Delete what I keep of you on this server?\nThat is 1 question of yours with my replies")
    assert "Nobody can bring it back." in asked
    await alice.click(shown.response, label="Back")
    assert "Kept now: 1 question of yours." in read_plain(shown.response)
    await alice.click(shown.response, label="Delete what is kept")
    await alice.click(shown.response, label="Delete for good")
    assert privacy.count_kept(scope, alice.id) == 0
    assert read_plain(shown.response).startswith("Deleted. I keep no question of yours on this server any more")
    await alice.click(shown.response, label="Don't keep my questions")
    assert "I keep none of your questions on this server." in read_plain(shown.response)


async def test_the_buttons_of_privacy_work_after_a_restart(here: Server) -> None:
    alice = here.member("alice")
    await here.ask(alice)
    shown = await alice.slash(here.channel, "privacy")
    await here.env.restart_bot(LandscapeBot(here.engine, notes=False))
    await alice.click(shown.response, label="Don't keep my questions")
    assert Privacy(here.engine.store).is_out(of_server(here.channel.guild.id), alice.id)


async def test_in_direct_messages_nothing_is_said_of_commands_and_moderators_that_are_not_there(here: Server) -> None:
    bob = here.env.create_user("bob")
    shown = await bob.slash("privacy")
    said = read_plain(shown.response)
    assert said.startswith("What I keep of your questions in direct messages")
    assert "/stats" not in said
    await bob.click(shown.response, label="Don't keep my questions")
    assert "I keep none of your questions in direct messages." in read_plain(shown.response)
