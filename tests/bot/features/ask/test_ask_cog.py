"""Asking on Discord, end to end: simcord plays Discord, everything else is real."""

from __future__ import annotations

from typing import Any

import discord
import pytest
import simcord
from support import discord_schema
from support.asking import BUILT, OFF_TOPIC, QUESTION, mention, read_message

from corpus.scopes import of_server
from index.engine import Engine

pytestmark = pytest.mark.simcord(settle_timeout=30)


@pytest.fixture
def alice(env: simcord.Env, channel: Any) -> Any:
    return channel.guild.add_member(env.create_user("alice"))


async def test_a_question_is_answered_with_a_cited_passage_for_everybody(alice: Any, channel: Any) -> None:
    result = await alice.slash(channel, "ask", question=QUESTION)
    assert not result.ephemeral
    assert result.response.flags.components_v2
    assert f"> **{BUILT}**" in read_message(result.response)
    assert "**1** · The lighthouse of Vara › History" in read_message(result.response)


async def test_a_private_question_is_answered_to_the_member_alone(alice: Any, channel: Any) -> None:
    result = await alice.slash(channel, "ask", question=QUESTION, private=True)
    assert result.ephemeral
    assert result.response.ephemeral
    assert BUILT in read_message(result.response)
    assert channel.last_message is None


async def test_a_question_outside_the_documents_is_refused(alice: Any, channel: Any) -> None:
    result = await alice.slash(channel, "ask", question=OFF_TOPIC)
    assert "I can talk about: The lighthouse of Vara" in read_message(result.response)
    assert "**1** ·" not in read_message(result.response)


async def test_the_deferral_says_nothing_but_whether_it_is_private(env: simcord.Env, alice: Any, channel: Any) -> None:
    await alice.slash(channel, "ask", question=QUESTION, private=True)
    deferral = next(seen.json for seen in env.http_requests if seen.path.endswith("/callback"))
    assert deferral == {"type": 5, "data": {"flags": 64}}


async def test_a_question_in_a_direct_message_is_answered_without_a_mention(env: simcord.Env) -> None:
    bob = env.create_user("bob")
    await bob.send_dm(QUESTION)
    assert BUILT in read_message(bob.dm_channel.last_message)


async def test_the_command_works_in_direct_messages(env: simcord.Env) -> None:
    result = await env.create_user("bob").slash("ask", question=QUESTION)
    assert BUILT in read_message(result.response)


async def test_a_mention_with_a_question_is_answered_as_a_reply_that_pings_nobody(
    env: simcord.Env, alice: Any, channel: Any
) -> None:
    asked = await alice.send(channel, f"{mention(env)} {QUESTION}")
    reply = channel.last_message
    assert reply.reference.message_id == asked.id
    assert f"-# {QUESTION}" in read_message(reply)
    assert BUILT in read_message(reply)
    assert reply.mentions == []
    assert any(seen.path.endswith("/typing") for seen in env.http_requests)


async def test_a_mention_in_a_thread_is_answered_there(env: simcord.Env, alice: Any, channel: Any) -> None:
    first = await alice.send(channel, "a place to ask")
    live = env.bot.get_channel(channel.id)
    assert isinstance(live, discord.TextChannel)
    made = await live.create_thread(name="questions", message=discord.Object(first.id))
    (thread,) = channel.threads
    await alice.send(thread, f"{mention(env)} {QUESTION}")
    assert thread.id == made.id
    assert BUILT in read_message(thread.last_message)


async def test_an_empty_mention_is_told_how_to_ask(env: simcord.Env, alice: Any, channel: Any) -> None:
    await alice.send(channel, mention(env))
    assert "/ask" in read_message(channel.last_message)
    assert "The lighthouse of Vara" in read_message(channel.last_message)


async def test_a_mention_with_too_long_a_question_is_told_the_limit(env: simcord.Env, alice: Any, channel: Any) -> None:
    await alice.send(channel, f"{mention(env)} {'why ' * 120}")
    assert "up to 300 characters, and this one has 479" in read_message(channel.last_message)


@pytest.mark.parametrize("text", ["@everyone hello", "hello", "<@&5> when was it built?", "<@77> when was it built?"])
async def test_a_message_that_does_not_mention_the_bot_is_left_alone(alice: Any, channel: Any, text: str) -> None:
    await alice.send(channel, text)
    assert channel.last_message.content == text


async def test_a_reply_that_only_pings_the_bot_is_left_alone(env: simcord.Env, alice: Any, channel: Any) -> None:
    await alice.send(channel, f"{mention(env)} {QUESTION}")
    await alice.send(channel, "thank you!", reply_to=channel.last_message)
    assert channel.last_message.content == "thank you!"


