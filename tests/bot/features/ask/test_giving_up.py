"""*Not what I asked* under an unsure answer, end to end: simcord plays Discord, everything else is real."""

from __future__ import annotations

import discord
import pytest
from support.asking import BUILT, QUESTION, mention, read_message
from support.discord_members import moderator
from support.discord_schema import texts
from support.following import raw
from support.giving_up import BUTTON, DOUBT, ORANGE, Room, assert_given_up, colour

from bot.features.ask.giving_up import GivingUp, Press
from corpus.scopes import DIRECT
from corpus.store import statistics
from corpus.store.edits import Edits
from corpus.store.feedback import Feedback
from corpus.store.members import Privacy
from corpus.store.replies import ReplyLog

pytestmark = pytest.mark.simcord(settle_timeout=60)


async def test_an_unsure_answer_looks_so_and_is_kept_so(room: Room) -> None:
    message = await room.ask()
    assert read_message(message).split("\n")[1] == f"**{DOUBT}**"
    assert f"**{BUILT}**" in read_message(message)
    assert colour(message) == ORANGE
    assert (room.newest().outcome, room.newest().certainty, room.newest().given_up_by) == ("answer", "unsure", None)
    assert room.gaps() == [], "it is no gap until somebody says that it is none"


async def test_who_asked_makes_a_refusal_of_it_with_all_that_follows(room: Room) -> None:
    message = await room.ask()
    await room.alice.click(message, label=BUTTON)
    assert_given_up(room.channel.last_message)
    assert room.channel.last_message.id == message.id
    assert "Whoever asked says" in read_message(room.channel.last_message)
    kept = room.newest()
    assert (kept.outcome, kept.reason, kept.certainty, kept.given_up_by) == ("refusal", "not_stated", "unsure", "asker")
    (gap,) = room.gaps()
    assert (gap.question, gap.askers, gap.followers) == (QUESTION, 1, 0)
    told = await room.alice.click(room.channel.last_message, label="Ask the moderators")
    assert "You’ll be told here when there is an answer" in read_message(told.response)
    assert room.gaps()[0].followers == 1
    counted = statistics.count(room.engine.store, room.scope, 7)
    assert (counted.answered, counted.unsure, counted.refused, counted.given_up) == (0, 0, 1, 1)
    assert (counted.helpful, counted.votes) == (0, 1)


async def test_its_receipt_tells_both(room: Room) -> None:
    message = await room.ask()
    shown = await room.bob.click(message, label="Receipt")
    assert "I was not sure: **" in read_message(shown.response)
    figures = await room.bob.click(shown.response, label="Figures")
    assert "Answered unsurely with the probability" in read_message(figures.response)
    assert "and surely from **1.0100** on" in read_message(figures.response)
    await room.alice.click(message, label=BUTTON)
    shown = await room.bob.click(room.channel.last_message, label="Receipt")
    told = read_message(shown.response)
    assert "I answered, but was not sure" in told
    assert "Whoever asked then said that it is not what was asked, so that it counts as refused." in told
    assert "not quoted as an answer" in told


async def test_pressing_it_twice_is_like_pressing_it_once(room: Room) -> None:
    message = await room.ask()
    behind = await room.posted(room.newest().id)  # as a client shows it that has not seen the change yet
    await room.alice.click(message, label=BUTTON)
    for member in (room.alice, room.mod, room.bob):
        await member.click(await room.posted(room.newest().id), label=BUTTON)
    await room.alice.click(behind, label=BUTTON)
    for shown in room.channel.history()[-4:]:
        assert_given_up(shown)
    (gap,) = room.gaps()
    assert len(gap.askings) == 1
    assert room.newest().given_up_by == "asker"


async def test_it_works_after_a_restart(room: Room) -> None:
    await room.ask()
    await room.restart()
    await room.alice.click(room.channel.last_message, label=BUTTON)
    assert_given_up(room.channel.last_message)
    assert len(room.gaps()) == 1


async def test_a_mention_and_a_direct_message_have_it_too(room: Room) -> None:
    await room.alice.send(room.channel, f"{mention(room.env)} {QUESTION}")
    await room.alice.click(room.channel.last_message, label=BUTTON)
    assert_given_up(room.channel.last_message)
    (gap,) = room.gaps()
    carol = room.env.create_user("carol")
    await carol.send_dm(QUESTION)
    assert "Helpful" not in raw(carol.dm_channel.last_message)
    await carol.click(carol.dm_channel.last_message, label=BUTTON)
    assert_given_up(carol.dm_channel.last_message)
    assert "Ask the moderators" not in str(carol.dm_channel.last_message.components)
    assert len(room.gaps()[0].askings) == len(gap.askings) == 1, "direct messages are no gap of a server"


