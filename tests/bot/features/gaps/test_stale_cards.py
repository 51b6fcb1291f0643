"""Cards of gaps that somebody else has seen to by now: they say what became of them, and do nothing twice."""

from __future__ import annotations

from typing import Any

import pytest
import simcord
from sqlalchemy import delete
from support.discord_members import moderator
from support.following import until
from support.gap_server import OTHER, Server
from support.uploads import ASKED, FERRY, NOON, read_plain

from bot.discord_app.bot import LandscapeBot
from bot.features.gaps.watch import GapWatch
from corpus.store.gaps.records import Status
from corpus.store.schema import GAP_FOLLOWERS, REPLIES
from corpus.store.servers import Servers

pytestmark = pytest.mark.simcord(settle_timeout=60)


async def test_what_was_posted_is_told_with_its_question_where_it_stands_and_who_was_told(here: Server) -> None:
    await here.follow(here.member("alice"))
    await here.publish()
    ready = await here.command("gaps ready")
    assert f"goes to <#{here.channel.id}>; tells 1 member" in read_plain(ready)
    await here.mod.click(ready, label="Post the answer")
    posted = here.channel.last_message
    link = f"https://discord.com/channels/{here.channel.guild.id}/{here.channel.id}/{posted.id}"
    said = read_plain(ready)
    assert (
        f"What was posted\n{ASKED}\nPosted in 1 place: <#{here.channel.id}> ([message]({link})); 1 member told there."
        in said
    )
    opened = await here.command("gaps list", show="answered")
    await here.mod.click(opened, label="Open")
    assert "Answered by mod-here <t:" in read_plain(opened)
    assert link in read_plain(opened)


async def test_where_no_message_is_left_that_is_said_before_and_after_with_the_question(here: Server) -> None:
    await here.ask(here.member("alice"))
    with here.engine.store.writing() as connection:
        connection.execute(delete(REPLIES))
    await here.publish()
    ready = await here.command("gaps ready")
    assert "posting only closes the question" in read_plain(ready)
    await here.mod.click(ready, label="Post the answer")
    assert f"{ASKED}\nClosed as answered, but posted nowhere: nobody follows it" in read_plain(ready)
    assert "1 member asked it, and nobody was told." in read_plain(ready)
    assert here.posts() == []


async def test_an_older_card_of_another_moderator_shows_who_posted_when_and_where(here: Server) -> None:
    await here.follow(here.member("alice"))
    await here.publish()
    other = moderator(here.env, here.channel, "other")
    older = (await other.slash(here.channel, "gaps ready")).response
    listed = (await other.slash(here.channel, "gaps list")).response
    await other.click(listed, label="Open")
    await here.post()
    for card in (older, listed):
        await other.click(card, label="Post the answer")
        said = read_plain(card)
        assert f"{ASKED}\nNothing was posted: somebody saw to this question before." in said
        assert "Answered by mod-here <t:" in said
        assert f"/{here.channel.last_message.id})" in said
    assert len(here.posts()) == 1


@pytest.mark.parametrize("label", ["That is no answer", "Not for us", "Merge", "Answer", "Add document"])
async def test_on_a_card_whose_question_was_closed_nothing_is_changed_and_the_state_shown(
    here: Server, label: str
) -> None:
    await here.follow(here.member("alice"))
    await here.publish()
    listed = await here.command("gaps list")
    await here.mod.click(listed, label="Open")
    await here.post()
    await here.mod.click(listed, label=label)
    assert read_plain(listed).startswith("Nothing was changed: this question was closed meanwhile.")
    assert "Posted in 1 place".lower() in read_plain(listed).lower()
    assert [gap.status for gap in here.gaps(Status.ANSWERED)] == [Status.ANSWERED]


@pytest.fixture
async def log(here: Server) -> Any:
    """The log channel of the server, with the card of an answer that waits."""
    log = here.channel.guild.create_text_channel("log")
    Servers(here.engine.store).change(here.scope, log_channel=log.id)
    await here.follow(here.member("alice"))
    await here.publish()
    await until(lambda: any("has an answer now" in read_plain(one) for one in log.history()))
    return log


def find_card(log: Any) -> Any:
    (card,) = [one for one in log.history() if ASKED in read_plain(one)]
    return card


async def test_the_card_in_the_log_channel_has_no_button_once_the_answer_was_posted_elsewhere(
    here: Server, log: Any
) -> None:
    await here.env.restart_bot(LandscapeBot(here.engine, notes=False))
    await here.post()
    said = read_plain(find_card(log))
    assert "No answer waits here any more" in said
    assert "Answered by mod-here <t:" in said
    assert "Post the answer" not in str(find_card(log).components)


async def test_the_card_in_the_log_channel_follows_what_is_said_of_the_answer(here: Server, log: Any) -> None:
    listed = await here.command("gaps list")
    await here.mod.click(listed, label="Open")
    await here.mod.click(listed, label="That is no answer")
    assert "Open; what was found is no answer, as was said" in read_plain(find_card(log))
    await here.mod.click(listed, label="Offer the answer again")
    assert NOON in read_plain(find_card(log))
    await here.mod.click(find_card(log), label="Post the answer")
    assert "What was posted" in read_plain(find_card(log))
    assert len(here.posts()) >= 1


