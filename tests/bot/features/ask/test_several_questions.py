"""Several questions in one message on Discord, end to end: simcord plays Discord, everything else is real."""

from __future__ import annotations

from typing import Any

import pytest
import simcord
from support.asking import BUILT, QUESTION, mention, read_message
from support.following import MIRA, Scene
from support.giving_up import BUTTON
from support.grading import make_unsure

from bot.discord_app.bot import LandscapeBot
from corpus.scopes import of_server
from corpus.store.replies import ReplyLog
from index.engine import Engine
from index.gaps.book import GapBook

pytestmark = pytest.mark.simcord(settle_timeout=60)

TICKET, COSTS = "How much does a ticket cost?", "A ticket costs 40 crowns"
CAPTAIN = "Who is the captain of the ferry to Vara?"
STEPS, TWELVE = "How many steps has the climb?", "The climb has 212 steps."
THREE = f"Hi! {QUESTION} {CAPTAIN} {TICKET} Thanks!"


@pytest.fixture
def alice(env: simcord.Env, channel: Any) -> Any:
    return channel.guild.add_member(env.create_user("alice"))


def cards(message: Any) -> list[dict[str, Any]]:
    parts = [component.to_dict() for component in message.components]
    return [part for part in parts if part["type"] == 17]


def labels(card: dict[str, Any]) -> list[str]:
    return [one["label"] for item in card["components"] if item["type"] == 1 for one in item["components"]]


def words(card: dict[str, Any]) -> str:
    return "\n".join(item["content"] for item in card["components"] if item["type"] == 10)


async def test_each_question_of_a_message_is_answered_under_its_words_in_their_order(
    env: simcord.Env, alice: Any, channel: Any, lighthouse: Engine
) -> None:
    await alice.send(channel, f"{mention(env)} {THREE}")
    built, captain, ticket = cards(channel.last_message)
    assert QUESTION in words(built)
    assert BUILT in words(built)
    assert CAPTAIN in words(captain)
    assert "I'm not sure enough of any answer." in words(captain)
    assert TICKET in words(ticket)
    assert COSTS in words(ticket)
    assert labels(built) == ["Helpful", "Not helpful", "Receipt"]
    assert labels(captain) == ["Ask the moderators", "Receipt"]
    scope = of_server(channel.guild.id)
    kept = ReplyLog(lighthouse.store).list_posted(scope, channel.last_message.id)
    assert [one.question for one in kept] == [QUESTION, CAPTAIN, TICKET]
    assert [one.outcome for one in kept] == ["answer", "refusal", "answer"]
    gaps = GapBook(lighthouse).store.reading.listing(scope)
    assert [gap.question for gap in gaps] == [CAPTAIN]


async def test_the_lines_of_a_message_are_questions_of_their_own(env: simcord.Env, alice: Any, channel: Any) -> None:
    await alice.send(channel, f"{mention(env)}\n- when was the lighthouse of Vara built\n- how much does a ticket cost")
    assert [COSTS in words(card) for card in cards(channel.last_message)] == [False, True]


async def test_a_command_may_ask_several_too_and_privately(alice: Any, channel: Any) -> None:
    result = await alice.slash(channel, "ask", question=f"1. {QUESTION} 2. {TICKET}", private=True)
    assert result.ephemeral
    assert BUILT in read_message(result.response)
    assert COSTS in read_message(result.response)
    assert channel.last_message is None


async def test_the_buttons_of_each_card_are_for_its_own_reply_also_after_a_restart(
    env: simcord.Env, alice: Any, channel: Any, lighthouse: Engine
) -> None:
    await alice.send(channel, f"{mention(env)} {THREE}")
    await env.restart_bot(LandscapeBot(lighthouse, notes=False))
    message = channel.last_message
    log = ReplyLog(lighthouse.store).list_posted(of_server(channel.guild.id), message.id)
    receipts = [await alice.click(message, custom_id=f"receipt:{kept.id}") for kept in log]
    assert BUILT in read_message(receipts[0].response)
    assert COSTS in read_message(receipts[2].response)
    assert all("Receipt" in read_message(receipt.response) for receipt in receipts)
    followed = await alice.click(message, custom_id=f"gap:follow:{log[1].id}")
    assert "You’ll be told here" in read_message(followed.response)
    (gap,) = GapBook(lighthouse).store.reading.listing(of_server(channel.guild.id))
    assert gap.followers == 1
    assert len(cards(channel.last_message)) == 3


async def test_more_questions_than_there_is_room_for_are_left_out_and_that_is_said(
    env: simcord.Env, alice: Any, channel: Any
) -> None:
    asked = f"{QUESTION} {TICKET} {STEPS} {CAPTAIN} Are dogs allowed inside? When did a storm break the lamp? Who climbs the tower?"
    await alice.send(channel, f"{mention(env)} {asked}")
    assert len(cards(channel.last_message)) == 5
    assert "I answered the first 5 questions of 7. Please ask the other 2 again." in read_message(channel.last_message)


async def test_a_source_that_goes_is_told_in_its_card_alone(
    env: simcord.Env, lighthouse: Engine, channel: Any, alice: Any
) -> None:
    scene = Scene(env, lighthouse, channel, alice)
    ferry = scene.add_ferry()
    await scene.following.round()
    await alice.send(channel, f"{mention(env)} {TICKET} When does the ferry to Vara leave the old harbour? {CAPTAIN}")
    lighthouse.store.remove(ferry, MIRA)
    await scene.following.round()
    ticket, leaves, captain = cards(channel.last_message)
    assert "was removed." in words(leaves)
    assert "was removed." not in words(ticket)
    assert COSTS in words(ticket)
    assert CAPTAIN in words(captain)
    assert labels(captain) == ["Ask the moderators", "Receipt"]


async def test_an_unsure_answer_is_given_up_in_its_card_alone(
    env: simcord.Env, lighthouse: Engine, channel: Any, alice: Any
) -> None:
    make_unsure(lighthouse)
    await alice.send(channel, f"{mention(env)} {QUESTION} {STEPS}")
    built, steps = ReplyLog(lighthouse.store).list_posted(of_server(channel.guild.id), channel.last_message.id)
    await alice.click(channel.last_message, custom_id=f"notasked:{steps.id}")
    first, second = cards(channel.last_message)
    assert BUTTON in labels(first)
    assert BUILT in words(first)
    assert "This answer was taken back." in words(second)
    assert labels(second) == ["Ask the moderators", "Receipt"]
    assert ReplyLog(lighthouse.store).get(built.id).outcome == "answer"  # type: ignore[union-attr]


async def test_a_long_message_of_one_question_is_too_long_and_of_several_is_not(
    env: simcord.Env, alice: Any, channel: Any
) -> None:
    told = "The path to it leads along the cliffs and is closed in winter, so that we went by boat. " * 3
    await alice.send(channel, f"{mention(env)} {told}{QUESTION}{' ' * 5}{'so it is ' * 10}")
    assert "I read up to 300 characters" in read_message(channel.last_message)
    await alice.send(channel, f"{mention(env)} {told}{QUESTION} {TICKET} {STEPS}")
    assert COSTS in read_message(channel.last_message)
