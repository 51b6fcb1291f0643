"""A solved thread becomes a question with its answer."""

from __future__ import annotations

from typing import Any

import discord
import pytest
import simcord
from support.uploads import ask, read_plain

from corpus.scopes import of_server
from index.engine import Engine

pytestmark = pytest.mark.simcord(settle_timeout=60)

TITLE = "The pump in the cellar hums but moves no water"
OPENING = "Hello all! The pump in the cellar hums and no water comes. Does anybody know what to do?"
TURN = "Close the valve, and turn the shaft with a screwdriver until it runs freely."


@pytest.fixture
def ana(env: simcord.Env, channel: Any) -> Any:
    return channel.guild.add_member(env.create_user("ana"))


@pytest.fixture
def bo(env: simcord.Env, channel: Any) -> Any:
    return channel.guild.add_member(env.create_user("bo"))


@pytest.fixture
async def thread(env: simcord.Env, channel: Any, ana: Any) -> Any:
    first = await ana.send(channel, OPENING)
    live = env.bot.get_channel(channel.id)
    assert isinstance(live, discord.TextChannel)
    await live.create_thread(name=TITLE, message=discord.Object(first.id))
    (made,) = channel.threads
    return made


async def test_a_solved_thread_answers_its_title_with_the_answer_that_was_thanked_for(
    mod: Any, ana: Any, bo: Any, thread: Any, lighthouse: Engine
) -> None:
    await mod.send(thread, "Order a new motor from the catalogue.")
    await bo.send(thread, TURN)
    await ana.send(thread, "Brilliant, it runs again, thanks so much!")
    shown = await mod.slash(thread, "corpus add-thread")
    assert "1 question that opens the thread, 1 bit of small talk" in read_plain(shown.response)
    await mod.click(shown.response, label="Publish")
    for question in (TITLE, "the pump in the cellar hums, what should I do?"):
        answer = await ask(ana, thread, question)
        assert TURN in answer
        assert "Hello all" not in answer
        assert "hums and no water comes" not in answer, "not even above the quote"
        assert "Brilliant" not in answer


async def test_a_check_mark_by_who_asked_marks_the_answer(
    mod: Any, ana: Any, bo: Any, thread: Any, lighthouse: Engine
) -> None:
    answer = await bo.send(thread, TURN)
    other = await mod.send(thread, "Order a new motor from the catalogue.")
    await ana.react(answer, "✅")
    await bo.react(other, "✅")
    shown = await mod.slash(thread, "corpus add-thread")
    await mod.click(shown.response, label="Publish")
    (stored,) = lighthouse.store.listing([of_server(thread.guild.id)])
    text = lighthouse.store.document(stored.id).text
    assert text.count("marked as the answer") == 1
    assert f"UTC, marked as the answer\n\n{TURN}" in text
    assert TURN in await ask(ana, thread, TITLE)


async def test_what_a_member_writes_at_a_stretch_is_one_message(
    env: simcord.Env, mod: Any, bo: Any, thread: Any, lighthouse: Engine
) -> None:
    await bo.send(thread, "Close the valve.")
    await bo.send(thread, "Then turn the shaft with a screwdriver.")
    await env.advance_time(1800)
    await bo.send(thread, "A drop of oil helps too.")
    shown = await mod.slash(thread, "corpus add-thread")
    await mod.click(shown.response, label="Publish")
    (stored,) = lighthouse.store.listing([of_server(thread.guild.id)])
    text = lighthouse.store.document(stored.id).text
    assert text.count("## bo, ") == 2
    assert "Close the valve.\n\nThen turn the shaft with a screwdriver.\n\n## bo" in text