async def test_a_card_that_discord_lost_keeps_nothing_back(env: simcord.Env, here: Server, log: Any) -> None:
    await here.mod.delete(find_card(log))
    assert "Posted in 1 place" in await here.post()


async def test_a_merge_is_undone_with_all_that_came_from_the_other_question(here: Server) -> None:
    alice, bob = here.member("alice"), here.member("bob")
    await here.follow(alice)
    await here.follow(bob, OTHER)
    other, first = here.gaps()
    page = await here.command("gaps list")
    await here.mod.click(page, custom_id=f"gap:open:{first.id}")
    await here.mod.click(page, label="Merge")
    await here.mod.select(page, values=[str(other.id)], custom_id=f"gap:merge:{first.id}")
    await here.mod.click(page, label="Merge")
    await here.env.restart_bot(LandscapeBot(here.engine, notes=False))
    await here.mod.click(page, label="Undo the last merge")
    assert f"Two questions again. “{ASKED}” is one of its own" in read_plain(page)
    assert [(gap.question, gap.askers, gap.followers) for gap in here.gaps()] == [(OTHER, 1, 1), (ASKED, 1, 1)]
    watch: GapWatch = here.cog("GapWatch")
    await watch.round()
    await here.publish()
    await here.post()
    (body,) = [one.json for one in here.posts()]
    assert body["allowed_mentions"]["users"] == [alice.id], "only who asked this one is told"


async def test_two_questions_of_which_one_was_closed_meanwhile_are_not_merged(here: Server) -> None:
    await here.follow(here.member("alice"))
    await here.follow(here.member("bob"), OTHER)
    other, first = here.gaps()
    page = await here.command("gaps list")
    await here.mod.click(page, custom_id=f"gap:open:{first.id}")
    await here.mod.click(page, label="Merge")
    await here.mod.select(page, values=[str(other.id)], custom_id=f"gap:merge:{first.id}")
    here.bot.desk.gaps.store.close(here.scope, other.id, Status.DISMISSED, "Mira")
    await here.mod.click(page, label="Merge")
    assert f"Nothing was changed: “{OTHER}” was closed meanwhile by Mira." in read_plain(page)
    assert [gap.id for gap in here.gaps()] == [first.id]
    with here.engine.store.reading() as connection:
        assert len(connection.execute(GAP_FOLLOWERS.select()).all()) == 2


async def test_the_end_of_the_form_says_that_nobody_is_told_yet_and_posts_the_answer(here: Server) -> None:
    alice = here.member("alice")
    await here.follow(alice)
    page = await here.command("gaps list")
    await here.mod.click(page, label="Open")
    form = await here.mod.click(page, label="Answer")
    preview = await here.mod.submit_modal(form, {"question": ASKED, "answer": "It leaves at **noon**."})
    await here.mod.click(preview.response, label="Save")
    said = read_plain(preview.response)
    assert f"Nobody who asked was told yet. “{ASKED}” was asked by 1 member; 1 member follows it." in said
    assert here.posts() == []
    await here.mod.click(preview.response, label="Post the answer")
    assert "Posted in 1 place" in read_plain(preview.response)
    assert alice.mention in read_plain(here.channel.last_message)


async def test_the_end_of_the_form_says_so_where_the_entry_does_not_answer_the_question(here: Server) -> None:
    await here.follow(here.member("alice"))
    page = await here.command("gaps list")
    await here.mod.click(page, label="Open")
    form = await here.mod.click(page, label="Answer")
    filled = {"question": "Who paints the harbour wall?", "phrasings": "", "answer": "Ines does."}
    preview = await here.mod.submit_modal(form, filled)
    await here.mod.click(preview.response, label="Save")
    said = read_plain(preview.response)
    assert f"Nobody who asked was told yet, and “{ASKED}” (1 member) stays open" in said
    assert "Post the answer" not in str(preview.response.components)
    await here.mod.click(preview.response, label="Look at the question")
    assert ASKED in read_plain(preview.response)


async def test_documents_that_go_live_say_that_nobody_is_told_before_it_is_posted(here: Server) -> None:
    await here.follow(here.member("alice"))
    page = await here.command("gaps list")
    await here.mod.click(page, label="Open")
    form = await here.mod.click(page, label="Add document")
    preview = await here.mod.submit_modal(form, {"files": [("ferry.md", FERRY)]})
    await here.mod.click(preview.response, label="Publish")
    said = read_plain(preview.response)
    assert "1 open question will be asked again now. Nobody is told of an answer before you post it." in said
    await until(lambda: here.gaps()[0].is_ready)
    await here.mod.click(preview.response, label="Answers that wait")
    assert "1 open question has an answer now" in read_plain(preview.response)
