"""Work waits for work of its own kind only: neither an upload nor a question keeps back what takes milliseconds."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import ExitStack
from typing import Any

import discord
import pytest
import simcord
from support.uploads import FERRY, read_plain, upload

from bot.discord_app.bot import LandscapeBot
from bot.discord_app.fair_queue import Busy, Party, Ticket
from corpus.scopes import of_server
from index.engine import Engine

pytestmark = pytest.mark.simcord(settle_timeout=60)

QUESTION, ANSWER = "What are the rules?", "Be kind."


@pytest.fixture
def bot(env: simcord.Env) -> LandscapeBot:
    assert isinstance(env.bot, LandscapeBot)
    return env.bot


@pytest.fixture
async def upload_in_progress(bot: LandscapeBot) -> AsyncIterator[asyncio.Task[bool]]:
    """Somebody's upload that takes as long as the test."""
    go_on = threading.Event()
    busy = asyncio.create_task(bot.workers.uploads.run(Party(), go_on.wait, 60))
    yield busy
    assert not busy.done()
    go_on.set()
    await busy


@pytest.fixture
async def question_in_progress(bot: LandscapeBot) -> AsyncIterator[asyncio.Task[bool]]:
    """Somebody's question that is answered as long as the test takes."""
    go_on = threading.Event()
    busy = asyncio.create_task(bot.workers.questions.run(Party(), go_on.wait, 60))
    yield busy
    assert not busy.done()
    go_on.set()
    await busy


@pytest.mark.usefixtures("upload_in_progress")
async def test_saving_a_faq_entry_does_not_wait_for_somebodys_upload(
    mod: Any, channel: Any, lighthouse: Engine
) -> None:
    form = await mod.slash(channel, "faq-admin add")
    preview = await asyncio.wait_for(mod.submit_modal(form, {"question": QUESTION, "answer": ANSWER}), 30)
    await asyncio.wait_for(mod.click(preview.response, label="Save"), 30)
    entries = lighthouse.faq.store.reading.entries(of_server(channel.guild.id))
    assert [entry.question for entry in entries] == [QUESTION]


async def test_a_receipt_does_not_wait_for_a_question_that_is_being_answered(
    bot: LandscapeBot, mod: Any, channel: Any
) -> None:
    asked = await mod.slash(channel, "ask", question="When was the lighthouse of Vara built?")
    go_on = threading.Event()
    busy = asyncio.create_task(bot.workers.questions.run(Party(), go_on.wait, 60))
    try:
        receipt = await asyncio.wait_for(mod.click(asked.response, label="Receipt"), 30)
        assert "Receipt" in read_plain(receipt.response)
        assert not busy.done()
    finally:
        go_on.set()
        await busy


@pytest.mark.usefixtures("question_in_progress", "upload_in_progress")
async def test_what_there_is_to_ask_is_told_while_both_are_busy(mod: Any, channel: Any) -> None:
    told = await asyncio.wait_for(mod.slash(channel, "about"), 30)
    assert "lighthouse" in read_plain(told.response)


async def test_a_function_is_called_with_its_arguments_on_the_thread_of_its_kind(bot: LandscapeBot) -> None:
    def where(first: str, *, second: str) -> tuple[str, str]:
        return first + second, threading.current_thread().name.rpartition("_")[0]

    assert await bot.workers.questions.run(Party(), where, "a", second="b") == ("ab", "model")
    assert await bot.workers.uploads.run(Party(), where, "a", second="b") == ("ab", "uploads")
    assert await bot.workers.store(where, "a", second="b") == ("ab", "store")


async def test_what_a_function_raises_reaches_who_asked_for_it(bot: LandscapeBot) -> None:
    with pytest.raises(ZeroDivisionError):
        await bot.workers.store(divmod, 1, 0)


async def test_files_are_fetched_when_their_turn_comes_and_a_moderator_with_too_many_uploads_is_told(
    env: simcord.Env, bot: LandscapeBot, mod: Any, channel: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetched: list[str] = []
    read = discord.Attachment.read

    async def read_noted(attachment: discord.Attachment, **options: Any) -> bytes:
        fetched.append(attachment.filename)
        return await read(attachment, **options)

    monkeypatch.setattr(discord.Attachment, "read", read_noted)
    with ExitStack() as waiting:
        for _ in range(3):
            waiting.enter_context(bot.workers.uploads.admit(Party(channel.guild.id, mod.id)))
        refused = await upload(mod, channel, ("ferry.md", FERRY))
    assert "You have 3 uploads waiting already" in read_plain(refused.response)
    simcord.assert_error(env, Busy)
    go_on = threading.Event()
    busy = asyncio.create_task(bot.workers.uploads.run(Party(), go_on.wait, 60))
    sent = asyncio.create_task(upload(mod, channel, ("ferry.md", FERRY), publish=True))
    line_up, waiting_at = bot.workers.uploads.wait, asyncio.Event()

    async def wait_and_tell(ticket: Ticket) -> None:
        waiting_at.set()
        await line_up(ticket)

    monkeypatch.setattr(bot.workers.uploads, "wait", wait_and_tell)
    await waiting_at.wait()
    assert fetched == []
    go_on.set()
    await asyncio.gather(busy, sent)
    assert fetched == ["ferry.md"]


@pytest.mark.usefixtures("upload_in_progress")
async def test_an_upload_that_waits_for_its_turn_is_cancelled_at_once(
    bot: LandscapeBot, mod: Any, channel: Any, lighthouse: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    line_up, waiting_at = bot.workers.uploads.wait, asyncio.Event()

    async def wait_and_tell(ticket: Ticket) -> None:
        waiting_at.set()
        await line_up(ticket)

    monkeypatch.setattr(bot.workers.uploads, "wait", wait_and_tell)
    sent = asyncio.create_task(upload(mod, channel, ("ferry.md", FERRY), publish=True))
    await waiting_at.wait()
    bot.jobs.cancel_all()
    assert "Stopped. Nothing was added." in read_plain((await asyncio.wait_for(sent, 30)).response)
    assert lighthouse.store.listing([of_server(channel.guild.id)]) == []


async def test_an_upload_whose_file_is_being_fetched_is_cancelled_at_once_and_the_next_has_its_turn(
    bot: LandscapeBot, mod: Any, channel: Any, lighthouse: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetching = asyncio.Event()

    async def never_come(_attachment: discord.Attachment, **_options: Any) -> bytes:
        fetching.set()
        await asyncio.Event().wait()
        return b""

    with monkeypatch.context() as slow:
        slow.setattr(discord.Attachment, "read", never_come)
        sent = asyncio.create_task(upload(mod, channel, ("ferry.md", FERRY), publish=True))
        await fetching.wait()
        bot.jobs.cancel_all()
        assert "Stopped. Nothing was added." in read_plain((await asyncio.wait_for(sent, 30)).response)
    await asyncio.wait_for(upload(mod, channel, ("ferry.md", FERRY), publish=True), 30)
    assert [document.title for document in lighthouse.store.listing([of_server(channel.guild.id)])] == ["The ferry"]
