"""Questions that were asked in private: nobody reads them but whoever asked, unless they are put to the moderators."""

from __future__ import annotations

import re
from typing import Any

import discord
import pytest
import simcord
from support.discord_schema import texts
from support.following import until
from support.gap_server import AGAIN, OTHER, Server
from support.replies_kept import read_newest
from support.uploads import ASKED, FERRY, NOON, read_plain, upload

from corpus.store.replies import NewReply, ReplyLog
from corpus.store.servers import Servers

pytestmark = pytest.mark.simcord(settle_timeout=60)

SAID = "Only you see this. If you ask the moderators, they read the question, not who asked it."


async def test_that_moderators_do_not_read_it_is_said_where_it_is_asked(here: Server) -> None:
    for command in here.bot.tree.get_commands():
        if command.name in ("ask", "faq"):
            (private,) = [one for one in command.parameters if one.name == "private"]  # type: ignore[union-attr]
            assert "the moderators don’t either" in str(private.description)
    shown = await here.ask(here.member("alice"), private=True)
    assert SAID in read_plain(shown)
    assert SAID not in read_plain(await here.ask(here.member("bob")))


async def test_it_is_counted_and_its_words_are_shown_nowhere(env: simcord.Env, here: Server) -> None:
    log = here.channel.guild.create_text_channel("log")
    Servers(here.engine.store).change(here.scope, log_channel=log.id)
    await here.ask(here.member("alice"), private=True)
    assert here.gaps() == []
    listed = read_plain(await here.command("gaps list"))
    assert "1 private question more found no answer. Nobody but whoever asked reads them" in listed
    assert "1 refused" in read_plain(await here.command("gaps digest"))
    assert "1 (100 %) refused" in read_plain(await here.command("stats"))
    preview = await upload(here.mod, here.channel, ("ferry.md", FERRY))
    assert "Would answer questions that were refused: none" in read_plain(preview.response)
    await here.mod.click(preview.response, label="Publish")
    assert "No open question has an answer yet" in read_plain(await here.command("gaps ready"))
    sent = [one.json for one in env.http_requests if one.json and "Only you see this" not in str(one.json)]
    assert ASKED not in str(sent)


async def test_put_to_the_moderators_it_is_a_gap_and_its_answer_comes_in_a_direct_message(
    env: simcord.Env, here: Server
) -> None:
    user, bob = env.create_user("alice"), here.member("bob")
    alice = here.channel.guild.add_member(user)
    await here.follow(bob, AGAIN)
    shown = await here.ask(alice, private=True)
    told = await alice.click(shown, label="Ask the moderators")
    assert "You’ll be told in a direct message when there is an answer." in read_plain(told.response)
    await alice.click(shown, label="Ask the moderators")
    (gap,) = here.gaps()
    assert (gap.wordings, gap.askers, gap.followers, len(gap.askings)) == ((AGAIN, ASKED), 2, 2, 2)
    assert "private question" not in read_plain(await here.command("gaps list"))

    await here.publish()
    await here.post()
    in_channel = [one.json for one in here.posts() if one.path == f"/channels/{here.channel.id}/messages"]
    assert [body["allowed_mentions"]["users"] for body in in_channel] == [[bob.id]]
    assert str(alice.id) not in str(in_channel)
    direct = user.dm_channel.last_message
    assert NOON in read_plain(direct)
    assert "You asked this in private on Here, and it can be answered now." in read_plain(direct)
    assert ASKED in read_plain(direct)


async def test_a_member_whom_no_direct_message_reaches_is_counted_as_not_told(env: simcord.Env, here: Server) -> None:
    alice = here.member("alice")
    shown = await here.ask(alice, private=True)
    await alice.click(shown, label="Ask the moderators")
    await here.publish()
    env.inject_error("POST", "/users/@me/channels", status=403, code=50007, times=None)
    assert "skipped" in await here.post()
    assert here.posts() == []


async def test_nobody_else_can_put_it_to_the_moderators(env: simcord.Env, here: Server) -> None:
    await here.ask(here.member("alice"), private=True)
    number = read_newest(here.engine.store, here.scope).id
    live: Any = env.bot.get_channel(here.channel.id)
    view = discord.ui.LayoutView(timeout=None)
    button: Any = discord.ui.Button(label="Ask the moderators", custom_id=f"gap:follow:{number}")
    view.add_item(discord.ui.ActionRow(button)).stop()
    await live.send(view=view)
    told = await here.mod.click(here.channel.last_message, label="Ask the moderators")
    assert "isn't kept any more" in read_plain(told.response)
    assert here.gaps() == []


async def test_of_who_opted_out_nothing_is_kept_and_nothing_promised(env: simcord.Env, here: Server) -> None:
    carol = here.member("carol")
    shown = await carol.slash(here.channel, "privacy")
    await carol.click(shown.response, label="Don't keep my questions")
    for private in (True, False):
        refusal = await here.ask(carol, private=private)
        assert "gap:follow" not in str([one if isinstance(one, dict) else one.to_dict() for one in refusal.components])
        assert SAID not in read_plain(refusal)
    assert here.gaps() == []
    assert "found no answer" not in read_plain(await here.command("gaps list"))
    preview = await upload(here.mod, here.channel, ("ferry.md", FERRY))
    assert ASKED not in texts(preview.response.components)


async def test_a_preview_names_no_private_answer_either(here: Server) -> None:
    log, scope = ReplyLog(here.engine.store), here.scope
    for private in (True, False):
        for outcome in ("answer", "refusal"):
            log.add(NewReply(scope, 5, f"{outcome} {private}?", outcome, 0.9, private=private))
    assert [one.question for one in log.list_recent(scope, "answer", 1, 9)] == ["answer False?"]
    assert [one.question for one in log.list_recent(scope, "refusal", 1, 9)] == ["refusal False?"]


async def test_a_question_that_is_also_asked_openly_is_shown_in_the_open_words(here: Server) -> None:
    await here.ask(here.member("alice"), private=True)
    await here.ask(here.member("bob"), AGAIN)
    await until(lambda: bool(here.gaps()))
    (gap,) = here.gaps()
    assert (gap.wordings, gap.askers) == ((AGAIN,), 1)


async def test_of_several_private_questions_each_is_put_to_the_moderators_by_itself(here: Server) -> None:
    alice = here.member("alice")
    shown = await here.ask(alice, f"{ASKED} {OTHER}", private=True)
    assert here.gaps() == []
    buttons = re.findall(r"gap:follow:\d+", str(shown.components))
    assert len(buttons) == 2
    assert SAID in read_plain(shown)
    await alice.click(shown, custom_id=buttons[1])
    assert [gap.question for gap in here.gaps()] == [OTHER]
