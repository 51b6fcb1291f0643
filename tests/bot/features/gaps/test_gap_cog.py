"""Gaps from the refusal to the posted answer, end to end: simcord plays Discord, everything else is real."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import simcord
from discord import app_commands
from support.discord_members import moderator
from support.uploads import ASKED, FERRY, NOON, said, upload

from bot.discord_app.bot import LandscapeBot
from bot.discord_app.permissions import NotModerator
from bot.features.gaps.digest_cog import WeeklyDigest
from bot.features.gaps.posting import post_answer
from bot.features.gaps.watch import GapWatch
from corpus.scopes import of_server
from corpus.store.gaps.records import Gap, Status
from corpus.store.history import Actor
from corpus.store.servers import Servers
from index.engine import Engine

pytestmark = pytest.mark.simcord(settle_timeout=60)

AGAIN = "what time does the ferry to Vara leave from the old harbour"  # the same in other words
OTHER = "Who is the captain of the ferry to Vara?"


class Server:
    """A server with a moderator and members, each asking in one channel."""

    def __init__(self, env: simcord.Env, engine: Engine, name: str = "Here") -> None:
        self.env, self.engine = env, engine
        self.channel = env.create_guild(name).create_text_channel("general")
        self.mod = moderator(env, self.channel, f"mod-{name.lower()}")

    @property
    def scope(self) -> str:
        return of_server(self.channel.guild.id)

    @property
    def bot(self) -> LandscapeBot:
        assert isinstance(self.env.bot, LandscapeBot)
        return self.env.bot

    def cog(self, name: str) -> Any:
        return self.bot.get_cog(name)

    def member(self, name: str) -> Any:
        return self.channel.guild.add_member(self.env.create_user(name))

    def gaps(self, status: Status = Status.OPEN) -> list[Gap]:
        return self.bot.gaps.store.reading.listing(self.scope, status)

    async def ask(self, member: Any, question: str = ASKED, **options: Any) -> Any:
        return (await member.slash(self.channel, "ask", question=question, **options)).response

    async def follow(self, member: Any, question: str = ASKED) -> Any:
        """Ask, and put it to the moderators; return the message of the refusal."""
        refusal = await self.ask(member, question)
        told = await member.click(refusal, label="Ask the moderators")
        assert told.ephemeral
        assert "You’ll be told here" in said(told.response)
        return refusal

    async def publish(self, data: bytes = FERRY, name: str = "ferry.md") -> None:
        """Add a document, and wait until the gaps were asked again."""
        await upload(self.mod, self.channel, (name, data), publish=True)
        await until(lambda: not self.due())

    def due(self) -> list[Gap]:
        gaps = self.bot.gaps
        return gaps.store.reading.to_check(self.scope, gaps.state(self.bot.scopes(self.channel.guild.id)))

    async def command(self, name: str, **options: Any) -> Any:
        return (await self.mod.slash(self.channel, name, **options)).response

    async def post(self) -> str:
        """Post the answers that are ready; return what the moderator is told."""
        ready = await self.command("gaps ready")
        done = await self.mod.click(ready, label="Post the answer")
        return said(done.response or ready)

    def posts(self) -> list[Any]:
        """The requests that posted a message in a channel of any server."""
        return [one for one in self.env.http_requests if one.method == "POST" and one.path.endswith("/messages")]


@pytest.fixture
def here(env: simcord.Env, lighthouse: Engine) -> Server:
    return Server(env, lighthouse)


async def until(condition: Callable[[], bool]) -> None:
    """Wait for what the bot does in a task of its own."""
    for _ in range(400):
        if condition():
            return
        await asyncio.sleep(0.05)
    raise TimeoutError


async def test_two_who_follow_a_question_are_answered_once_where_they_asked_and_who_opted_out_is_left_alone(
    here: Server,
) -> None:
    alice, bob, carol = map(here.member, ("alice", "bob", "carol"))
    shown = await carol.slash(here.channel, "privacy")
    assert "What I keep of your questions on this server" in said(shown.response)
    out = await carol.click(shown.response, label="Don't keep my questions")
    assert "I keep none of your questions" in said(out.response)
    refusal = await here.ask(carol)
    assert "Ask the moderators" not in str([one.to_dict() for one in here.channel.last_message.components])
    assert "I find no answer in the documents." in said(refusal)
    assert here.gaps() == []

    first, second = await here.follow(alice), await here.follow(bob, AGAIN)
    (gap,) = here.gaps()
    assert (gap.question, gap.askers, gap.followers) == (ASKED, 2, 2)
    assert here.posts() == []

    await here.publish()
    (gap,) = here.gaps()
    assert gap.is_ready
    assert here.posts() == [], "nothing is posted before a moderator says so"
    assert "posted in 2 places" in await here.post()

    bodies = [one.json for one in here.posts()]
    assert [body["message_reference"]["message_id"] for body in bodies] == [first.id, second.id]
    assert [body["allowed_mentions"]["users"] for body in bodies] == [[alice.id], [bob.id]]
    assert all(body["allowed_mentions"]["parse"] == [] for body in bodies)
    for member, message in zip((alice, bob), here.channel.history()[-2:], strict=True):
        assert NOON in said(message)
        assert member.mention in said(message)
        assert "Receipt" in str([one.to_dict() for one in message.components])
    assert not any(str(carol.id) in str(body) for body in bodies)
    assert here.gaps() == []
    assert [gap.question for gap in here.gaps(Status.ANSWERED)] == [ASKED]

    ready = await here.command("gaps ready")
    assert "No open question has an answer yet" in said(ready)
    await here.publish(FERRY.replace(b"noon", b"noon sharp"), "more.md")
    assert len(here.posts()) == 2, "nobody is told twice"


async def test_no_word_of_one_server_passes_to_another(env: simcord.Env, here: Server, lighthouse: Engine) -> None:
    there = Server(env, lighthouse, "There")
    alice, bob = here.member("alice"), there.member("bob")
    await here.follow(alice)
    await there.follow(bob, AGAIN)
    assert [gap.question for gap in here.gaps()] == [ASKED]
    assert [gap.question for gap in there.gaps()] == [AGAIN]
    assert "1 asker" in said(await there.command("gaps list"))
    assert ASKED not in said(await there.command("gaps list"))

    await here.publish()
    assert "No open question has an answer yet" in said(await there.command("gaps ready"))
    assert "posted in 1 place" in await here.post()
    (post_answer,) = here.posts()
    assert post_answer.path == f"/channels/{here.channel.id}/messages"
    assert [gap.status for gap in there.gaps()] == [Status.OPEN]
    assert "Questions: 1 · answered surely: 0" in said(await here.command("stats"))
    assert "Questions: 1 · answered surely: 0" in said(await there.command("stats"))
    assert "1 question: 0 answered surely, 0 unsurely, 1 refused" in said(await there.command("gaps digest"))


# ---- members


async def test_pressing_twice_follows_once_and_unfollow_ends_it(here: Server) -> None:
    alice = here.member("alice")
    refusal = await here.follow(alice)
    told = await alice.click(refusal, label="Ask the moderators")
    assert here.gaps()[0].followers == 1
    gone = await alice.click(told.response, label="Unfollow")
    assert "don't follow this question any more" in said(gone.response)
    assert here.gaps()[0].followers == 0
    await here.publish()
    await here.post()
    (body,) = [one.json for one in here.posts()]
    assert body["allowed_mentions"]["users"] == [], "it is answered where it was asked, without a mention"
    assert "This can be answered now" in said(here.channel.last_message)


async def test_the_button_works_after_a_restart_and_for_who_reads_along(here: Server) -> None:
    alice, bob = here.member("alice"), here.member("bob")
    refusal = await here.ask(alice)
    await here.env.restart_bot(LandscapeBot(here.engine, data_dir=here.bot.data_dir, notes=False))
    await bob.click(here.channel.last_message, label="Ask the moderators")
    assert refusal.id == here.channel.last_message.id
    await here.publish()
    await here.post()
    (body,) = [one.json for one in here.posts()]
    assert (body["message_reference"]["message_id"], body["allowed_mentions"]["users"]) == (refusal.id, [bob.id])


async def test_a_private_refusal_and_one_in_a_direct_message_have_no_button(here: Server) -> None:
    alice = here.member("alice")
    private = await here.ask(alice, private=True)
    assert "gap:follow" not in str(private.components)
    await alice.send_dm(ASKED)
    sent = [one.json for one in here.posts()]
    assert len(sent) == 1
    assert "receipt:" in str(sent)
    assert "gap:follow" not in str(sent)
    (gap,) = here.gaps()
    assert len(gap.askings) == 1, "what is asked in direct messages is no gap of a server"


async def test_what_a_member_asked_is_deleted_when_they_say_so(here: Server) -> None:
    alice, bob = here.member("alice"), here.member("bob")
    refusal = await here.follow(alice)
    await here.ask(bob, AGAIN)
    await here.ask(alice, OTHER)
    shown = await alice.slash(here.channel, "privacy")
    assert "Kept now: 2 questions of yours" in said(shown.response)
    done = await alice.click(shown.response, label="Delete what is kept")
    assert "Kept now: 0 questions of yours" in said(done.response)
    (gap,) = here.gaps()
    assert (gap.question, gap.askers, gap.followers) == (AGAIN, 1, 0), "the others' words stay"
    told = await alice.click(refusal, label="Ask the moderators")
    assert "isn't kept any more" in said(told.response)
    await here.ask(alice)
    assert here.gaps()[0].askers == 2, "the question is recognised by the words that are left"


async def test_an_answer_is_voted_on_once_a_member_and_the_vote_may_change(here: Server) -> None:
    await here.publish()
    alice, bob = here.member("alice"), here.member("bob")
    answer = await here.ask(alice)
    for member, label in ((alice, "Helpful"), (alice, "Not helpful"), (alice, "Helpful"), (bob, "Not helpful")):
        told = await member.click(answer, label=label)
        assert told.ephemeral
        assert "You can change your vote" in said(told.response)
    assert "Found helpful: 50% of 2 votes" in said(await here.command("stats"))


# ---- moderators


async def test_the_list_is_ranked_and_a_gap_shows_what_is_known(here: Server) -> None:
    alice, bob = here.member("alice"), here.member("bob")
    await here.ask(alice, ASKED)
    await here.ask(bob, "What colour is the @everyone lighthouse of Vara **painted**?")
    await here.ask(alice, AGAIN)
    await here.ask(bob, AGAIN)
    listed = await here.command("gaps list")
    text = said(listed)
    assert text.index(ASKED) < text.index("What colour")
    assert "Open questions: 2" in text
    first = max(here.gaps(), key=lambda gap: gap.askers)
    opened = await here.mod.click(listed, custom_id=f"gap:open:{first.id}")
    shown = said(opened.response or listed)
    assert "2 askers, asked 3 times, followed by 0" in shown
    assert "Last 7 days: 3, the 7 before: 0 ▲" in shown
    assert f"Also asked as\n- {AGAIN}" in shown
    assert "Closest passages" in shown
    assert "alice" not in shown


async def test_a_gap_is_answered_by_a_faq_entry(here: Server) -> None:
    alice = here.member("alice")
    await here.follow(alice)
    opened = await here.command("gaps list")
    await here.mod.click(opened, label="Open")
    form = await here.mod.click(opened, label="Answer")
    preview = await here.mod.submit_modal(form, {"question": ASKED, "answer": "It leaves at noon. Be early!"})
    assert ASKED in said(preview.response)
    await here.mod.click(preview.response, label="Save")
    await until(lambda: not here.due())
    assert "posted in 1 place" in await here.post()
    told = said(here.channel.last_message)
    assert "It leaves at noon. Be early!" in told
    assert "The moderators’ answer" in told
    assert alice.mention in told


async def test_a_gap_leads_to_the_form_of_documents(here: Server) -> None:
    alice = here.member("alice")
    await here.follow(alice)
    opened = await here.command("gaps list")
    await here.mod.click(opened, label="Open")
    form = await here.mod.click(opened, label="Add document")
    preview = await here.mod.submit_modal(form, {"files": [("ferry.md", FERRY)]})
    assert f"Would answer questions that were refused: 1\n- {ASKED}" in said(preview.response)
    await here.mod.click(preview.response, label="Publish")
    await until(lambda: here.gaps()[0].is_ready)


async def test_merged_gaps_are_one_and_new_askings_join_it(here: Server) -> None:
    alice, bob = here.member("alice"), here.member("bob")
    await here.follow(alice)
    await here.follow(bob, OTHER)
    await here.follow(alice, OTHER)
    other, first = here.gaps()
    page = await here.command("gaps list")
    opened = await here.mod.click(page, custom_id=f"gap:open:{first.id}")
    assert opened is not None
    await here.mod.click(page, label="Merge")
    await here.mod.select(page, values=[str(other.id)], custom_id=f"gap:merge:{first.id}")
    (gap,) = here.gaps()
    assert (gap.id, gap.askers, gap.followers, len(gap.askings)) == (other.id, 2, 2, 3)
    await here.ask(bob, AGAIN)
    assert [len(gap.askings) for gap in here.gaps()] == [4], "the question that was merged recognises it too"


async def test_a_dismissed_gap_stays_away_until_it_is_opened_again(here: Server) -> None:
    alice = here.member("alice")
    refusal = await here.ask(alice)
    page = await here.command("gaps list")
    await here.mod.click(page, label="Open")
    await here.mod.click(page, label="Not for us")
    assert here.gaps() == []
    await here.ask(alice, AGAIN)
    assert here.gaps() == []
    told = await alice.click(refusal, label="Ask the moderators")
    assert "it is none for the documents here" in said(told.response)
    page = await here.command("gaps list", show="dismissed")
    await here.mod.click(page, label="Open")
    await here.mod.click(page, label="Open again")
    assert [len(gap.askings) for gap in here.gaps()] == [2]


async def test_what_is_no_answer_is_not_offered_again(here: Server) -> None:
    alice = here.member("alice")
    await here.follow(alice)
    await here.publish()
    page = await here.command("gaps list")
    assert "has an answer now" in said(page)
    await here.mod.click(page, label="Open")
    await here.mod.click(page, label="That is no answer")
    assert "No open question has an answer yet" in said(await here.command("gaps ready"))
    await here.publish(b"# The pier\n\nThe pier has nine ropes.\n", "pier.md")
    assert not here.gaps()[0].is_ready


async def test_the_log_channel_shows_what_can_be_answered_and_one_click_posts_it(here: Server) -> None:
    alice = here.member("alice")
    log = here.channel.guild.create_text_channel("log")
    Servers(here.engine.store).change(here.scope, log_channel=log.id)
    refusal = await here.follow(alice)
    await here.publish()
    await until(lambda: any("has an answer now" in said(one) for one in log.history()))
    (told,) = [one for one in log.history() if "has an answer now" in said(one)]
    await here.mod.click(told, label="Post the answer")
    posts = [one.json for one in here.posts() if str(here.channel.id) in one.path]
    assert [body["message_reference"]["message_id"] for body in posts] == [refusal.id]
    assert "What was posted" in said(log.history()[-1])


async def test_of_two_moderators_who_post_an_answer_at_once_one_does(here: Server) -> None:
    await here.follow(here.member("alice"))
    await here.publish()
    (gap,) = here.gaps()
    both = (post_answer(here.bot, here.scope, gap.id, Actor(name)) for name in ("one", "other"))
    outcomes = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(type(one).__name__ for one in outcomes) == ["Posted", "UnknownGap"]
    assert len(here.posts()) == 1


async def test_where_it_may_not_write_any_more_is_skipped_and_a_failure_can_be_tried_again(
    env: simcord.Env, here: Server
) -> None:
    alice, bob = here.member("alice"), here.member("bob")
    await here.follow(alice)
    elsewhere = here.channel.guild.create_text_channel("elsewhere")
    first = here.channel
    here.channel = elsewhere
    await here.follow(bob, AGAIN)
    here.channel = first
    await here.publish()
    env.inject_error("POST", f"/channels/{first.id}/messages", status=500, times=None)
    env.inject_error("POST", f"/channels/{elsewhere.id}/messages", status=403, code=50001, times=1)
    told = await here.post()
    assert "1 skipped" in told
    assert "1 failed" in told
    env.backend.faults.clear()
    (gap,) = here.gaps()
    assert gap.is_ready
    assert "posted in 1 place" in await here.post()
    assert alice.mention in said(first.last_message)
    assert here.gaps() == []


async def test_a_message_that_was_deleted_is_no_matter(here: Server) -> None:
    alice = here.member("alice")
    refusal = await here.follow(alice)
    await here.mod.delete(refusal)
    await here.publish()
    assert "posted in 1 place" in await here.post()
    assert alice.mention in said(here.channel.last_message)


async def test_an_answer_whose_source_changes_before_it_is_posted_is_not_posted(here: Server) -> None:
    alice = here.member("alice")
    await here.follow(alice)
    await here.publish()
    ready = await here.command("gaps ready")
    (stored,) = here.engine.store.listing([here.scope])
    here.engine.store.remove(stored.id)
    await here.mod.click(ready, label="Post the answer")
    assert here.posts() == []
    watch: GapWatch = here.cog("GapWatch")
    await watch.round()
    assert not here.gaps()[0].is_ready


async def test_whoever_is_no_moderator_is_refused_by_the_code_too(env: simcord.Env, here: Server) -> None:
    alice = here.member("alice")
    await here.follow(alice)
    await here.publish()
    for known in env.bot.tree.get_commands():
        if isinstance(known, app_commands.Group):
            known.default_permissions = None
    await env.bot.tree.sync()
    for name in ("gaps list", "gaps ready", "gaps digest"):
        told = await alice.slash(here.channel, name)
        assert "Only moderators may do this" in said(told.response), name
        simcord.assert_error(env, NotModerator)
    log = here.channel.guild.create_text_channel("log")
    watch: GapWatch = here.cog("GapWatch")
    Servers(here.engine.store).change(here.scope, log_channel=log.id)
    await watch._tell(here.scope, frozenset(gap.id for gap in here.gaps()))
    for label in ("Open", "Post the answer"):
        told = await alice.click(log.last_message, label=label)
        assert "Only moderators may do this" in said(told.response), label
        assert told.ephemeral
    assert len(here.gaps()) == 1


async def test_gaps_of_another_server_cannot_be_opened_by_their_number(
    env: simcord.Env, here: Server, lighthouse: Engine
) -> None:
    there = Server(env, lighthouse, "There")
    await here.follow(here.member("alice"))
    await there.follow(there.member("bob"), OTHER)
    (mine,) = here.gaps()
    page = await there.command("gaps list")
    button = next(one for one in texts_of_ids(page) if one.startswith("gap:open:"))
    assert button != f"gap:open:{mine.id}"
    assert there.bot.gaps.store.reading.of_reply(there.scope, mine.askings[0].reply_id) is None
    assert here.bot.gaps.find_near(mine, 25) == []


# ---- the digest


async def test_the_digest_comes_a_week_after_the_channel_was_set_and_once(here: Server) -> None:
    alice = here.member("alice")
    await here.ask(alice)
    log = here.channel.guild.create_text_channel("log")
    Servers(here.engine.store).change(here.scope, log_channel=log.id)
    weekly: WeeklyDigest = here.cog("WeeklyDigest")
    start = datetime.now(UTC)
    await weekly.round(start)
    assert log.last_message is None
    for days in (3, 7.1, 8):
        await weekly.round(start + timedelta(days=days))
    (message,) = log.history()
    assert "1 question: 0 answered surely, 0 unsurely, 1 refused" in said(message)
    assert f"1. {ASKED} (1 asker)" in said(message)
    assert [one.filename for one in message.attachments] == ["chart.png"]
    await weekly.round(start + timedelta(days=14.2))
    assert len(log.history()) == 2


async def test_a_log_channel_that_is_closed_to_the_bot_keeps_no_digest_back(
    env: simcord.Env, here: Server, lighthouse: Engine
) -> None:
    there = Server(env, lighthouse, "There")
    logs = []
    for server in (here, there):
        await server.ask(server.member(f"member-{server.channel.id}"))
        logs.append(server.channel.guild.create_text_channel("log"))
        Servers(lighthouse.store).change(server.scope, log_channel=logs[-1].id)
    weekly: WeeklyDigest = here.cog("WeeklyDigest")
    start = datetime.now(UTC)
    await weekly.round(start)
    env.inject_error("POST", f"/channels/{logs[0].id}/messages", status=403, code=50001, times=2)
    await weekly.round(start + timedelta(days=7.1))
    assert [len(log.history()) for log in logs] == [0, 1]


async def test_without_the_permission_to_attach_files_the_digest_comes_without_its_chart(
    env: simcord.Env, here: Server
) -> None:
    await here.ask(here.member("alice"))
    log = here.channel.guild.create_text_channel("log")
    Servers(here.engine.store).change(here.scope, log_channel=log.id)
    weekly: WeeklyDigest = here.cog("WeeklyDigest")
    start = datetime.now(UTC)
    await weekly.round(start)
    env.inject_error("POST", f"/channels/{log.id}/messages", status=403, code=50013)
    await weekly.round(start + timedelta(days=7.1))
    (message,) = log.history()
    assert "1 question: 0 answered surely, 0 unsurely, 1 refused" in said(message)
    assert message.attachments == []


def texts_of_ids(message: Any) -> list[str]:
    """Return the IDs of all that can be pressed in a message."""
    found: list[str] = []

    def look(part: Any) -> None:
        if isinstance(part, dict):
            found.extend(value for key, value in part.items() if key == "custom_id")
            for value in part.values():
                look(value)
        elif isinstance(part, (list, tuple)):
            for value in part:
                look(value)

    look([one if isinstance(one, dict) else one.to_dict() for one in message.components])
    return found
