"""*Not what I asked* under an unsure answer, end to end: simcord plays Discord, everything else is real."""

from __future__ import annotations

import asyncio
import logging
import threading
from typing import Any

import discord
import pytest
import simcord
from sqlalchemy import update
from support.asking import BUILT, QUESTION, mention, said
from support.discord_members import moderator
from support.following import MIRA, raw, until
from support.grading import make_unsure

from bot.discord_app.bot import LandscapeBot
from bot.features.documents.following import Following
from bot.features.gaps.watch import GapWatch
from corpus.scopes import SHARED, of_server
from corpus.store import statistics
from corpus.store.gaps.records import Gap, Status
from corpus.store.members import Privacy
from corpus.store.replies import LoggedReply, ReplyLog
from corpus.store.schema import REPLIES
from index.engine import Engine

pytestmark = pytest.mark.simcord(settle_timeout=60)

DOUBT = "I am not sure that this answers it."
BUTTON = "Not what I asked"
REFUSED = "I find no answer in the documents."
ORANGE, YELLOW = 0xE67E22, 0xF1C40F


class Room:
    """A server whose documents answer unsurely, with a moderator, who asks, and who reads along."""

    def __init__(self, env: simcord.Env, engine: Engine) -> None:
        make_unsure(engine)
        self.env, self.engine = env, engine
        self.channel = env.create_guild().create_text_channel("general")
        self.mod = moderator(env, self.channel, "mod")
        self.alice, self.bob = (self.channel.guild.add_member(env.create_user(name)) for name in ("alice", "bob"))

    @property
    def bot(self) -> LandscapeBot:
        assert isinstance(self.env.bot, LandscapeBot)
        return self.env.bot

    @property
    def scope(self) -> str:
        return of_server(self.channel.guild.id)

    @property
    def log(self) -> ReplyLog:
        return ReplyLog(self.engine.store)

    def newest(self, scope: str | None = None) -> LoggedReply:
        both = [self.log.recent(scope or self.scope, outcome, 1, 1) for outcome in ("answer", "refusal")]
        return max((one for found in both for one in found), key=lambda reply: reply.id)

    def gaps(self, status: Status = Status.OPEN) -> list[Gap]:
        return self.bot.gaps.store.reading.listing(self.scope, status)

    def cog(self, name: str) -> Any:
        return self.bot.get_cog(name)

    async def ask(self, **options: Any) -> Any:
        """Return the message of the unsure answer to alice."""
        return (await self.alice.slash(self.channel, "ask", question=QUESTION, **options)).response

    async def posted(self, number: int, channel: Any = None) -> Any:
        """Return a message of the bot with the button of a reply, whatever became of that."""
        live = self.env.bot.get_channel((channel or self.channel).id)
        assert isinstance(live, discord.TextChannel)
        view = discord.ui.LayoutView(timeout=None)
        button: Any = discord.ui.Button(label=BUTTON, custom_id=f"notasked:{number}")
        view.add_item(discord.ui.ActionRow(button))
        view.stop()
        await live.send(view=view)
        return (channel or self.channel).last_message

    async def restart(self) -> None:
        await self.env.restart_bot(LandscapeBot(self.engine, data_dir=self.bot.data_dir, notes=False))


@pytest.fixture
def room(env: simcord.Env, lighthouse: Engine) -> Room:
    return Room(env, lighthouse)


def colour(message: Any) -> int:
    (container,) = [one if isinstance(one, dict) else one.to_dict() for one in message.components]
    return int(container["accent_color"])


def assert_given_up(message: Any) -> None:
    told = said(message)
    assert REFUSED in told
    assert "not what they asked" in told or "not what was asked" in told
    assert "Closest passage: related, but I can't tell that it answers" in told
    assert f"> {BUILT}" in told, "what was the answer is shown as the closest passage"
    assert DOUBT not in told
    assert BUTTON not in str(message.components)
    assert colour(message) == YELLOW