async def test_a_private_answer_is_given_up_where_only_its_asker_sees_it(room: Room) -> None:
    message = await room.ask(private=True)
    assert "Not helpful" not in str(message.components)
    done = await room.alice.click(message, label=BUTTON)
    assert_given_up(done.response or message)
    assert "If you ask the moderators, they read the question" in read_message(done.response or message)
    assert room.channel.last_message is None
    assert room.newest().outcome == "refusal"
    assert room.gaps() == [], "nobody else reads it"
    told = await room.alice.click(done.response or message, label="Ask the moderators")
    assert "You’ll be told in a direct message" in read_message(told.response)
    (gap,) = room.gaps()
    assert gap.question == QUESTION
    assert gap.ready is not None
    assert gap.ready.declined, "what was given up isn't offered"


async def test_a_moderator_takes_it_back_for_all_and_it_stays_the_askers_question(room: Room) -> None:
    message = await room.ask()
    await room.mod.click(message, label=BUTTON)
    assert_given_up(room.channel.last_message)
    assert "A moderator says" in read_message(room.channel.last_message)
    assert room.newest().given_up_by == "moderator"
    (gap,) = room.gaps()
    assert [one.asker_id for one in gap.askings] == [room.alice.id]


async def test_who_reads_along_votes_and_the_answer_stays(room: Room) -> None:
    message = await room.ask()
    told = await room.bob.click(message, label=BUTTON)
    (note,) = told.followups
    assert note.ephemeral
    assert "I noted that it did not help. It stays for whoever asked" in read_message(note)
    assert DOUBT in read_message(room.channel.last_message)
    assert (room.newest().outcome, room.gaps()) == ("answer", [])
    counted = statistics.count(room.engine.store, room.scope, 7)
    assert (counted.helpful, counted.votes) == (0, 1)


async def test_an_answer_that_is_not_kept_any_more_is_told_so_and_stays(room: Room) -> None:
    message = await room.ask()
    Privacy(room.engine.store).forget(room.scope, room.alice.id)
    told = await room.alice.click(message, label=BUTTON)
    assert "isn't kept any more" in read_message(told.followups[0])
    assert DOUBT in read_message(room.channel.last_message)
    assert room.gaps() == []


async def test_the_number_of_another_servers_answer_gives_nothing_up(room: Room) -> None:
    await room.ask()
    elsewhere = room.env.create_guild("Elsewhere").create_text_channel("general")
    boss = moderator(room.env, elsewhere, "boss")
    told = await boss.click(await room.posted(room.newest().id, elsewhere), label=BUTTON)
    assert "isn't kept any more" in read_message(told.followups[0])
    assert BUILT not in read_message(told.followups[0])
    assert room.newest().outcome == "answer"


async def test_of_who_opted_out_meanwhile_no_gap_is_kept(room: Room) -> None:
    message = await room.ask()
    Privacy(room.engine.store).opt_out(room.scope, room.alice.id)
    await room.alice.click(message, label=BUTTON)
    assert_given_up(room.channel.last_message)
    assert room.gaps() == []
    assert "Ask the moderators" not in str(room.channel.last_message.components), "there is nothing to ask them about"


async def test_a_failure_is_told_with_its_reference_and_the_answer_stays(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = await room.ask()

    def broken(*_: object) -> None:
        raise RuntimeError("the disk is on fire")

    monkeypatch.setattr(ReplyLog, "give_up", broken)
    told = await room.alice.click(message, label=BUTTON)
    assert "ref " in read_message(told.followups[0])
    assert DOUBT in read_message(room.channel.last_message)


async def test_a_reply_in_direct_messages_is_of_its_asker_alone(room: Room) -> None:
    await room.alice.user.slash("ask", question=QUESTION)
    number = room.newest(DIRECT).id
    store = room.engine.store
    giving_up = GivingUp(room.log, Edits(store), Feedback(store), Privacy(store), room.bot.desk.gaps)
    for _ in range(2):  # also where it was given up already
        told = giving_up.press(number, Press(DIRECT, room.bob.id, False, None))
        assert isinstance(told, discord.ui.LayoutView)
        assert "isn't kept any more" in texts(told.to_components())
        giving_up.press(number, Press(DIRECT, room.alice.id, False, None))


async def test_a_private_answer_is_given_up_by_no_forged_number(room: Room) -> None:
    await room.ask(private=True)
    number = room.newest().id
    for member in (room.mod, room.bob):
        told = await member.click(await room.posted(number), label=BUTTON)
        assert "isn't kept any more" in read_message(told.followups[0])
        assert QUESTION not in read_message(room.channel.last_message)
    assert (room.newest().outcome, room.gaps()) == ("answer", [])
