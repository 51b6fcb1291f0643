"""Two documents of one title can be named in every command: by the list that is offered, by ID, or after being asked which."""

from __future__ import annotations

from typing import Any

import pytest
import simcord
from support.uploads import FERRY, LATER, NOON, ask, read_plain, upload

from bot.features.documents.choosing import find_document, offer_documents
from corpus.scopes import of_server
from corpus.store.documents import UnknownDocument
from corpus.store.records import StoredDocument
from index.engine import Engine

pytestmark = pytest.mark.simcord(settle_timeout=60)

WINTER = b"# The ferry\n\nIn winter the ferry is closed.\n"


async def add_namesakes(mod: Any, channel: Any, engine: Engine) -> tuple[StoredDocument, StoredDocument]:
    await upload(mod, channel, ("ferry.md", FERRY), publish=True)
    told = read_plain((await upload(mod, channel, ("winter.md", WINTER), publish=True)).response)
    first, second = engine.store.listing([of_server(channel.guild.id)])
    assert "The same title:\n- 2 documents are called “The ferry”." in told
    assert f"{first.id} (ferry.md, 1 passage, " in told
    assert f"{second.id} (winter.md, 1 passage, " in told
    return first, second


async def test_a_title_of_two_documents_is_asked_back_about_and_each_is_named_by_its_id(
    env: simcord.Env, mod: Any, channel: Any, lighthouse: Engine
) -> None:
    first, second = await add_namesakes(mod, channel, lighthouse)
    commands: tuple[tuple[str, dict[str, Any]], ...] = (
        ("corpus show", {}), ("corpus history", {}), ("corpus edit", {}), ("corpus remove", {}),
        ("corpus replace", {"file": ("later.md", LATER)}),
    )  # fmt: skip
    for command, options in commands:
        asked = read_plain((await mod.slash(channel, command, document="the  FERRY", **options)).response)
        assert "2 documents are called “the FERRY”. Name one by its ID: " in asked.replace("  ", " "), command
        assert f"{first.id} (ferry.md, " in asked
        assert f"{second.id} (winter.md, " in asked
        simcord.assert_error(env, UnknownDocument)
    await mod.slash(channel, "corpus remove", document=first.id)
    assert NOON not in await ask(mod, channel)
    await mod.slash(channel, "corpus remove", document=second.id[:6])
    asked = read_plain((await mod.slash(channel, "corpus restore", document="The ferry")).response)
    assert "2 removed documents are called “The ferry”. Name one by its ID: " in asked
    simcord.assert_error(env, UnknownDocument)
    assert "answers again" in read_plain((await mod.slash(channel, "corpus restore", document=first.id)).response)
    again = read_plain((await mod.slash(channel, "corpus restore", document=second.id)).response)
    assert "2 documents are called “The ferry”" in again


async def test_a_title_that_another_document_has_is_told_when_it_is_given(
    mod: Any, channel: Any, lighthouse: Engine
) -> None:
    await upload(mod, channel, ("ferry.md", FERRY), publish=True)
    await upload(mod, channel, ("winter.md", WINTER), title="Winter", publish=True)
    form = await mod.slash(channel, "corpus edit", document="Winter")
    edited = read_plain((await mod.submit_modal(form, {"title": "The ferry"})).response)
    assert "“The ferry” is at version 2 now: title changed." in edited
    assert "2 documents are called “The ferry”. Commands tell them apart by their IDs: " in edited


async def test_what_is_offered_tells_namesakes_apart_and_may_be_typed(
    mod: Any, channel: Any, lighthouse: Engine
) -> None:
    first, second = await add_namesakes(mod, channel, lighthouse)
    offered = offer_documents(lighthouse.store.names(of_server(channel.guild.id)), "ferry")
    assert [choice.value for choice in offered] == [first.id, second.id]
    assert [choice.name for choice in offered] == [
        f"The ferry (ferry.md, {first.id[:4]})", f"The ferry (winter.md, {second.id[:4]})"
    ]  # fmt: skip
    for choice, document in zip(offered, (first, second), strict=True):
        for typed in (choice.name, choice.value, f"The ferry ({document.id[:4]})"):
            assert find_document([first, second], typed) == document
