"""Answers to gaps that are ready, and where they are posted: simcord plays Discord, everything else is real."""

from __future__ import annotations

import asyncio

import pytest
import simcord
from sqlalchemy import delete
from support.following import until
from support.gap_server import AGAIN, OTHER, Server
from support.uploads import ASKED, FERRY, NOON, read_plain

from bot.features.gaps.posting import post_answer
from bot.features.gaps.watch import GapWatch
from corpus.scopes import SHARED
from corpus.store.history import Actor
from corpus.store.schema import REPLIES
from corpus.store.servers import Servers
from index.engine import Engine

pytestmark = pytest.mark.simcord(settle_timeout=60)


async def test_the_log_channel_shows_what_can_be_answered_and_one_click_posts_it(here: Server) -> None:
    alice = here.member("alice")
    log = here.channel.guild.create_text_channel("log")
    Servers(here.engine.store).change(here.scope, log_channel=log.id)
    refusal = await here.follow(alice)
    await here.publish()
    await until(lambda: any("has an answer now" in read_plain(one) for one in log.history()))
    (told,) = [one for one in log.history() if "has an answer now" in read_plain(one)]
    await here.mod.click(told, label="Post the answer")
    posts = [one.json for one in here.posts() if str(here.channel.id) in one.path]
    assert [body["message_reference"]["message_id"] for body in posts] == [refusal.id]
    assert "What was posted" in read_plain(log.history()[-1])


async def test_new_answers_that_discord_does_not_take_at_first_are_shown_in_the_next_round(
    env: simcord.Env, here: Server
) -> None:
    log = here.channel.guild.create_text_channel("log")
    Servers(here.engine.store).change(here.scope, log_channel=log.id)
    await here.ask(here.member("alice"))
    env.inject_error("POST", f"/channels/{log.id}/messages", status=500, times=None)
    await here.publish()
    watch: GapWatch = here.cog("GapWatch")
    await watch.round()
    assert here.gaps()[0].is_ready
    assert not any("has an answer now" in read_plain(one) for one in log.history())
    env.backend.faults.clear()
    await watch.round()
    await watch.round()
    assert sum("has an answer now" in read_plain(one) for one in log.history()) == 1


async def test_of_two_moderators_who_post_an_answer_at_once_one_does(here: Server) -> None:
    await here.follow(here.member("alice"))
    await here.publish()
    (gap,) = here.gaps()
    both = (post_answer(here.bot, here.scope, gap.id, Actor(name)) for name in ("one", "other"))
    outcomes = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(type(one).__name__ for one in outcomes) == ["Outcome", "UnknownGap"]
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
    assert "Posted in 1 place" in await here.post()
    assert alice.mention in read_plain(first.last_message)
    assert here.gaps() == []


async def test_a_message_that_was_deleted_is_no_matter(here: Server) -> None:
    alice = here.member("alice")
    refusal = await here.follow(alice)
    await here.mod.delete(refusal)
    await here.publish()
    assert "Posted in 1 place" in await here.post()
    assert alice.mention in read_plain(here.channel.last_message)


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


async def test_the_words_of_another_member_are_not_posted_where_the_log_has_the_question_no_more(here: Server) -> None:
    secret = "When does the ferry to Vara leave the old harbour, as I want to leave my husband?"
    await here.ask(here.member("carol"), secret)
    alice = here.member("alice")
    await here.follow(alice)
    (gap,) = here.gaps()
    assert gap.question == secret
    with here.engine.store.writing() as connection:
        connection.execute(delete(REPLIES))
    await here.publish()
    assert "Posted in 1 place" in await here.post()
    posted = read_plain(here.channel.last_message)
    assert alice.mention in posted
    assert NOON in posted
    assert "husband" not in str([one.json for one in here.posts()])
    assert "(no words)" not in posted


async def test_gaps_of_later_servers_are_asked_again_however_many_an_earlier_one_has(
    env: simcord.Env, here: Server, lighthouse: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = Server(env, lighthouse, "There")
    alice, bob = here.member("alice"), there.member("bob")
    for question in (ASKED, OTHER, "Who paints the harbour wall?", "How deep is the harbour of Vara?"):
        await here.ask(alice, question)
    await there.ask(bob)
    watch: GapWatch = here.cog("GapWatch")
    monkeypatch.setitem(type(watch)._ask_all.__globals__, "GAPS_A_ROUND", 2)
    lighthouse.add(FERRY, "ferry.md", SHARED)
    assert (len(here.due()), len(there.due())) == (4, 1)
    await watch.round()
    assert (len(here.due()), len(there.due())) == (3, 0)
    assert there.gaps()[0].is_ready
    await watch.round()
    assert len(here.due()) == 1, "what is left of a round is for who has more"
