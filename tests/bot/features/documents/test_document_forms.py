"""The forms of documents lose nothing: what can't be used is said, and the files, and what can be used, are kept."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from support.uploads import FERRY, read_plain, upload

from corpus.scopes import of_server
from index.engine import Engine

pytestmark = pytest.mark.simcord(settle_timeout=60)


def read_options(form: Any) -> list[dict[str, str]]:
    """The documents that the form of a draft offers."""
    options: list[dict[str, str]] = form.modal["components"][0]["component"]["options"]
    return options


PIER = b"# The pier\n\nThe pier has nine ropes for boats.\n"


async def test_a_bad_date_and_a_bad_link_keep_the_files_and_are_said(
    mod: Any, channel: Any, lighthouse: Engine
) -> None:
    shown = await upload(mod, channel, ("ferry.md", FERRY), link="example.org", date="24.11.26", publish=True)
    told = read_plain(shown.response)
    assert "Preview of “The ferry” · not live yet" in told
    assert "Not used:\n- Source link: left empty, for “example.org” is no web address: copy it from a browser" in told
    assert "- Date: left empty, for “24.11.26” is no date: write it as 2026-11-24" in told
    assert "Edit details puts this right." in told
    assert lighthouse.store.listing([of_server(channel.guild.id)]) == []

    form = await mod.click(shown.response, label="Edit details")
    edited = await mod.submit_modal(form, {"date": "2026-11-24"})
    told = read_plain(edited.response)
    assert "Date: left empty" not in told
    assert "Source link: left empty, for “example.org”" in told
    live = read_plain((await mod.click(shown.response, label="Publish")).response)
    assert "1 document is live" in live
    assert "Source link: left empty, for “example.org”" in live
    (stored,) = lighthouse.store.listing([of_server(channel.guild.id)])
    source = lighthouse.store.document(stored.id).source
    assert (source.published, source.url, stored.version) == (date(2026, 11, 24), None, 1)


async def test_a_title_for_several_files_is_said_to_be_unused(mod: Any, channel: Any, lighthouse: Engine) -> None:
    files = (("ferry.md", FERRY), ("pier.md", PIER))
    shown = await upload(mod, channel, *files, title="Boats", date="2026-01-02")
    told = read_plain(shown.response)
    assert "Preview of 2 documents" in told
    assert "Not used:\n- Title: 2 files can't share “Boats”" in told
    form = await mod.click(shown.response, label="Edit details")
    first, second = read_options(form)
    assert (first["label"], first["description"], second["label"]) == ("The ferry", "ferry.md", "The pier")
    filled = {"document": [first["value"]], "title": "Boats of Vara"}
    edited = read_plain((await mod.submit_modal(form, filled)).response)
    assert "Boats of Vara" in edited
    assert "Not used" not in edited
    await mod.click(shown.response, label="Publish")
    documents = lighthouse.store.listing([of_server(channel.guild.id)])
    assert [document.title for document in documents] == ["Boats of Vara", "The pier"]
    assert {lighthouse.store.document(one.id).source.published for one in documents} == {date(2026, 1, 2)}


async def test_what_was_not_read_is_told_until_the_others_are_live(mod: Any, channel: Any) -> None:
    files = (("ferry.md", FERRY + b"\n<!-- Is it? -->\n"), ("pier.md", PIER), ("tool.exe", b"MZ"))
    shown = await upload(mod, channel, *files)
    form = await mod.click(shown.response, label="Edit details")
    filled = {"document": [read_options(form)[0]["value"]], "title": "Boats"}
    edited = read_plain((await mod.submit_modal(form, filled)).response)
    live = read_plain((await mod.click(shown.response, label="Publish")).response)
    for told in (edited, live):
        assert "Not read:\n- tool.exe is a .exe file" in told
        assert "Left out:\n- Boats: 1 comment" in told


async def test_details_before_it_goes_live_keep_what_can_be_used(mod: Any, channel: Any, lighthouse: Engine) -> None:
    shown = await upload(mod, channel, ("ferry.md", FERRY), date="2026-01-02")
    form = await mod.click(shown.response, label="Edit details")
    edited = read_plain((await mod.submit_modal(form, {"title": "Boats", "date": "soon", "link": "ftp://x"})).response)
    assert "Preview of “Boats”" in edited
    assert "- Date: stays as it is, for “soon” is no date: write it as 2026-11-24" in edited
    assert "- Source link: stays as it is, for “ftp://x” is no web address" in edited
    await mod.click(shown.response, label="Publish")
    (stored,) = lighthouse.store.listing([of_server(channel.guild.id)])
    assert lighthouse.store.document(stored.id).source.published == date(2026, 1, 2)


async def test_edit_keeps_what_can_be_used_and_says_what_can_not(mod: Any, channel: Any, lighthouse: Engine) -> None:
    await upload(mod, channel, ("ferry.md", FERRY), date="2026-01-02", publish=True)
    form = await mod.slash(channel, "corpus edit", document="The ferry")
    edited = read_plain((await mod.submit_modal(form, {"title": "Boats", "date": "soon"})).response)
    assert "“Boats” is at version 2 now: title changed." in edited
    assert "Not used:\n- Date: stays as it is, for “soon” is no date" in edited
    form = await mod.slash(channel, "corpus edit", document="Boats")
    nothing = read_plain((await mod.submit_modal(form, {"title": " ", "date": "soon"})).response)
    assert "Nothing was changed." in nothing
    assert "- Title: stays as it is, for a document is cited by it" in nothing
    (stored,) = lighthouse.store.listing([of_server(channel.guild.id)])
    assert (stored.title, stored.version) == ("Boats", 2)
    assert lighthouse.store.document(stored.id).source.published == date(2026, 1, 2)


async def test_ten_files_stay_in_the_order_in_which_they_were_chosen(
    mod: Any, channel: Any, lighthouse: Engine
) -> None:
    names = ("nine", "one", "five", "ten", "two", "eight", "four", "seven", "six", "three")
    files = [(f"{name}.md", f"# Rope {name}\n\nThe rope called {name} is long.\n".encode()) for name in names]
    titles = [f"Rope {name}" for name in names]

    def find_order(told: str) -> list[str]:
        return sorted((title for title in titles if title in told), key=told.index)

    shown = await upload(mod, channel, *files)
    assert find_order(read_plain(shown.response)) == titles
    form = await mod.click(shown.response, label="Edit details")
    assert [option["label"] for option in read_options(form)] == titles
    live = await mod.click(shown.response, label="Publish")
    assert find_order(read_plain(live.response)) == titles
    assert [one.title for one in lighthouse.store.listing([of_server(channel.guild.id)])] == titles
    listed = await mod.slash(channel, "corpus list")
    assert find_order(read_plain(listed.response)) == titles[:8]


async def test_replace_says_what_stays_and_the_same_file_changes_nothing(
    mod: Any, channel: Any, lighthouse: Engine
) -> None:
    await upload(mod, channel, ("ferry.md", FERRY), date="2026-01-02", publish=True)
    later = ("later.md", FERRY.replace(b"noon", b"two o'clock"))
    told = read_plain((await mod.slash(channel, "corpus replace", document="The ferry", file=later)).response)
    assert "“The ferry” is at version 2 now: 1 passage is new, 0 are as before." in told
    assert "Its date stays 2026-01-02" in told
    again = read_plain((await mod.slash(channel, "corpus replace", document="The ferry", file=later)).response)
    assert "“The ferry” says the same as that file: nothing was changed." in again
    (stored,) = lighthouse.store.listing([of_server(channel.guild.id)])
    assert stored.version == 2
