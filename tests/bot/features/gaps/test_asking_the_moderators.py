"""What members see of a gap, from the refusal to the posted answer: simcord plays Discord, everything else is real."""

from __future__ import annotations

import pytest
import simcord
from support.gap_server import AGAIN, OTHER, Server
from support.uploads import ASKED, FERRY, NOON, read_plain

from bot.discord_app.bot import LandscapeBot
from corpus.scopes import of_server
from corpus.store.gaps.records import Status
from corpus.store.members import Privacy
from index.engine import Engine

pytestmark = pytest.mark.simcord(settle_timeout=60)


async def test_two_who_follow_a_question_are_answered_once_where_they_asked_and_who_opted_out_is_left_alone(
    here: Server,
) -> None:
    alice, bob, carol = map(here.member, ("alice", "bob", "carol"))
    shown = await carol.slash(here.channel, "privacy")
    assert "What I keep of your questions on this server" in read_plain(shown.response)
    out = await carol.click(shown.response, label="Don't keep my questions")
    assert "I keep none of your questions" in read_plain(out.response)
    refusal = await here.ask(carol)
    assert "Ask the moderators" not in str([one.to_dict() for one in here.channel.last_message.components])
    assert "I'm not sure enough of any answer." in read_plain(refusal)
    assert here.gaps() == []

    first, second = await here.follow(alice), await here.follow(bob, AGAIN)
    (gap,) = here.gaps()
    assert (gap.question, gap.askers, gap.followers) == (ASKED, 2, 2)
    assert here.posts() == []

    await here.publish()
    (gap,) = here.gaps()
    assert gap.is_ready
    assert here.posts() == [], "nothing is posted before a moderator says so"
    assert "Posted in 2 places" in await here.post()

    bodies = [one.json for one in here.posts()]
    assert [body["message_reference"]["message_id"] for body in bodies] == [first.id, second.id]
    assert [body["allowed_mentions"]["users"] for body in bodies] == [[alice.id], [bob.id]]
    assert all(body["allowed_mentions"]["parse"] == [] for body in bodies)
    for member, message in zip((alice, bob), here.channel.history()[-2:], strict=True):
        assert NOON in read_plain(message)
        assert member.mention in read_plain(message)
        assert "Receipt" in str([one.to_dict() for one in message.components])
    assert not any(str(carol.id) in str(body) for body in bodies)
    assert here.gaps() == []
    assert [gap.question for gap in here.gaps(Status.ANSWERED)] == [ASKED]

    ready = await here.command("gaps ready")
    assert "No open question has an answer yet" in read_plain(ready)
    await here.publish(FERRY.replace(b"noon", b"noon sharp"), "more.md")
    assert len(here.posts()) == 2, "nobody is told twice"


async def test_no_word_of_one_server_passes_to_another(env: simcord.Env, here: Server, lighthouse: Engine) -> None:
    there = Server(env, lighthouse, "There")
    alice, bob = here.member("alice"), there.member("bob")
    await here.follow(alice)
    await there.follow(bob, AGAIN)
    assert [gap.question for gap in here.gaps()] == [ASKED]
    assert [gap.question for gap in there.gaps()] == [AGAIN]
    assert "1 asker" in read_plain(await there.command("gaps list"))
    assert ASKED not in read_plain(await there.command("gaps list"))

    await here.publish()
    assert "No open question has an answer yet" in read_plain(await there.command("gaps ready"))
    assert "Posted in 1 place" in await here.post()
    (post_answer,) = here.posts()
    assert post_answer.path == f"/channels/{here.channel.id}/messages"
    assert [gap.status for gap in there.gaps()] == [Status.OPEN]
    assert "1 question: 0 (0 %) answered surely" in read_plain(await here.command("stats"))
    assert "1 question: 0 (0 %) answered surely" in read_plain(await there.command("stats"))
    assert "1 question: 1 refused" in read_plain(await there.command("gaps digest"))


async def test_pressing_twice_follows_once_and_unfollow_ends_it(here: Server) -> None:
    alice = here.member("alice")
    refusal = await here.follow(alice)
    told = await alice.click(refusal, label="Ask the moderators")
    assert here.gaps()[0].followers == 1
    gone = await alice.click(told.response, label="Unfollow")
    assert "don't follow this question any more" in read_plain(gone.response)
    assert here.gaps()[0].followers == 0
    await here.publish()
    await here.post()
    (body,) = [one.json for one in here.posts()]
    assert body["allowed_mentions"]["users"] == [], "it is answered where it was asked, without a mention"
    assert "This can be answered now" in read_plain(here.channel.last_message)


async def test_the_button_works_after_a_restart_and_for_who_reads_along(here: Server) -> None:
    alice, bob = here.member("alice"), here.member("bob")
    refusal = await here.ask(alice)
    await here.env.restart_bot(LandscapeBot(here.engine, notes=False))
    await bob.click(here.channel.last_message, label="Ask the moderators")
    assert refusal.id == here.channel.last_message.id
    await here.publish()
    await here.post()
    (body,) = [one.json for one in here.posts()]
    assert (body["message_reference"]["message_id"], body["allowed_mentions"]["users"]) == (refusal.id, [bob.id])


async def test_a_refusal_in_a_direct_message_has_no_button(here: Server) -> None:
    alice = here.member("alice")
    await here.ask(alice)
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
    assert "Kept now: 2 questions of yours" in read_plain(shown.response)
    await alice.click(shown.response, label="Delete what is kept")
    done = await alice.click(shown.response, label="Delete for good")
    assert "I keep no question of yours" in read_plain(done.response or shown.response)
    (gap,) = here.gaps()
    assert (gap.question, gap.askers, gap.followers) == (AGAIN, 1, 0), "the others' words stay"
    told = await alice.click(refusal, label="Ask the moderators")
    assert "isn't kept any more" in read_plain(told.response)
    privacy, scope = Privacy(here.engine.store), of_server(here.channel.guild.id)
    privacy.opt_out(scope, alice.id)
    told = await alice.click(refusal, label="Ask the moderators")
    assert "of yours I keep none: with /privacy" in read_plain(told.response)
    privacy.opt_in(scope, alice.id)
    await here.ask(alice)
    assert here.gaps()[0].askers == 2, "the question is recognised by the words that are left"


async def test_an_answer_is_voted_on_once_a_member_and_the_vote_may_change(here: Server) -> None:
    await here.publish()
    alice, bob = here.member("alice"), here.member("bob")
    answer = await here.ask(alice)
    for member, label in ((alice, "Helpful"), (alice, "Not helpful"), (alice, "Helpful"), (bob, "Not helpful")):
        told = await member.click(answer, label=label)
        assert told.ephemeral
        assert "You can change your vote" in read_plain(told.response)
    assert "Found helpful: 50 % of 2 votes" in read_plain(await here.command("stats"))
