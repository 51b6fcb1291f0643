"""Posted answers follow their sources: on simcord's Discord."""

from __future__ import annotations

import asyncio
import logging

import pytest
from sqlalchemy import update
from support.asking import BUILT, OFF_TOPIC, QUESTION, mention, read_message
from support.following import FERRY, FERRY_QUESTION, MIRA, NOON, Scene, lines_in, raw, until

from bot.discord_app.bot import LandscapeBot
from bot.features.documents.following import Following
from corpus.store.bookkeeping import Bookkeeping, Ledger
from corpus.store.replies import ReplyLog
from corpus.store.schema import CITATIONS

pytestmark = pytest.mark.simcord(settle_timeout=30)


async def test_an_answer_says_that_its_source_was_removed_and_the_note_goes_when_it_is_restored(scene: Scene) -> None:
    await scene.ask()
    before = scene.answer
    await scene.remove()
    assert "⚠ Since this answer: “The lighthouse of Vara” was removed." in scene.answer
    assert f"> ~~**{BUILT}**" in raw(scene.channel.last_message)
    await scene.restore()
    assert scene.answer == before
    assert "~~" not in raw(scene.channel.last_message)
    assert len(scene.edits()) == 2


async def test_an_answer_to_a_mention_and_one_in_a_direct_message_follow_too(scene: Scene) -> None:
    bob = scene.env.create_user("bob")
    await scene.alice.send(scene.channel, f"{mention(scene.env)} {QUESTION}")
    await bob.send_dm(QUESTION)
    await scene.remove()
    for message in (scene.channel.last_message, bob.dm_channel.last_message):
        assert "was removed." in read_message(message)


async def test_a_text_that_was_replaced_is_noted_as_changed_and_undoing_that_takes_the_note_away(scene: Scene) -> None:
    ferry = scene.add_ferry()
    await scene.ask(FERRY_QUESTION)
    scene.engine.library.replace(ferry, FERRY.replace(b"noon", b"dusk"), "ferry.md", MIRA)
    await scene.following.round()
    assert "“The ferry” was changed; the quote may no longer stand there." in scene.answer
    assert NOON in scene.answer  # what was answered is still there to read, struck through
    scene.engine.library.edits.undo(scene.scope, MIRA)
    await scene.following.round()
    assert "⚠" not in scene.answer


async def test_other_tags_are_no_reason_to_edit_an_answer(scene: Scene) -> None:
    await scene.ask()
    scene.engine.library.edit(scene.document, {"tags": ("tower",)}, MIRA)
    await scene.following.round()
    assert scene.edits() == []


async def test_a_private_answer_and_a_refusal_are_not_edited(scene: Scene) -> None:
    await scene.ask(private=True)
    await scene.ask(OFF_TOPIC)
    await scene.remove()
    assert scene.edits() == []


async def test_a_source_that_is_removed_while_its_answer_is_posted_is_noted_at_once(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted = ReplyLog.note_posted

    def too_late(log: ReplyLog, *place: int) -> None:
        scene.engine.store.remove(scene.document, MIRA)
        noted(log, *place)

    monkeypatch.setattr(ReplyLog, "note_posted", too_late)
    await scene.ask()
    assert "was removed." in scene.answer


async def test_a_command_need_not_wait_for_the_next_round(scene: Scene) -> None:
    await scene.ask()
    scene.engine.store.remove(scene.document, MIRA)
    assert isinstance(scene.env.bot, LandscapeBot)
    scene.env.bot.announce_change()
    scene.env.bot.announce_change()
    await until(lambda: "was removed." in scene.answer)
    await scene.following.round()
    assert len(scene.edits()) == 1


async def test_the_next_round_comes_by_itself(scene: Scene) -> None:
    await scene.ask()
    scene.engine.store.remove(scene.document, MIRA)
    await scene.env.advance_time(61)
    await scene.env.settle()
    assert "was removed." in scene.answer


async def test_a_deleted_message_is_left_and_not_tried_again(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    await scene.ask()
    await scene.channel.last_message.delete()
    await scene.remove()
    await scene.restore()
    assert len(scene.edits()) == 1
    assert ReplyLog(scene.engine.store).list_citing(scene.document, 30) == []
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


async def test_an_answer_of_which_no_cited_version_is_there_is_left_as_it_is(
    scene: Scene,
) -> None:
    await scene.ask()
    log = ReplyLog(scene.engine.store)
    with scene.engine.store.writing() as connection:
        connection.execute(update(CITATIONS).values(document_id="of another data directory"))
    before = scene.answer
    (reply,) = log.list_recent(scene.scope, "answer", 1, 1)
    await scene.following.follow(reply)
    assert scene.answer == before
    assert log.list_recent(scene.scope, "answer", 1, 1)[0].noted == {"of another data directory": "removed"}


async def test_an_edit_that_fails_is_tried_again_and_given_up_after_three_rounds(scene: Scene) -> None:
    await scene.ask()
    scene.env.inject_error("PATCH", "/channels/*", status=400, code=50035, message="Invalid", times=2)
    await scene.remove()
    await scene.following.round()
    assert "was removed." not in scene.answer
    await scene.following.round()
    assert "was removed." in scene.answer
    scene.env.inject_error("PATCH", "/channels/*", status=400, code=50035, message="Invalid", times=None)
    scene.engine.library.restore(scene.document, MIRA)
    for _ in range(5):
        await scene.following.round()
    assert len(scene.edits()) == 3 + 3


async def test_two_edits_are_a_pause_apart(scene: Scene) -> None:
    await scene.ask()
    await scene.ask()
    assert isinstance(scene.env.bot, LandscapeBot)
    patient = Following(scene.env.bot, pause=0.3)
    await patient.round()
    scene.engine.store.remove(scene.document, MIRA)
    loop = asyncio.get_running_loop()
    begun = loop.time()
    await patient.round()
    assert len(scene.edits()) == 2
    assert loop.time() - begun >= 0.3


async def test_nothing_is_told_or_edited_twice_after_a_restart(scene: Scene) -> None:
    log = scene.log_channel()
    ferry = scene.add_ferry()
    await scene.ask(FERRY_QUESTION)
    scene.engine.store.remove(ferry, MIRA)
    await scene.following.round()
    assert len(scene.edits()) == 1
    await scene.restart()
    await scene.following.round()
    assert len(scene.edits()) == 1
    assert len(lines_in(log)) == 2


async def test_what_changed_while_the_bot_was_down_is_followed_at_the_next_start(scene: Scene) -> None:
    await scene.ask()
    await scene.following.round()
    scene.engine.store.remove(scene.document, MIRA)
    await scene.restart()
    await scene.env.settle()
    assert "was removed." in scene.answer


async def test_a_mark_that_can_not_be_read_begins_at_the_newest_change(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    bookkeeping = Bookkeeping(scene.engine.store)
    bookkeeping.write(Ledger.FOLLOWING, "broken")
    assert isinstance(scene.env.bot, LandscapeBot)
    await Following(scene.env.bot).round()
    assert "what was followed last can't be read" in caplog.text
    newest = scene.engine.library.edits.read_last_event_number()
    assert bookkeeping.read(Ledger.FOLLOWING) == {"told": newest, "followed": newest}
