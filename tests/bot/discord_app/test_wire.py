"""The three-second rule on the wire: real HTTP and WebSocket on loopback, the real clock, the real model."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest
from support import discord_schema
from support.discord_schema import texts
from support.long_documents import LIMIT, PASSAGES, long_document
from support.wire_bodies import BOT_ID, GUILD_ID, MEMBER_ID
from support.wire_discord import WireDiscord
from support.wire_routes import Asked
from support.wire_running import run_while

from corpus.scopes import of_server
from corpus.store.bookkeeping import Bookkeeping, Ledger
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

FLOOD = 300


@pytest.mark.clock
def test_ten_questions_during_an_ingestion_are_all_deferred_in_time_and_answered(
    engine: Engine, wire: WireDiscord, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Bookkeeping(engine.store).write(
        Ledger.COMMANDS, None
    )  # so that this bot registers its commands, whoever ran before
    ingesting: list[Future[Added]] = []

    def play() -> None:
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

    with ThreadPoolExecutor(1) as adding:
        run_while(engine, tmp_path, wire, play)

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


@pytest.mark.clock
def test_while_a_member_asks_three_hundred_questions_another_server_is_answered_within_three_seconds(
    engine: Engine, wire: WireDiscord, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    flood: list[Asked] = []
    others: list[Asked] = []

    def play() -> None:
        wire.ask(QUESTIONS[0])  # the index is read from the disk for the first one
        wire.wait(lambda: all(asked.answered for asked in wire.asked.values()), 60)
        flood.extend(wire.ask(f"{QUESTIONS[number % len(QUESTIONS)]} {number}") for number in range(FLOOD))
        others.append(wire.ask(QUESTIONS[1], guild_id=GUILD_ID + 1, member_id=MEMBER_ID + 1))
        wire.wait(lambda: bool(others[0].answered), 60)
        wire.wait(lambda: all(asked.answered or asked.deferral.get("type") == 4 for asked in flood), 60)

    run_while(engine, tmp_path, wire, play)

    busy = [asked for asked in flood if asked.deferral["type"] == 4]
    took = (others[0].answered or 0) - others[0].sent
    slowest = max(asked.waited for asked in busy)
    with capsys.disabled():
        print(
            f"\nanother server: answered after {took:.1f} s; {len(busy)} of {FLOOD} told busy, at worst after {slowest:.1f} s"
        )
    assert took < 3
    assert texts(others[0].answer["components"]).startswith(f"-# {QUESTIONS[1]}")
    assert FLOOD - 50 < len(busy) < FLOOD - 9
    assert slowest < 3
    assert {texts(asked.deferral["data"]["components"]) for asked in busy} == {
        "You have 10 questions waiting already. Please wait until they are done."
    }
    assert all(asked.deferral["data"]["flags"] & 64 for asked in busy), "the member alone sees it"


def _ingest(engine: Engine, started: Callable[[], None]) -> Added:
    def progress(done: int, total: int) -> None:
        started()

    return engine.add(long_document(), "harbour.md", of_server(GUILD_ID), on_progress=progress)
