"""What a moderator can mend is told with its remedy, and never as a failure with a reference."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path
from typing import Any

import pytest
import simcord
from support.uploads import FERRY, read_plain, upload

from corpus.readers import UnreadableDocument
from corpus.scopes import of_server
from corpus.store.database import StoreError
from index.desk import Desk, DeskReply
from index.engine import Engine
from index.upkeep import archive

pytestmark = pytest.mark.simcord(settle_timeout=60)


def empty_texts(database: Path) -> None:
    """Leave nothing in the stored texts that could be quoted, as an older reader might have."""
    with contextlib.closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE versions SET text = '***'")


async def test_too_many_documents_for_an_archive_are_told_with_the_remedy(
    env: simcord.Env, mod: Any, channel: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await upload(mod, channel, ("ferry.md", FERRY), publish=True)
    monkeypatch.setattr(archive, "MAX_ENTRIES", 1)
    shown = await mod.slash(channel, "corpus export")
    assert "1 documents are more than an archive holds; copy the data directory instead" in read_plain(shown.response)
    assert "ref" not in read_plain(shown.response)
    assert "failed" not in caplog.text
    simcord.assert_error(env, archive.ArchiveError)


async def test_a_document_that_can_not_be_read_again_is_told_out_of_edit(
    env: simcord.Env, mod: Any, channel: Any, lighthouse: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    await upload(mod, channel, ("ferry.md", FERRY), publish=True)
    form = await mod.slash(channel, "corpus edit", document="The ferry")
    empty_texts(lighthouse.store.path)
    refused = await mod.submit_modal(form, {"title": "Boats"})
    assert "holds no text that could be quoted; give a file with sentences in it" in read_plain(refused.response)
    assert "failed" not in caplog.text
    simcord.assert_error(env, UnreadableDocument)
    assert [one.title for one in lighthouse.store.listing([of_server(channel.guild.id)])] == ["The ferry"]


async def test_a_document_that_can_not_be_read_again_is_told_out_of_restore(
    env: simcord.Env, mod: Any, channel: Any, lighthouse: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    await upload(mod, channel, ("ferry.md", FERRY), publish=True)
    await mod.slash(channel, "corpus remove", document="The ferry")
    lighthouse.store.drop_unused_vectors()
    empty_texts(lighthouse.store.path)
    refused = await mod.slash(channel, "corpus restore", document="The ferry")
    assert "ferry.md holds no text that could be quoted" in read_plain(refused.response)
    assert "failed" not in caplog.text
    simcord.assert_error(env, UnreadableDocument)


async def test_whoever_mentions_the_bot_is_told_the_remedy_too(
    env: simcord.Env, mod: Any, channel: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: Any, **__: Any) -> DeskReply:
        raise StoreError("the database is locked; stop that process and try again")

    monkeypatch.setattr(Desk, "serve", fail)
    assert env.bot.user is not None
    await mod.send(channel, f"{env.bot.user.mention} when does the ferry leave?")
    assert "stop that process and try again" in read_plain(channel.last_message)
    assert "failed" not in caplog.text
    simcord.assert_error(env, StoreError)
