"""What was given up, when its sources change and when it is asked again: simcord plays Discord, everything else is real."""

from __future__ import annotations

import asyncio
import logging
import threading

import pytest
from sqlalchemy import update
from support.asking import BUILT, QUESTION, read_message
from support.following import MIRA, until
from support.giving_up import BUTTON, DOUBT, ORANGE, REFUSED, Room, assert_given_up, colour
from support.grading import make_unsure

from bot.discord_app.fair_queue import Party
from bot.features.documents.following import Following
from bot.features.gaps.watch import GapWatch
from corpus.scopes import SHARED
from corpus.store.schema import REPLIES

pytestmark = pytest.mark.simcord(settle_timeout=60)


async def test_an_unsure_answer_keeps_its_look_and_its_button_when_its_source_changes(room: Room) -> None:
    following: Following = room.cog("Following")
    await following.round()
    await room.ask()
    (stored,) = room.engine.store.listing([SHARED])
    room.engine.store.remove(stored.id, MIRA)
    await following.round()
    assert "was removed." in read_message(room.channel.last_message)
    assert DOUBT in read_message(room.channel.last_message)
    assert colour(room.channel.last_message) == ORANGE
    await room.alice.click(room.channel.last_message, label=BUTTON)
    told = read_message(room.channel.last_message)
    assert REFUSED in told
    assert BUILT not in told, "what was removed is no closest passage"


async def test_what_was_given_up_does_not_become_an_answer_again(
    room: Room, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    following: Following = room.cog("Following")
    await following.round()
    message = await room.ask()
    stale = room.newest()
    await room.alice.click(message, label=BUTTON)
    (stored,) = room.engine.store.listing([SHARED])
    room.engine.store.remove(stored.id, MIRA)
    await following.round()
    await following.follow(stale)  # as if it had been read just before the button was pressed
    assert_given_up(room.channel.last_message)
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


async def test_while_a_press_waits_for_a_question_other_answers_follow_their_sources(room: Room) -> None:
    following: Following = room.cog("Following")
    await following.round()
    await room.ask()
    other = room.newest()
    message = await room.ask()
    answered = threading.Event()
    question = asyncio.create_task(room.bot.workers.questions.run(Party(), answered.wait))
    press = asyncio.create_task(room.alice.click(message, label=BUTTON))
    try:
        await asyncio.sleep(0.5)
        (stored,) = room.engine.store.listing([SHARED])
        room.engine.store.remove(stored.id, MIRA)
        await asyncio.wait_for(following.follow(other), 10)
    finally:
        answered.set()
        await asyncio.gather(question, press)
    assert room.log.get(other.id).noted  # type: ignore[union-attr]
    assert REFUSED in read_message(room.channel.last_message)


async def test_who_follows_the_sources_and_is_drawing_already_is_waited_for(room: Room) -> None:
    message = await room.ask()
    async with room.bot.editing:
        press = asyncio.create_task(room.alice.click(message, label=BUTTON))
        await until(lambda: room.newest().outcome == "refusal")
        await asyncio.sleep(0.2)
        assert DOUBT in read_message(room.channel.last_message)
    await press
    assert_given_up(room.channel.last_message)


async def test_the_answer_that_was_given_up_is_not_offered_to_moderators_but_another_is(room: Room) -> None:
    watch: GapWatch = room.cog("GapWatch")
    message = await room.ask()
    await room.alice.click(message, label=BUTTON)
    await watch.round()
    await room.bot.workers.questions.run(
        Party(), room.engine.add, b"# The pier\n\nThe pier has nine ropes.\n", "pier.md", room.scope
    )
    await watch.round()
    assert "No open question has an answer yet" in read_message(
        (await room.mod.slash(room.channel, "gaps ready")).response
    )
    better = f"# The register\n\n## Frequently asked questions\n\n### {QUESTION}\n\nIt was finished in 1875.\n".encode()
    await room.bot.workers.questions.run(Party(), room.engine.add, better, "register.md", room.scope)
    await watch.round()
    (gap,) = room.gaps()
    assert gap.is_ready
    assert not gap.is_perhaps_ready


async def test_an_unsure_answer_to_a_gap_is_shown_and_posted_as_one_and_its_asker_may_give_it_up(room: Room) -> None:
    ferry = b"# The ferry\n\nThe ferry to Vara leaves the old harbour at noon on every weekday.\n"
    asked = "When does the ferry to Vara leave the old harbour?"
    make_unsure(room.engine, room.scope)
    refusal = (await room.alice.slash(room.channel, "ask", question=asked)).response
    await room.alice.click(refusal, label="Ask the moderators")
    await room.bot.workers.questions.run(Party(), room.engine.add, ferry, "ferry.md", room.scope)
    await room.cog("GapWatch").round()
    (gap,) = room.gaps()
    assert gap.is_perhaps_ready
    assert "has an unsure answer now" in read_message((await room.mod.slash(room.channel, "gaps list")).response)
    ready = (await room.mod.slash(room.channel, "gaps ready")).response
    assert "1 open question has an answer now · an unsure one" in read_message(ready).replace("**", "")
    assert "Unsure: " in read_message(ready)
    assert "An unsure one says that it is." in read_message(ready)
    await room.mod.click(ready, label="Post the answer")
    posted = room.channel.last_message
    assert f"{room.alice.mention} this was asked here, and may have an answer now." in read_message(posted)
    assert DOUBT in read_message(posted)
    told = await room.bob.click(posted, label=BUTTON)
    assert "It stays for whoever asked" in read_message(told.followups[0])
    await room.alice.click(room.channel.last_message, label=BUTTON)
    assert REFUSED in read_message(room.channel.last_message)
    assert "at noon" in read_message(room.channel.last_message)
    (gap,) = room.gaps()
    assert [one.asker_id for one in gap.askings] == [room.alice.id]
    assert not gap.is_ready


async def test_an_answer_that_was_posted_under_a_message_that_nobody_knows_stays_for_the_moderators(room: Room) -> None:
    await room.ask()
    number = room.newest().id
    with room.engine.store.writing() as connection:  # as of an answer that was posted later
        connection.execute(update(REPLIES).where(REPLIES.c.id == number).values(asker_id=None))
    posted = await room.posted(number)
    told = await room.alice.click(posted, label=BUTTON)
    assert "It stays; the moderators can take it back." in read_message(told.followups[0])
    assert "whoever asked" not in read_message(told.followups[0])
    assert room.newest().outcome == "answer"
    await room.mod.click(posted, label=BUTTON)
    assert_given_up(room.channel.last_message)
    (gap,) = room.gaps()
    assert [one.asker_id for one in gap.askings] == [None]
