"""Keeping the FAQ from Discord, end to end: simcord plays Discord, everything else is real."""

from __future__ import annotations

import json
from typing import Any

import pytest
import simcord
from support.discord_members import moderator
from support.faq_entries import FILLED, RULES, WORDS, add, entries, read_last, read_plain, written

from corpus.scopes import SHARED, of_server
from corpus.store.faq.entries import BadEntry, UnknownEntry
from corpus.store.versions import Conflict
from index.engine import Engine

pytestmark = pytest.mark.simcord(settle_timeout=60)


async def test_an_entry_is_previewed_as_members_will_see_it_and_then_saved(
    mod: Any, channel: Any, lighthouse: Engine
) -> None:
    shown = await written(mod, channel)
    assert shown.ephemeral
    told = read_plain(shown.response)
    assert "Preview, as members will see it · not saved yet" in told
    assert f"The moderators’ answer\n{WORDS}" in told
    assert "Also found by: House rules · What is allowed here?" in told
    assert entries(lighthouse, channel) == []
    saved = await mod.click(shown.response, label="Save")
    assert "Saved." in read_plain(saved.response)
    (entry,) = entries(lighthouse, channel)
    assert (entry.question, entry.phrasings, entry.tags, entry.author) == (
        RULES, ("House rules", "What is allowed here?"), ("rules", "start"), "mod",
    )  # fmt: skip
    assert WORDS in read_plain((await mod.slash(channel, "faq", question="house rules")).response)


async def test_a_preview_can_be_edited_or_discarded(mod: Any, channel: Any, lighthouse: Engine) -> None:
    shown = await written(mod, channel)
    form = await mod.click(shown.response, label="Edit")
    changed = await mod.submit_modal(form, {**FILLED, "answer": "Be very kind."})
    assert "Be very kind." in read_plain(changed.response or shown.response)
    await mod.click(shown.response, label="Save")
    assert [one.answer.text for one in entries(lighthouse, channel) if one.answer] == ["Be very kind."]
    other = await written(mod, channel, question="Who helps?", phrasings="")
    gone = await mod.click(other.response, label="Discard")
    assert "Nothing was saved" in read_plain(gone.response)
    assert len(entries(lighthouse, channel)) == 1


@pytest.mark.parametrize("question", ["where can i read the rules", "what are the RULES"])
async def test_two_entries_that_mean_the_same_are_pointed_out_before_saving(
    mod: Any, channel: Any, lighthouse: Engine, question: str
) -> None:
    add(lighthouse, channel)
    shown = await written(mod, channel, question=question, phrasings="")
    assert f"⚠ Nearly the same is asked already\n- {RULES} (by Mira)" in read_plain(shown.response)
    document = await written(mod, channel, question="What does a ticket cost?", phrasings="")
    assert "How much does a ticket cost? (in “The lighthouse of Vara”)" in read_plain(document.response)


async def test_an_entry_that_cannot_be_kept_says_why_and_what_was_written_is_there_to_be_mended(
    mod: Any, channel: Any, lighthouse: Engine
) -> None:
    shown = await written(mod, channel, question="?!")
    assert "The question has no words" in read_last(shown)
    assert "What you wrote is kept: nothing was saved yet." in read_last(shown)
    assert entries(lighthouse, channel) == []
    form = await mod.click(shown.response, label="Edit")
    assert WORDS in str(form.modal)
    mended = await mod.submit_modal(form, FILLED)
    await mod.click(mended.response or shown.response, label="Save")
    assert [entry.question for entry in entries(lighthouse, channel)] == [RULES]


async def test_what_was_discarded_can_be_brought_back(mod: Any, channel: Any, lighthouse: Engine) -> None:
    shown = await written(mod, channel)
    await mod.click(shown.response, label="Discard")
    assert "Discarded. Nothing was saved." in read_plain(shown.response)
    await mod.click(shown.response, label="Bring it back")
    assert f"The moderators’ answer\n{WORDS}" in read_plain(shown.response)
    await mod.click(shown.response, label="Save")
    assert len(entries(lighthouse, channel)) == 1


