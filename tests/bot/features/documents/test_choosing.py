"""Two documents of one title can be named in every command: by the list that is offered, by ID, or after being asked which."""

from __future__ import annotations

from typing import Any

import pytest
from support.uploads import FERRY, LATER, NOON, ask, read_plain, upload

from bot.features.documents.choosing import find_document, offer_documents
from corpus.scopes import of_server
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


async def test_a_title_of_two_documents_is_asked_back_about_and_a_button_carries_the_command_out(
    mod: Any, channel: Any, lighthouse: Engine
) -> None:
    first, second = await add_namesakes(mod, channel, lighthouse)

    async def choose(command: str, document: StoredDocument) -> Any:
        asked = await mod.slash(channel, f"corpus {command}", document="the  FERRY")
        told = read_plain(asked.response)
        assert "2 documents are called “The ferry”. Which one do you mean?" in told, command
        assert f"ferry.md\n{first.id} · 1 passage" in told.replace("`", "")
        assert f"winter.md\n{second.id} · 1 passage" in told.replace("`", "")
        return await mod.click(asked.response, custom_id=f"which:{command}:{document.id}")

    shown = await choose("show", second)
    assert "File: winter.md" in read_plain(shown.response)
    assert "added The ferry" in read_plain((await choose("history", first)).response)
    form = await choose("edit", second)
    assert "version 2 now: tags changed" in read_plain(
        (await mod.submit_modal(form, {"title": "The ferry", "tags": "a"})).response
    )
    assert "“The ferry” answers nothing any more" in read_plain((await choose("remove", first)).response)
    assert NOON not in await ask(mod, channel)
    await mod.slash(channel, "corpus remove", document=second.id[:6])
    assert "answers again" in read_plain((await choose_removed(mod, channel, first)).response)
    assert NOON in await ask(mod, channel)
    again = await mod.slash(channel, "corpus restore", document=second.id)
    assert "2 documents are called “The ferry”" in read_plain(again.response)


async def choose_removed(mod: Any, channel: Any, document: StoredDocument) -> Any:
    """Restore one of two removed documents of one title."""
    asked = await mod.slash(channel, "corpus restore", document="The ferry")
    assert "2 documents are called “The ferry”. Which one do you mean?" in read_plain(asked.response)
    return await mod.click(asked.response, custom_id=f"which:restore:{document.id}")


async def test_a_file_for_one_of_two_documents_is_kept_while_it_is_asked_which(
    mod: Any, channel: Any, lighthouse: Engine
) -> None:
    first, second = await add_namesakes(mod, channel, lighthouse)
    later = ("later.md", LATER)
    asked = await mod.slash(channel, "corpus replace", document="The ferry", file=later)
    assert "2 documents are called “The ferry”. Which one do you mean?" in read_plain(asked.response)
    assert [file.filename for file in asked.response.attachments] == ["later.md"]
    replaced = await mod.click(asked.response, custom_id=f"which:replace:{second.id}")
    assert "“The ferry” is at version 2 now: 1 passage is new" in read_plain(replaced.response)
    versions = {document.id: document.version for document in lighthouse.store.listing([of_server(channel.guild.id)])}
    assert versions == {first.id: 1, second.id: 2}


async def test_a_title_that_another_document_has_is_told_when_it_is_given(
    mod: Any, channel: Any, lighthouse: Engine
) -> None:
    await upload(mod, channel, ("ferry.md", FERRY), publish=True)
    await upload(mod, channel, ("winter.md", WINTER), title="Winter", publish=True)
    form = await mod.slash(channel, "corpus edit", document="Winter")
    edited = read_plain((await mod.submit_modal(form, {"title": "The ferry"})).response)
    assert "“The ferry” is at version 2 now: title changed." in edited
    assert "2 documents are called “The ferry”. Commands ask which one is meant: " in edited


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
