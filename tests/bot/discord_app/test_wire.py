"""The three-second rule on the wire: real HTTP and WebSocket on loopback, the real clock, the real model."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest
from support import discord_schema
from support.discord_schema import texts
from support.long_documents import LIMIT, PASSAGES, long_document
from support.wire_bodies import BOT_ID, GUILD_ID
from support.wire_discord import WireDiscord

from bot.discord_app.run import run_bot
from bot.settings import Settings
from corpus.scopes import of_server
from index.engine import Engine
from index.library import Added

QUESTIONS = (
    "What made the US government act against Fable 5 and Mythos 5?",
    "Who sent the letter to Anthropic?",
    "When did the shutdown happen?",
    "Which Chinese model competes with US open-source models?",
    "In which city is DeepSeek based?",
    "What are Microsoft's MAI models?",
    "Who won the football cup in Brazil?",
    "How did Anthropic respond to the export controls?",
    "What should practitioners watch?",
    "How tall is the lighthouse of Vara?",
)


@pytest.mark.clock
def test_ten_questions_during_an_ingestion_are_all_deferred_in_time_and_answered(
    engine: Engine, wire: WireDiscord, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ingesting: list[Future[Added]] = []
    stopped = threading.Event()

    def play() -> None:
        """Be the members, on a thread of their own, while the bot has the main thread."""
        try:
            wire.wait(wire.ready.is_set, 30)
            started = threading.Event()
            ingesting.append(adding.submit(_ingest, engine, started.set))
            wire.wait(started.is_set, 30)
            for question in QUESTIONS:
                wire.ask(question)
            wire.wait(lambda: all(asked.acknowledged for asked in wire.asked.values()), 30)
            assert not ingesting[0].done(), "the ingestion was over before the questions were deferred"
            wire.wait(lambda: all(asked.answered for asked in wire.asked.values()), 120)
            wire.say(f"<@{BOT_ID}> {QUESTIONS[0]}")
            wire.wait(lambda: len(wire.messages) == 1, 60)
            ingesting[0].result(120)
        finally:
            if not stopped.is_set():
                os.kill(os.getpid(), signal.SIGTERM)

    with ThreadPoolExecutor(2) as adding:
        playing = adding.submit(play)
        try:
            run_bot(engine, Settings(discord_token="a.b.c", data_dir=tmp_path, _env_file=None))
        finally:
            stopped.set()
        playing.result(1)

    worst = max(asked.waited for asked in wire.asked.values())
    slowest = max((asked.answered or 0) - asked.sent for asked in wire.asked.values())
    with capsys.disabled():
        print(f"\nfrom interaction to deferral: at worst {worst * 1000:.0f} ms; to the answer: {slowest:.1f} s")
    assert worst < LIMIT
    assert ingesting[0].result().passages >= PASSAGES
    assert [asked.deferral["type"] for asked in wire.asked.values()] == [5] * len(QUESTIONS)
    for question, asked in zip(QUESTIONS, wire.asked.values(), strict=True):
        assert asked.answer["flags"] & 1 << 15
        assert texts(asked.answer["components"]).startswith(f"-# {question}")
    assert wire.closed.wait(5), "SIGTERM ends the session with the gateway"
    if discord_schema.at_hand():
        assert discord_schema.assert_bodies_fit(wire.requests) == 1 + 2 * len(QUESTIONS) + 1


def _ingest(engine: Engine, started: Callable[[], None]) -> Added:
    def progress(done: int, total: int) -> None:
        started()

    return engine.add(long_document(), "harbour.md", of_server(GUILD_ID), on_progress=progress)
