"""Work waits for work of its own kind only: neither an upload nor a question keeps back what takes milliseconds."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from typing import Any

import pytest
import simcord
from support.uploads import read_plain

from bot.discord_app.bot import LandscapeBot
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
    busy = asyncio.create_task(bot.workers.uploads(go_on.wait, 60))
    yield busy
    assert not busy.done()
    go_on.set()
    await busy


@pytest.fixture
async def question_in_progress(bot: LandscapeBot) -> AsyncIterator[asyncio.Task[bool]]:
    """Somebody's question that is answered as long as the test takes."""
    go_on = threading.Event()
    busy = asyncio.create_task(bot.workers.model(go_on.wait, 60))
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
    busy = asyncio.create_task(bot.workers.model(go_on.wait, 60))
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

    assert await bot.workers.model(where, "a", second="b") == ("ab", "model")
    assert await bot.workers.uploads(where, "a", second="b") == ("ab", "uploads")
    assert await bot.workers.store(where, "a", second="b") == ("ab", "store")


async def test_what_a_function_raises_reaches_who_asked_for_it(bot: LandscapeBot) -> None:
    with pytest.raises(ZeroDivisionError):
        await bot.workers.store(divmod, 1, 0)
