"""What takes longer than Discord lets a moderator alone be told: the channel is told that, and nothing of it."""

from __future__ import annotations

import re
from typing import Any

import pytest
import simcord
from support.gap_server import Server
from support.uploads import ASKED, FERRY, read_plain, upload

from bot.features.documents import board
from bot.features.documents.views import render_notice
from index.engine import Engine

pytestmark = pytest.mark.simcord(settle_timeout=60, check_errors=False)

SECRET = "When does the ferry to Vara leave the old harbour, as I want to leave my husband?"


@pytest.fixture(autouse=True)
def expired(monkeypatch: pytest.MonkeyPatch) -> None:
    """No interaction serves: as if each had been sent a quarter of an hour ago."""
    monkeypatch.setattr(board, "_TOKEN_SECONDS", 0)


async def test_a_preview_that_comes_too_late_is_shown_to_moderators_alone(
    env: simcord.Env, here: Server, lighthouse: Engine
) -> None:
    alice = here.member("alice")
    await here.ask(alice, SECRET, private=True)
    await here.ask(alice, ASKED)
    await upload(here.mod, here.channel, ("ferry.md", FERRY))
    notice = here.channel.last_message
    assert read_plain(notice) == "Work on the documents is over. Moderators can press Show to see it."
    posted = str([one.json for one in here.posts()])
    assert SECRET not in posted
    assert "ferry" not in posted.casefold()
    refused = await alice.click(notice, label="Show")
    assert "Only moderators" in read_plain(refused.response)
    assert refused.ephemeral
    shown = await here.mod.click(notice, label="Show")
    assert shown.ephemeral
    assert "Preview of “The ferry”" in read_plain(shown.response)
    assert ASKED in read_plain(shown.response)
    assert SECRET not in read_plain(shown.response), "what was asked in private moderators don't read either"
    live = await here.mod.click(shown.response, label="Publish")
    assert "1 document is live" in read_plain(live.response)


async def test_the_button_shows_nothing_in_another_server(env: simcord.Env, here: Server) -> None:
    there = Server(env, here.engine, "There")
    await upload(here.mod, here.channel, ("ferry.md", FERRY))
    button = re.search(r"result:[0-9a-f]+", str([one.json for one in here.posts()]))
    assert button is not None
    live: Any = env.bot.get_channel(there.channel.id)
    await live.send(view=render_notice(button[0].removeprefix("result:"), over=True))
    told = await there.mod.click(there.channel.last_message, label="Show")
    assert "I don't have that any more" in read_plain(told.response)


async def test_where_the_bot_may_not_write_the_work_is_done_all_the_same(
    env: simcord.Env, here: Server, lighthouse: Engine
) -> None:
    env.inject_error("POST", f"/channels/{here.channel.id}/messages", status=403, code=50001)
    await upload(here.mod, here.channel, ("ferry.md", FERRY), publish=True)
    assert [document.title for document in lighthouse.store.listing([here.scope])] == ["The ferry"]