async def test_a_passage_of_the_documents_may_be_the_answer(mod: Any, channel: Any, lighthouse: Engine) -> None:
    choices = await mod.autocomplete(channel, "faq-admin add", "passage", "steps climb")
    form = await mod.slash(channel, "faq-admin add", passage=choices[0]["value"])
    shown = await mod.submit_modal(form, {"question": "How high is it?", "answer": ""})
    assert "The passage that the moderators chose as the answer" in read_plain(shown.response)
    await mod.click(shown.response, label="Save")
    told = read_plain((await mod.slash(channel, "faq", question="how high is it")).response)
    assert "The climb has 212 steps." in told
    assert "The lighthouse of Vara › Visiting" in told
    lighthouse.store.remove(lighthouse.store.listing([SHARED])[0].id)
    assert "212" not in read_plain((await mod.slash(channel, "faq", question="how high is it")).response)
    assert "Its passage is gone" in read_plain((await mod.slash(channel, "faq-admin list")).response)


async def test_a_passage_of_another_server_is_refused(
    env: simcord.Env, mod: Any, channel: Any, lighthouse: Engine
) -> None:
    other = env.create_guild("Elsewhere")
    secret = lighthouse.add(b"# Secret\n\nThe key lies under the third stone.", "s.md", of_server(other.id)).document_id
    assert await mod.autocomplete(channel, "faq-admin add", "passage", "key third stone") == []
    refused = await mod.slash(channel, "faq-admin add", passage=f"{secret}:1:10:40")
    assert "not in the documents" in read_plain(refused.response)
    simcord.assert_error(env, UnknownEntry)


async def test_edit_alias_remove_and_restore(env: simcord.Env, mod: Any, channel: Any, lighthouse: Engine) -> None:
    entry = add(lighthouse, channel)
    form = await mod.slash(channel, "faq-admin edit", entry=entry.id)
    shown = await mod.submit_modal(form, {"question": RULES, "answer": "Be very kind.", "tags": "rules"})
    await mod.click(shown.response, label="Save")
    assert "Be very kind." in read_plain((await mod.slash(channel, "faq", question=RULES)).response)

    given = await mod.slash(channel, "faq-admin alias", entry=RULES, phrasing="Code of conduct")
    assert "Saved." in read_plain(given.response)
    assert "Be very kind." in read_plain((await mod.slash(channel, "faq", question="code of conduct")).response)

    removed = await mod.slash(channel, "faq-admin remove", entry=entry.id)
    assert "answers no more" in read_plain(removed.response)
    assert "Be very kind." not in read_plain((await mod.slash(channel, "faq", question=RULES)).response)
    assert "Be very kind." not in read_plain((await mod.slash(channel, "ask", question=RULES)).response)
    (choice,) = await mod.autocomplete(channel, "faq-admin restore", "entry", "rules")
    assert "answers again" in read_plain(
        (await mod.slash(channel, "faq-admin restore", entry=choice["value"])).response
    )
    assert "Be very kind." in read_plain((await mod.slash(channel, "faq", question=RULES)).response)
    none = await mod.slash(channel, "faq-admin remove", entry="no such thing")
    assert "pick one from the list" in read_plain(none.response)
    simcord.assert_error(env, UnknownEntry)


async def test_an_alias_that_another_entry_means_is_pointed_out_first(
    mod: Any, channel: Any, lighthouse: Engine
) -> None:
    add(lighthouse, channel)
    other = add(lighthouse, channel, "Who keeps the garden?", "Ines.")
    shown = await mod.slash(channel, "faq-admin alias", entry=other.id, phrasing="where can i read the rules")
    assert f"Nearly the same is asked already\n- {RULES}" in read_plain(shown.response)
    assert [one.phrasings for one in entries(lighthouse, channel)] == [(), ()]


async def test_two_moderators_who_edit_the_same_entry_get_one_winner(
    env: simcord.Env, mod: Any, channel: Any, lighthouse: Engine
) -> None:
    other, entry = moderator(env, channel, "other"), add(lighthouse, channel)
    shown = []
    for who in (mod, other):
        form = await who.slash(channel, "faq-admin edit", entry=entry.id)
        shown.append(await who.submit_modal(form, {"question": RULES, "answer": f"Ask {who.name}."}))
    await other.click(shown[1].response, label="Save")
    lost = await mod.click(shown[0].response, label="Save")
    assert "was changed by other since you opened it" in read_last(lost)
    assert [one.answer.text for one in entries(lighthouse, channel) if one.answer] == ["Ask other."]