async def test_bots_and_webhooks_are_not_answered(env: simcord.Env, channel: Any) -> None:
    robot = channel.guild.add_member(env.create_user("robot", bot=True))
    await robot.send(channel, f"{mention(env)} {QUESTION}")
    await channel.guild.create_webhook(channel).send(f"{mention(env)} {QUESTION}")
    assert [message.components for message in channel.history()] == [[], []]


async def test_a_question_that_names_people_pings_none_of_them(env: simcord.Env, alice: Any, channel: Any) -> None:
    carol = channel.guild.add_member(env.create_user("carol"))
    await alice.send(channel, f"{mention(env)} @everyone and {carol.mention}: {OFF_TOPIC}")
    reply = channel.last_message
    assert f"@everyone and @carol: {OFF_TOPIC}" in read_message(reply)
    assert not reply.mention_everyone
    assert reply.mentions == []
    sent = next(seen.json for seen in reversed(env.http_requests) if seen.path.endswith("/messages"))
    assert sent["allowed_mentions"] == {"parse": [], "replied_user": False}


async def test_a_channel_where_the_bot_may_not_write_is_left_alone(
    env: simcord.Env, alice: Any, channel: Any, caplog: pytest.LogCaptureFixture
) -> None:
    for path in ("typing", "messages"):
        env.inject_error("POST", f"/channels/*/{path}", status=403, code=50013, message="Missing Permissions")
    await alice.send(channel, f"{mention(env)} {QUESTION}")
    assert channel.last_message.author.id == alice.id
    assert not [record for record in caplog.records if record.levelname in ("WARNING", "ERROR")]


@pytest.mark.parametrize("status", [403, 500])
async def test_where_it_can_t_be_shown_that_an_answer_is_being_written_it_comes_all_the_same(
    env: simcord.Env, alice: Any, channel: Any, status: int
) -> None:
    env.inject_error("POST", "/channels/*/typing", status=status, code=50013, times=None)
    await alice.send(channel, f"{mention(env)} {QUESTION}")
    assert BUILT in read_message(channel.last_message)


async def test_without_the_right_to_read_history_the_answer_comes_without_a_reference(
    env: simcord.Env, alice: Any, channel: Any
) -> None:
    env.inject_error("POST", "/channels/*/messages", status=400, code=160002, message="Cannot reply")
    await alice.send(channel, f"{mention(env)} {QUESTION}")
    assert channel.last_message.reference is None
    assert BUILT in read_message(channel.last_message)


async def test_the_documents_of_one_server_are_not_quoted_in_another(
    env: simcord.Env, alice: Any, channel: Any, lighthouse: Engine
) -> None:
    secret = b"# The ferry\n\nThe ferry to Vara leaves the old harbour at noon on every weekday.\n"
    lighthouse.add(secret, "ferry.md", of_server(channel.guild.id))
    elsewhere = env.create_guild("Elsewhere")
    room = elsewhere.create_text_channel("general")
    carol = elsewhere.add_member(env.create_user("carol"))
    asked = "When does the ferry to Vara leave the old harbour?"
    assert "at noon on every weekday" in read_message((await alice.slash(channel, "ask", question=asked)).response)
    assert "at noon on every weekday" not in read_message((await carol.slash(room, "ask", question=asked)).response)


async def test_about_says_privately_what_there_is_to_ask(alice: Any, channel: Any) -> None:
    result = await alice.slash(channel, "about")
    assert result.ephemeral
    assert "I can talk about: The lighthouse of Vara" in read_message(result.response)


@pytest.mark.skipif(not discord_schema.at_hand(), reason=discord_schema.MISSING)
async def test_every_request_body_fits_discords_openapi_document(env: simcord.Env, alice: Any, channel: Any) -> None:
    await alice.slash(channel, "ask", question=QUESTION, private=True)
    await alice.slash(channel, "ask", question=OFF_TOPIC)
    await alice.slash(channel, "about")
    for text in (QUESTION, "", "why " * 120):
        await alice.send(channel, f"{mention(env)} {text}")
    requests = [(seen.method, seen.path, seen.json) for seen in env.http_requests]
    assert discord_schema.assert_bodies_fit(requests) >= 1 + 3 * 2 + 3
    broken = {"components": [{"type": 17, "components": [{"type": 10, "content": ""}]}]}
    assert discord_schema.violations("POST", "/channels/1/messages", broken)
