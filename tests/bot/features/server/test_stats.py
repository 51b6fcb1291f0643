"""Statistics and charts: what is counted, for whom, and how it is shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import simcord
from sqlalchemy import update
from support import discord_schema
from support.discord_members import moderator
from support.uploads import ASKED, FERRY, ask, read_plain, upload

from bot.features.gaps.digest import Digest, render_digest_text
from bot.features.server.views import render_statistics
from bot.ui import charts
from corpus.scopes import SHARED, of_server
from corpus.store import statistics
from corpus.store.citations import Cited
from corpus.store.feedback import Feedback
from corpus.store.replies import NewReply, ReplyLog
from corpus.store.schema import REPLIES
from corpus.store.statistics import Day, Statistics
from index.engine import Engine

pytestmark = pytest.mark.simcord(settle_timeout=60)

HERE, THERE = of_server(1), of_server(2)
PNG = b"\x89PNG\r\n"


def logged(
    engine: Engine, outcome: str, *, days_ago: float = 0, scope: str = HERE, asker: int | None = 5, ms: float | None = None,
    cites: str | None = None, certainty: str | None = None,
) -> int:  # fmt: skip
    citations = []
    if cites is not None:
        passage = engine.store.passages_of(cites)[0]
        citations = [Cited.of(passage, passage.span, 1)]
    number = ReplyLog(engine.store).add(
        NewReply(scope, asker, "Why?", outcome, 0.9, citations=citations, certainty=certainty, milliseconds=ms)
    )  # fmt: skip
    at = datetime.now(UTC) - timedelta(days=days_ago)
    with engine.store.writing() as connection:
        connection.execute(update(REPLIES).where(REPLIES.c.id == number).values(asked_at=at))
    return number


def test_what_is_counted_is_what_was_asked_here_in_these_days(lighthouse: Engine) -> None:
    tower = lighthouse.store.listing([SHARED])[0].id
    ferry = lighthouse.add(FERRY, "ferry.md", HERE).document_id
    first = logged(lighthouse, "answer", ms=100, cites=tower)
    logged(lighthouse, "answer", ms=300, cites=ferry, days_ago=1)
    logged(lighthouse, "answer", cites=ferry, days_ago=1)
    logged(lighthouse, "refusal", ms=900, days_ago=2)
    logged(lighthouse, "answer", days_ago=40)  # too long ago
    logged(lighthouse, "answer", scope=THERE)  # elsewhere
    posted = logged(lighthouse, "answer", asker=None)  # the answer to a gap, posted later
    votes = Feedback(lighthouse.store)
    for number, user, helpful in ((first, 1, True), (first, 2, False), (posted, 1, True)):
        votes.vote(HERE, number, user, helpful)
    told = statistics.count(lighthouse.store, HERE, 7)
    assert (told.asked, told.answered, told.refused, told.milliseconds) == (4, 3, 1, 300)
    assert (told.helpful, told.votes) == (2, 3)
    assert told.cited == (("The ferry", 2), ("The lighthouse of Vara", 1))
    assert [(day.answered, day.refused) for day in told.days][-3:] == [(0, 1), (2, 0), (1, 0)]
    assert len(told.days) == 7
    lighthouse.store.remove(ferry)
    assert statistics.count(lighthouse.store, HERE, 7).cited == (("The lighthouse of Vara", 1),)


def test_sure_and_unsure_answers_and_those_that_were_given_up_are_counted_apart(lighthouse: Engine) -> None:
    log = ReplyLog(lighthouse.store)
    logged(lighthouse, "answer", certainty="sure")
    logged(lighthouse, "answer", certainty="unsure", days_ago=1)
    logged(lighthouse, "refusal")
    given_up = logged(lighthouse, "answer", certainty="unsure")
    assert log.give_up(HERE, given_up, "asker", "not it")
    assert not log.give_up(HERE, given_up, "moderator", "not it"), "once is enough"
    assert not log.give_up(THERE, logged(lighthouse, "answer", certainty="unsure", days_ago=1), "asker", "not it")
    assert not log.give_up(HERE, logged(lighthouse, "answer", certainty="sure"), "asker", "not it")
    told = statistics.count(lighthouse.store, HERE, 7)
    assert (told.asked, told.surely, told.unsure, told.refused, told.given_up) == (6, 2, 2, 2, 1)
    assert told.days[-2:] == (Day(told.days[-2].day, 2, 0, 2), Day(told.days[-1].day, 2, 2, 0))
    text = said_of(render_statistics(told)[0])
    assert "6 questions: 2 (33 %) answered surely, 2 (33 %) unsurely, 2 (33 %) refused" in text
    assert "Of the refused, 1 was an unsure answer that was not what was asked" in text
    several = said_of(render_statistics(replace(told, given_up=2))[0])
    assert "Of the refused, 2 were unsure answers that were not what was asked" in several


def said_of(view: Any) -> str:
    return discord_schema.texts(view.to_components())


def test_where_nothing_was_asked_there_is_nothing_to_divide_by(lighthouse: Engine) -> None:
    told = statistics.count(lighthouse.store, HERE, 30)
    assert (told.asked, told.cited, told.votes, told.milliseconds) == (0, (), 0, None)
    view, chart = render_statistics(told)
    assert chart is None
    assert "The last 30 days on this server**\nNobody asked me anything." in said_of(view)
    assert charts.draw_days(told).startswith(PNG)
    assert charts.draw_week(told, []).startswith(PNG)


def test_a_digest_tells_what_was_answered_unsurely_and_what_can_be() -> None:
    today = datetime.now(UTC).date()
    week = Statistics((Day(today - timedelta(days=1), 5, 2, 3), Day(today, 1, 0, 0)), (), 0, 0, None)
    before = Statistics((Day(today, 4, 1, 1),), (), 0, 0, None)
    text = said_of(render_digest_text(Digest(week, before, (), 6, 3, 2)))
    assert "8 questions: 3 answered surely, 3 answered unsurely, 2 refused\n" in text
    assert "The week before: 5 questions: 3 answered surely, 1 answered unsurely, 1 refused\n" in text
    assert "6 open questions, of which 3 can be answered now (2 unsurely)" in text
    nothing = Statistics((Day(today, 0, 0, 0),), (), 0, 0, None)
    quiet = said_of(render_digest_text(Digest(nothing, nothing, (), 0, 0, 0)))
    assert "No questions\n-# The week before: no questions\nNo question is open." in quiet
    assert "1 open question, which nothing can answer now" in said_of(
        render_digest_text(Digest(week, before, (), 1, 0, 0))
    )
    assert "1 open question, which can be answered now" in said_of(
        render_digest_text(Digest(week, before, (), 1, 1, 0))
    )
    assert "unsurely)" not in said_of(render_digest_text(Digest(week, before, (), 6, 3, 0)))


@pytest.mark.slow
def test_a_chart_draws_whatever_members_asked(recwarn: pytest.WarningsRecorder) -> None:
    today = datetime.now(UTC).date()
    days = tuple(Day(today - timedelta(days=n), n * 100, n, n * 40) for n in range(6, -1, -1))
    told = Statistics(days, (), 0, 0, None)
    strange = ["What is $x^2$ and \\frac?", "图书馆在哪里?", "😀 " * 200, "a\u202eb\x00c\ud800", "$", "{}%s"]
    assert charts.draw_week(told, [(question, n) for n, question in enumerate(strange)]).startswith(PNG)
    assert not [one for one in recwarn if "Glyph" in str(one.message)]


async def test_everyone_sees_the_statistics_of_their_server_as_text_and_plot(
    env: simcord.Env, lighthouse: Engine
) -> None:
    here, there = (env.create_guild(name).create_text_channel("general") for name in ("Here", "There"))
    mod, alice = moderator(env, here, "mod"), here.guild.add_member(env.create_user("alice"))
    bob = there.guild.add_member(env.create_user("bob"))
    await ask(alice, here)
    await upload(mod, here, ("ferry.md", FERRY), publish=True)
    await ask(alice, here)
    await ask(bob, there, ASKED)
    shown = await alice.slash(here, "stats")
    text = read_plain(shown.response)
    assert not shown.ephemeral
    assert "The last 30 days on this server" in text
    assert "2 questions: 1 (50 %) answered surely, 0 (0 %) unsurely, 1 (50 %) refused" in text
    assert "Found helpful: no votes yet · median time to a reply: 0." in text
    assert "Most cited documents\n1. The ferry (1 answer)" in text
    assert [one.filename for one in shown.response.attachments] == ["chart.png"]
    other = await bob.slash(there, "stats", days=7, private=True)
    assert other.ephemeral
    assert "1 question: 0 (0 %) answered surely, 0 (0 %) unsurely, 1 (100 %) refused" in read_plain(other.response)
    assert "ferry" not in read_plain(other.response).casefold()


async def test_the_digest_on_demand_names_the_top_gaps_escaped(env: simcord.Env, lighthouse: Engine) -> None:
    channel = env.create_guild().create_text_channel("general")
    mod = moderator(env, channel, "mod")
    for member in (mod, channel.guild.add_member(env.create_user("alice"))):
        await ask(member, channel, "Is the lighthouse of Vara *taller* than <@1> or @everyone?")
    shown = await mod.slash(channel, "gaps digest")
    raw: Any = [one for one in env.http_requests if one.method == "PATCH"][-1].json
    assert "1. Is the lighthouse of Vara \\*taller\\* than \\<\\@1\\> or \\@everyone? (2 askers)" in str(
        discord_schema.texts(raw["components"])
    )
    assert "2 questions: 2 refused\nThe week before: no questions" in read_plain(shown.response)
    assert shown.ephemeral
