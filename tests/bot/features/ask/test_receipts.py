"""Receipts: how an answer came about, and what became of it; on simcord's Discord."""

from __future__ import annotations

import json
from typing import Any

import discord
import pytest
from support.asking import BUILT, OFF_TOPIC, QUESTION, mention, read_message
from support.following import FERRY_QUESTION, MIRA, Scene
from support.replies_kept import read_newest

from bot.wording import format_sureness
from corpus.scopes import SHARED
from corpus.store.database import StoreError
from corpus.store.replies import ReplyLog

pytestmark = pytest.mark.simcord(settle_timeout=30)


async def test_a_receipt_shows_to_whoever_asks_for_it_how_the_answer_came_about(scene: Scene) -> None:
    await scene.ask()
    (logged,) = ReplyLog(scene.engine.store).list_recent(scene.scope, "answer", 1, 5)
    (cited,) = logged.citations
    carol = scene.channel.guild.add_member(scene.env.create_user("carol"))
    result = await carol.click(scene.channel.last_message, label="Receipt")
    assert result.ephemeral
    shown = read_message(result.response)
    assert f"I was sure: **{format_sureness(logged.probability)}** likely to answer the question." in shown
    assert f"**1** · The lighthouse of Vara › History\n> {BUILT}\n-# In the documents since <t:" in shown
    assert shown.endswith("It stands there unchanged.")
    assert "revision" not in shown
    figures = await carol.click(result.response, label="Figures")
    assert figures.ephemeral
    shown = read_message(figures.response)
    assert f"probability **{logged.probability:.4f}**" in shown
    assert f"These documents answer from **{scene.engine.thresholds(SHARED).unsure:.4f}** on" in shown
    assert f"Shared documents: revision {scene.engine.store.scope_state(SHARED)[0]}" in shown
    assert "This server’s documents: revision 0" in shown
    assert "**1** · The lighthouse of Vara › History" in shown
    assert f"Stands as it did: document `{scene.document}`, version 1" in shown
    rows = {stored.passage.span.start: stored.id for stored in scene.engine.store.snapshot(SHARED)[1]}
    start, end = cited.passage.span.start, cited.passage.span.end
    assert f"Passage {start}–{end}, row {rows[start]} · quoted {cited.span.start}–{cited.span.end}" in shown
    assert cited.span.of(scene.engine.store.document(scene.document).text) == BUILT


async def test_a_receipt_of_a_refusal_shows_the_probability_that_was_too_low(scene: Scene) -> None:
    result = await scene.ask("Who painted the lighthouse of Vara?", private=True)
    assert "I'm not sure enough of any answer." in read_message(result.response)
    receipt = await scene.alice.click(result.response, label="Receipt")
    assert "I did not answer: the closest passage" in read_message(receipt.response)
    assert ", not quoted as an answer" in read_message(receipt.response)
    figures = await scene.alice.click(receipt.response, label="Figures")
    assert "Refused with the probability" in read_message(figures.response)
    assert "not quoted as an answer" in read_message(figures.response)


async def test_a_receipt_says_what_became_of_the_source_and_works_after_a_restart(scene: Scene) -> None:
    await scene.ask()
    scene.engine.store.remove(scene.document, MIRA)
    await scene.restart()
    result = await scene.alice.click(scene.channel.last_message, label="Receipt")
    assert "The document was removed since this reply." in read_message(result.response)
    await scene.restart()
    figures = await scene.alice.click(result.response, label="Figures")
    assert f"Removed since: document `{scene.document}`, version 1" in read_message(figures.response)


async def test_the_receipt_of_another_server_is_not_shown(scene: Scene) -> None:
    scene.add_ferry()
    await scene.ask(FERRY_QUESTION)
    elsewhere = scene.env.create_guild("Elsewhere").create_text_channel("general")
    carol = elsewhere.guild.add_member(scene.env.create_user("carol"))
    await carol.slash(elsewhere, "ask", question=QUESTION)
    log = ReplyLog(scene.engine.store)
    (here,) = log.list_recent(scene.scope, "answer", 1, 5)
    result = await _press_forged(scene, carol, elsewhere, here.id)
    assert "no receipt" in read_message(result.response)
    assert "ferry" not in read_message(result.response)


async def test_the_receipt_of_a_private_reply_is_shown_to_who_asked_alone(scene: Scene) -> None:
    await scene.ask(private=True)
    private = read_newest(scene.engine.store, scene.scope)
    carol = scene.channel.guild.add_member(scene.env.create_user("carol"))
    refused = await _press_forged(scene, carol, scene.channel, private.id)
    assert "no receipt" in read_message(refused.response)
    shown = await _press_forged(scene, scene.alice, scene.channel, private.id)
    assert "I was sure" in read_message(shown.response)


async def test_a_receipt_that_was_forgotten_is_told_plainly(scene: Scene) -> None:
    await scene.ask()
    assert ReplyLog(scene.engine.store).forget(-1) == 1
    result = await scene.alice.click(scene.channel.last_message, label="Receipt")
    assert "its question was deleted, or is older than 90 days" in read_message(result.response)


async def test_a_receipt_that_fails_tells_a_reference(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    await scene.ask()
    monkeypatch.setattr(ReplyLog, "get", _broken)
    result = await scene.alice.click(scene.channel.last_message, label="Receipt")
    told = read_message(result.response) + "".join(read_message(one) for one in result.followups)
    assert "ref " in told


async def test_views_that_were_sent_are_not_kept(scene: Scene) -> None:
    await scene.ask()
    await scene.ask(OFF_TOPIC)
    await scene.alice.send(scene.channel, f"{mention(scene.env)} {QUESTION}")
    await scene.alice.click(scene.channel.last_message, label="Receipt")
    await scene.remove()
    store = scene.env.bot._connection._view_store
    assert store._views == {}
    assert store._synced_message_views == {}


async def test_a_reply_that_can_not_be_logged_is_given_without_a_receipt(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(ReplyLog, "add", _full)
    await scene.ask()
    assert BUILT in scene.answer
    assert "Receipt" not in json.dumps([component.to_dict() for component in scene.channel.last_message.components])
    assert "logging a reply failed" in caplog.text


async def _press_forged(scene: Scene, member: Any, channel: Any, number: int) -> Any:
    """Have a member press a button of a receipt that no reply of the bot had."""
    live = scene.env.bot.get_channel(channel.id)
    assert isinstance(live, discord.TextChannel)
    forged = discord.ui.LayoutView(timeout=None)
    forged.add_item(discord.ui.ActionRow(discord.ui.Button(label="Receipt", custom_id=f"receipt:{number}")))
    forged.stop()
    await live.send(view=forged)
    return await member.click(channel.last_message, label="Receipt")


def _full(*_: object, **__: object) -> int:
    raise StoreError("the database can't grow: the disk is full")


def _broken(*_: object) -> None:
    raise RuntimeError("the disk is on fire")
