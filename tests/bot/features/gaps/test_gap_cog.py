"""What moderators do about gaps: list, answer, merge, dismiss; simcord plays Discord, everything else is real."""

from __future__ import annotations

from typing import Any

import pytest
import simcord
from discord import app_commands
from support.following import until
from support.gap_server import AGAIN, OTHER, Server
from support.uploads import ASKED, FERRY, read_plain

from bot.discord_app.permissions import NotModerator
from bot.features.gaps.watch import GapWatch
from corpus.store.servers import Servers
from index.engine import Engine

pytestmark = pytest.mark.simcord(settle_timeout=60)


async def test_the_list_is_ranked_and_a_gap_shows_what_is_known(here: Server) -> None:
    alice, bob = here.member("alice"), here.member("bob")
    await here.ask(alice, ASKED)
    await here.ask(bob, "What colour is the @everyone lighthouse of Vara **painted**?")
    await here.ask(alice, AGAIN)
    await here.ask(bob, AGAIN)
    listed = await here.command("gaps list")
    text = read_plain(listed)
    assert text.index(ASKED) < text.index("What colour")
    assert "Open questions: 2" in text
    first = max(here.gaps(), key=lambda gap: gap.askers)
    opened = await here.mod.click(listed, custom_id=f"gap:open:{first.id}")
    shown = read_plain(opened.response or listed)
    assert "2 askers, asked 3 times\n" in shown
    assert "Asked 3 times in the last 7 days, 0 in the 7 before (▲)" in shown
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
    assert ASKED in read_plain(preview.response)
    await here.mod.click(preview.response, label="Save")
    await until(lambda: not here.due())
    assert "Posted in 1 place" in await here.post()
    told = read_plain(here.channel.last_message)
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
    assert f"Would answer questions that were refused: 1\n- {ASKED}" in read_plain(preview.response)
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
    asked = read_plain(page)
    assert (
        f"Make these one question?\n“{ASKED}” (1 asker, followed by 1 member)\n→ “{OTHER}” (2 askers, followed by 2 members)"
        in asked
    )
    assert "You can undo it as long as the question is open." in asked
    assert len(here.gaps()) == 2, "nothing is merged before that is confirmed"
    await here.mod.click(page, label="Merge")
    assert f"Merged. “{ASKED}” counts as this question now." in read_plain(page)
    assert f"Merged into this\n- “{ASKED}” by mod-here" in read_plain(page)
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
    assert "it is none for the documents here" in read_plain(told.response)
    page = await here.command("gaps list", show="dismissed")
    await here.mod.click(page, label="Open")
    await here.mod.click(page, label="Open again")
    assert [len(gap.askings) for gap in here.gaps()] == [2]


async def test_what_is_no_answer_is_not_offered_again(here: Server) -> None:
    alice = here.member("alice")
    await here.follow(alice)
    await here.publish()
    page = await here.command("gaps list")
    assert "has an answer now" in read_plain(page)
    await here.mod.click(page, label="Open")
    await here.mod.click(page, label="That is no answer")
    assert "No open question has an answer yet" in read_plain(await here.command("gaps ready"))
    await here.publish(b"# The pier\n\nThe pier has nine ropes.\n", "pier.md")
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
        assert "Only moderators may do this" in read_plain(told.response), name
        simcord.assert_error(env, NotModerator)
    log = here.channel.guild.create_text_channel("log")
    watch: GapWatch = here.cog("GapWatch")
    Servers(here.engine.store).change(here.scope, log_channel=log.id)
    await watch._tell(here.scope, frozenset(gap.id for gap in here.gaps()))
    for label in ("Open", "Post the answer"):
        told = await alice.click(log.last_message, label=label)
        assert "Only moderators may do this" in read_plain(told.response), label
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
    button = next(one for one in ids_of_buttons(page) if one.startswith("gap:open:"))
    assert button != f"gap:open:{mine.id}"
    assert there.bot.desk.gaps.store.reading.find_by_reply(there.scope, mine.askings[0].reply_id) is None
    assert here.bot.desk.gaps.find_near(mine, 25) == []


def ids_of_buttons(message: Any) -> list[str]:
    """Return the IDs of all that can be pressed in a message."""
    found: list[str] = []

    def collect(part: Any) -> None:
        if isinstance(part, dict):
            found.extend(value for key, value in part.items() if key == "custom_id")
            for value in part.values():
                collect(value)
        elif isinstance(part, (list, tuple)):
            for value in part:
                collect(value)

    collect([one if isinstance(one, dict) else one.to_dict() for one in message.components])
    return found
