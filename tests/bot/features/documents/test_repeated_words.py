"""What a preview says of an upload that repeats what is there: near-duplicates, titles that exist, answers that stay."""

from __future__ import annotations

from typing import Any

import pytest
from support.format_files import pdf
from support.uploads import ASKED, FERRY, NOON, ask, read_plain, upload

from corpus.scopes import of_server
from corpus.store.links import LinkTable
from index.engine import Engine

pytestmark = pytest.mark.simcord(settle_timeout=60)

PIER = (
    "The pier of Vara has nine ropes for boats.",
    "Whoever ties up a boat pays two coins a night.",
    "The lamp of the pier burns until sunrise.",
)
NOTES = (
    "# The pier\n\nNobody swims near the pier in winter.\n\n" + " ".join(PIER) + "\n\n"
    "The bakery sells rolls from seven. The school begins at eight. The bell rings for the first time at six. "
    "The library lends six books to everybody who lives here. The doctor comes on the second day of each week.\n"
)  # fmt: skip


async def test_a_file_that_repeats_sentences_of_a_pdf_under_its_title_is_pointed_out(
    mod: Any, channel: Any, lighthouse: Engine
) -> None:
    await upload(mod, channel, ("pier.pdf", pdf([PIER], title="The pier")), publish=True)
    (known,) = lighthouse.store.listing([of_server(channel.guild.id)])
    shown = read_plain((await upload(mod, channel, ("notes.md", NOTES.encode()))).response)
    assert "Nearly the same is there already" in shown
    told = f"The pier: 3 of 9 sentences stand in “The pier” already, which has the same title ({known.id}, pier.pdf)"
    assert told in shown.replace("`", "")
    assert "Edit details gives a document another title" in shown
    live = read_plain((await upload(mod, channel, ("notes.md", NOTES.encode()), publish=True)).response)
    assert "1 document is live" in live
    assert told in live.replace("`", "")
    assert "Edit details" not in live


async def test_an_answer_whose_sentence_stays_is_not_named_as_changing(mod: Any, channel: Any) -> None:
    await upload(mod, channel, ("ferry.md", FERRY), publish=True)
    assert NOON in await ask(mod, channel)
    again = b"# Timetable of Vara\n\nThe ferry to Vara leaves the old harbour\nat noon on every weekday.\n"
    shown = read_plain((await upload(mod, channel, ("times.txt", again))).response)
    assert "Nearly the same is there already" in shown
    assert ASKED not in shown
    assert "Would change recent answers: none" in shown


async def test_a_link_that_a_document_came_from_is_not_added_twice(mod: Any, channel: Any, lighthouse: Engine) -> None:
    await upload(mod, channel, ("ferry.md", FERRY), publish=True)
    (known,) = lighthouse.store.listing([of_server(channel.guild.id)])
    LinkTable(lighthouse.store).keep(known.id, "https://example.org/ferry", etag=None, last_modified=None)
    told = await mod.slash(channel, "corpus add-link", url=" https://example.org/ferry")
    assert "“The ferry” came from that link already: /corpus refresh reads it again" in read_plain(told.response)
    assert len(lighthouse.store.listing([of_server(channel.guild.id)])) == 1