async def test_list_is_paged_and_searched_and_stats_tell_uses(mod: Any, channel: Any, lighthouse: Engine) -> None:
    for number in range(10):
        add(lighthouse, channel, f"Where is pier {number}?", f"Behind pier {number - 1}.", tags=("piers",))
    shown = await mod.slash(channel, "faq-admin list")
    assert "10 FAQ entries · page 1 of 2" in read_plain(shown.response)
    turned = await mod.click(shown.response, label="Next")
    assert "page 2 of 2" in read_plain(turned.response or shown.response)
    found = read_plain((await mod.slash(channel, "faq-admin list", search="pier -1")).response)
    assert "1 FAQ entry with “pier -1”" in found
    await mod.slash(channel, "faq", question="where is pier 3")
    told = read_plain((await mod.slash(channel, "faq-admin stats")).response)
    for fact in (
        "Entries of the moderators: 10",
        "Entries out of documents: 1",
        "Uses: 1",
        "- Where is pier 3?: 1",
        "added FAQ: ",
    ):
        assert fact in told


async def test_an_export_is_imported_on_another_server_as_it_was(
    env: simcord.Env, mod: Any, channel: Any, lighthouse: Engine
) -> None:
    add(lighthouse, channel, phrasings=("House rules",), tags=("start",), url="https://example.org")
    add(lighthouse, channel, "Who helps?", "Mira.")
    shown = await mod.slash(channel, "faq-admin export")
    (file,) = shown.response.attachments
    assert file.filename == "faq.jsonl"
    room = env.create_guild("Elsewhere").create_text_channel("general")
    theirs = moderator(env, room, "theirs")
    from corpus.store.faq.transfer import export_entries

    data = export_entries(entries(lighthouse, channel))
    done = await theirs.slash(room, "faq-admin import", file=("faq.jsonl", data))
    assert "2 FAQ entries added." in read_plain(done.response)
    assert sorted(export_entries(entries(lighthouse, room)).splitlines()) == sorted(data.splitlines())
    again = await theirs.slash(room, "faq-admin import", file=("faq.jsonl", data + b"{oops\n"))
    assert "Left out: 3" in read_plain(again.response)
    assert sorted(len(json.loads(line)["phrasings"]) for line in data.splitlines()) == [0, 1]


async def test_a_message_becomes_an_answer_with_its_author_and_address(
    env: simcord.Env, mod: Any, channel: Any, lighthouse: Engine
) -> None:
    alice = channel.guild.add_member(env.create_user("alice"))
    message = await alice.send(channel, "The garden is open until ten.")
    form = await mod.context_menu(channel, "Make FAQ entry", message)
    shown = await mod.submit_modal(form, {"question": "When does the garden close?", "answer": message.content})
    await mod.click(shown.response, label="Save")
    (entry,) = entries(lighthouse, channel)
    assert entry.answer is not None
    assert (entry.answer.text, entry.author) == ("The garden is open until ten.", "alice")
    assert entry.answer.document.source.url == message.jump_url


async def test_an_answer_of_the_bot_becomes_an_entry_with_the_passage_that_it_quotes(
    mod: Any, channel: Any, lighthouse: Engine
) -> None:
    await mod.slash(channel, "ask", question="When was the lighthouse of Vara built?")
    form = await mod.context_menu(channel, "Make FAQ entry", channel.last_message)
    shown = await mod.submit_modal(form, {"question": "How old is the lighthouse?", "answer": ""})
    await mod.click(shown.response, label="Save")
    (entry,) = entries(lighthouse, channel)
    assert entry.answer is not None
    assert "built in 1874" in entry.answer.text
    assert not entry.own_words


async def test_errors_of_the_faq_are_told_as_they_are(env: simcord.Env, mod: Any, channel: Any) -> None:
    message = await mod.send(channel, "", attachments=[("picture.png", b"png")])
    refused = await mod.context_menu(channel, "Make FAQ entry", message)
    assert "That message has no text" in read_plain(refused.response)
    simcord.assert_error(env, BadEntry)


async def test_a_question_that_is_asked_already_cannot_be_saved_twice(
    mod: Any, channel: Any, lighthouse: Engine
) -> None:
    shown = await written(mod, channel)
    add(lighthouse, channel)
    refused = await mod.click(shown.response, label="Save")
    assert "is asked by the entry" in read_last(refused)
    with pytest.raises(Conflict):
        add(lighthouse, channel)