# ---- who asked


async def test_an_unsure_answer_looks_so_and_is_kept_so(room: Room) -> None:
    message = await room.ask()
    assert said(message).split("\n")[1] == f"**{DOUBT}**"
    assert f"**{BUILT}**" in said(message)
    assert colour(message) == ORANGE
    assert (room.newest().outcome, room.newest().certainty, room.newest().given_up_by) == ("answer", "unsure", None)
    assert room.gaps() == [], "it is no gap until somebody says that it is none"


async def test_who_asked_makes_a_refusal_of_it_with_all_that_follows(room: Room) -> None:
    message = await room.ask()
    await room.alice.click(message, label=BUTTON)
    assert_given_up(room.channel.last_message)
    assert room.channel.last_message.id == message.id
    assert "Whoever asked says" in said(room.channel.last_message)
    kept = room.newest()
    assert (kept.outcome, kept.reason, kept.certainty, kept.given_up_by) == ("refusal", "not_stated", "unsure", "asker")
    (gap,) = room.gaps()
    assert (gap.question, gap.askers, gap.followers) == (QUESTION, 1, 0)
    told = await room.alice.click(room.channel.last_message, label="Ask the moderators")
    assert "You’ll be told here when there is an answer" in said(told.response)
    assert room.gaps()[0].followers == 1
    counted = statistics.count(room.engine.store, room.scope, 7)
    assert (counted.answered, counted.unsure, counted.refused, counted.given_up) == (0, 0, 1, 1)
    assert (counted.helpful, counted.votes) == (0, 1)


async def test_its_receipt_tells_both(room: Room) -> None:
    message = await room.ask()
    shown = await room.bob.click(message, label="Receipt")
    assert "Answered unsurely, with the probability" in said(shown.response)
    assert "and surely from **1.0100** on" in said(shown.response)
    await room.alice.click(message, label=BUTTON)
    shown = await room.bob.click(room.channel.last_message, label="Receipt")
    assert "Answered unsurely" in said(shown.response)
    assert "Whoever asked then said that this is not what was asked: it counts as refused." in said(shown.response)
    assert "not quoted as an answer" in said(shown.response)


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
    assert "Ask the moderators" not in str((done.response or message).components)
    assert room.channel.last_message is None
    assert room.newest().outcome == "refusal"
    assert len(room.gaps()) == 1


# ---- others


async def test_a_moderator_takes_it_back_for_all_and_it_stays_the_askers_question(room: Room) -> None:
    message = await room.ask()
    await room.mod.click(message, label=BUTTON)
    assert_given_up(room.channel.last_message)
    assert "A moderator says" in said(room.channel.last_message)
    assert room.newest().given_up_by == "moderator"
    (gap,) = room.gaps()
    assert [one.asker_id for one in gap.askings] == [room.alice.id]


async def test_who_reads_along_votes_and_the_answer_stays(room: Room) -> None:
    message = await room.ask()
    told = await room.bob.click(message, label=BUTTON)
    (note,) = told.followups
    assert note.ephemeral
    assert "I noted that it did not help. It stays for whoever asked" in said(note)
    assert DOUBT in said(room.channel.last_message)
    assert (room.newest().outcome, room.gaps()) == ("answer", [])
    counted = statistics.count(room.engine.store, room.scope, 7)
    assert (counted.helpful, counted.votes) == (0, 1)


async def test_an_answer_that_is_not_kept_any_more_is_told_so_and_stays(room: Room) -> None:
    message = await room.ask()
    Privacy(room.engine.store).forget(room.scope, room.alice.id)
    told = await room.alice.click(message, label=BUTTON)
    assert "isn't kept any more" in said(told.followups[0])
    assert DOUBT in said(room.channel.last_message)
    assert room.gaps() == []


async def test_the_number_of_another_servers_answer_gives_nothing_up(room: Room) -> None:
    await room.ask()
    elsewhere = room.env.create_guild("Elsewhere").create_text_channel("general")
    boss = moderator(room.env, elsewhere, "boss")
    told = await boss.click(await room.posted(room.newest().id, elsewhere), label=BUTTON)
    assert "isn't kept any more" in said(told.followups[0])
    assert BUILT not in said(told.followups[0])
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
    assert "ref " in said(told.followups[0])
    assert DOUBT in said(room.channel.last_message)


# ---- following the sources, and asking again


async def test_an_unsure_answer_keeps_its_look_and_its_button_when_its_source_changes(room: Room) -> None:
    following: Following = room.cog("Following")
    await following.round()
    await room.ask()
    (stored,) = room.engine.store.listing([SHARED])
    room.engine.store.remove(stored.id, MIRA)
    await following.round()
    assert "was removed." in said(room.channel.last_message)
    assert DOUBT in said(room.channel.last_message)
    assert colour(room.channel.last_message) == ORANGE
    await room.alice.click(room.channel.last_message, label=BUTTON)
    told = said(room.channel.last_message)
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
    question = asyncio.create_task(room.bot.off_loop(answered.wait))
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
    assert REFUSED in said(room.channel.last_message)


async def test_who_follows_the_sources_and_is_drawing_already_is_waited_for(room: Room) -> None:
    message = await room.ask()
    async with room.bot.editing:
        press = asyncio.create_task(room.alice.click(message, label=BUTTON))
        await until(lambda: room.newest().outcome == "refusal")
        await asyncio.sleep(0.2)
        assert DOUBT in said(room.channel.last_message)
    await press
    assert_given_up(room.channel.last_message)


async def test_the_answer_that_was_given_up_is_not_offered_to_moderators_but_another_is(room: Room) -> None:
    watch: GapWatch = room.cog("GapWatch")
    message = await room.ask()
    await room.alice.click(message, label=BUTTON)
    await watch.round()
    await room.bot.off_loop(lambda: room.engine.add(b"# The pier\n\nThe pier has nine ropes.\n", "pier.md", room.scope))
    await watch.round()
    assert "No open question has an answer yet" in said((await room.mod.slash(room.channel, "gaps ready")).response)
    better = f"# The register\n\n## Frequently asked questions\n\n### {QUESTION}\n\nIt was finished in 1875.\n".encode()
    await room.bot.off_loop(lambda: room.engine.add(better, "register.md", room.scope))
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
    await room.bot.off_loop(lambda: room.engine.add(ferry, "ferry.md", room.scope))
    await room.cog("GapWatch").round()
    (gap,) = room.gaps()
    assert gap.is_perhaps_ready
    assert "has an unsure answer now" in said((await room.mod.slash(room.channel, "gaps list")).response)
    ready = (await room.mod.slash(room.channel, "gaps ready")).response
    assert "1 open question has an answer now · an unsure one" in said(ready).replace("**", "")
    assert "unsure: " in said(ready)
    assert "An unsure one says that it is." in said(ready)
    await room.mod.click(ready, label="Post the answer")
    posted = room.channel.last_message
    assert f"{room.alice.mention} this was asked here, and may have an answer now." in said(posted)
    assert DOUBT in said(posted)
    told = await room.bob.click(posted, label=BUTTON)
    assert "It stays for whoever asked" in said(told.followups[0])
    await room.alice.click(room.channel.last_message, label=BUTTON)
    assert REFUSED in said(room.channel.last_message)
    assert "at noon" in said(room.channel.last_message)
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
    assert "It stays; the moderators can take it back." in said(told.followups[0])
    assert "whoever asked" not in said(told.followups[0])
    assert room.newest().outcome == "answer"
    await room.mod.click(posted, label=BUTTON)
    assert_given_up(room.channel.last_message)
    (gap,) = room.gaps()
    assert [one.asker_id for one in gap.askings] == [None]
