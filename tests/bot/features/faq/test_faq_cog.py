"""`/faq` and the answers of moderators, end to end: simcord plays Discord, everything else is real."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Any

import pytest
import simcord
from hypothesis import given, settings
from hypothesis import strategies as st
from support.discord_schema import texts
from support.escaping import as_shown

from bot.discord_app.fair_queue import Party
from bot.features.faq import views as faq_views
from bot.ui.layout import TEXT_LIMIT
from bot.ui.pager import Page
from corpus.documents import Document, Passage, Source, Span
from corpus.scopes import SHARED, faq_of, of_server
from corpus.store.faq.entries import ANSWER_LIMIT, FaqDraft, FaqEntry, UnknownEntry
from corpus.store.history import Actor
from index.engine import Engine
from index.faq.book import quote_entry

pytestmark = pytest.mark.simcord(settle_timeout=60)

MIRA = Actor("Mira", 7)
RULES, WORDS = "What are the rules?", "Be kind.\nNo advertising, please."
PRICE = "How much does a ticket cost?"  # the document asks and answers it


@pytest.fixture
def alice(env: simcord.Env, channel: Any) -> Any:
    return channel.guild.add_member(env.create_user("alice"))


def read_plain(message: Any) -> str:
    parts = message.components if isinstance(message, simcord.ResponseMessage) else []
    raw = parts or [component.to_dict() for component in message.components]
    return as_shown(texts(raw)).replace("**", "").replace("-# ", "")


def add(engine: Engine, guild_id: int, question: str = RULES, answer: str = WORDS, **more: Any) -> FaqEntry:
    engine.faq.prepare([question])
    return engine.faq.store.add(of_server(guild_id), FaqDraft(question, answer, **more), MIRA)


def callbacks(env: simcord.Env) -> list[Any]:
    return [seen.json for seen in env.http_requests if seen.path.endswith("/callback") and seen.json["type"] == 4]


async def test_an_entry_is_offered_picked_and_answered_in_the_moderators_words(
    alice: Any, channel: Any, lighthouse: Engine
) -> None:
    entry = add(lighthouse, channel.guild.id, url="https://example.org/rules")
    (choice,) = await alice.autocomplete(channel, "faq", "question", "rul")
    assert choice == {"name": RULES, "value": f"faq:{entry.id}"}
    shown = await alice.slash(channel, "faq", question=choice["value"])
    assert not shown.ephemeral
    told = read_plain(shown.response)
    assert f"The moderators’ answer\n{WORDS}" in told
    assert "Mira" in told
    assert "This server’s FAQ" in told


async def test_an_entry_of_a_document_is_answered_with_its_passage(alice: Any, channel: Any) -> None:
    choices = await alice.autocomplete(channel, "faq", "question", "ticket")
    assert [choice["name"] for choice in choices] == [PRICE]
    shown = await alice.slash(channel, "faq", question=choices[0]["value"])
    told = read_plain(shown.response)
    assert "> A ticket costs 40 crowns, and children under seven pay nothing." in told
    assert "The lighthouse of Vara › Frequently asked questions" in told
    assert "moderators" not in told


async def test_the_most_used_are_offered_first_where_nothing_is_typed(
    alice: Any, channel: Any, lighthouse: Engine
) -> None:
    add(lighthouse, channel.guild.id)
    used = add(lighthouse, channel.guild.id, "Who keeps the garden?", "Ines.")
    await alice.slash(channel, "faq", question=f"faq:{used.id}")
    choices = await alice.autocomplete(channel, "faq", "question", "")
    assert choices[0]["name"] == "Who keeps the garden?"
    assert {choice["name"] for choice in choices} == {RULES, PRICE, "Who keeps the garden?"}


async def test_free_text_that_surely_asks_the_same_is_answered(alice: Any, channel: Any, lighthouse: Engine) -> None:
    add(lighthouse, channel.guild.id)
    shown = await alice.slash(channel, "faq", question="where can i read the rules")
    assert f"The moderators’ answer to “{RULES}”\n{WORDS}" in read_plain(shown.response)
    assert "sure that you asked this" in read_plain(shown.response)


async def test_free_text_that_may_ask_it_is_asked_back_about_privately(
    alice: Any, channel: Any, lighthouse: Engine
) -> None:
    add(lighthouse, channel.guild.id, "How do I enable notifications?", "Right-click the bell.")
    asked = await alice.slash(channel, "faq", question="How do I disable notifications?")
    assert asked.ephemeral
    assert "Did you mean one of these?" in read_plain(asked.response)
    picked = await alice.click(asked.response, label="How do I enable notifications?")
    assert not picked.ephemeral
    assert "Right-click the bell." in read_plain(picked.response)


async def test_what_is_near_nothing_is_refused_privately(alice: Any, channel: Any, lighthouse: Engine) -> None:
    add(lighthouse, channel.guild.id)
    shown = await alice.slash(channel, "faq", question="xyzzy plugh")
    assert shown.ephemeral
    assert "The FAQ has nothing like that." in read_plain(shown.response)


async def test_an_answer_for_a_member_pings_that_member_and_nobody_else(
    env: simcord.Env, alice: Any, channel: Any, lighthouse: Engine
) -> None:
    bob = channel.guild.add_member(env.create_user("bob"))
    entry = add(lighthouse, channel.guild.id, answer=f"Be kind, @everyone and <@{alice.id}>.")
    await alice.slash(channel, "faq", question=f"faq:{entry.id}", **{"for": bob})
    data = callbacks(env)[-1]["data"]
    assert data["allowed_mentions"]["users"] in ([bob.id], [str(bob.id)])
    assert not data["allowed_mentions"].get("parse")
    assert data["components"][0]["content"] == f"<@{bob.id}>"
    assert f"<@{alice.id}>" not in str(data["components"])
    assert [user.id for user in channel.last_message.mentions] == [bob.id]


async def test_an_answer_that_is_not_for_a_member_pings_nobody(
    env: simcord.Env, alice: Any, channel: Any, lighthouse: Engine
) -> None:
    entry = add(lighthouse, channel.guild.id)
    await alice.slash(channel, "faq", question=f"faq:{entry.id}")
    allowed = callbacks(env)[-1]["data"]["allowed_mentions"]
    assert (allowed.get("parse"), allowed.get("users") or []) == ([], [])


async def test_a_private_answer_is_for_the_member_alone(alice: Any, channel: Any, lighthouse: Engine) -> None:
    entry = add(lighthouse, channel.guild.id)
    shown = await alice.slash(channel, "faq", question=f"faq:{entry.id}", private=True)
    assert shown.ephemeral
    assert channel.last_message is None
    both = await alice.slash(channel, "faq", question=f"faq:{entry.id}", private=True, **{"for": alice})
    assert "can't be for somebody else" in read_plain(both.response)


async def test_in_direct_messages_only_entries_of_documents_are_there(
    env: simcord.Env, channel: Any, lighthouse: Engine
) -> None:
    entry = add(lighthouse, channel.guild.id)
    bob = env.create_user("bob")
    shown = await bob.slash("faq", question=PRICE)
    assert "40 crowns" in read_plain(shown.response)
    gone = await bob.slash("faq", question=f"faq:{entry.id}")
    assert "That FAQ entry is gone" in read_plain(gone.response)
    simcord.assert_error(env, UnknownEntry)


async def test_no_entry_of_a_server_is_offered_or_answered_in_another(
    env: simcord.Env, alice: Any, channel: Any, lighthouse: Engine
) -> None:
    entry = add(lighthouse, channel.guild.id)
    elsewhere = env.create_guild("Elsewhere")
    room = elsewhere.create_text_channel("general")
    carol = elsewhere.add_member(env.create_user("carol"))
    for typed in ("", "rules", RULES):
        assert RULES not in {one["name"] for one in await carol.autocomplete(room, "faq", "question", typed)}
    for question in (RULES, "where can i read the rules"):
        assert WORDS not in read_plain((await carol.slash(room, "faq", question=question)).response)
        assert "Be kind" not in read_plain((await carol.slash(room, "ask", question=question)).response)
    gone = await carol.slash(room, "faq", question=f"faq:{entry.id}")
    assert "That FAQ entry is gone" in read_plain(gone.response)
    simcord.assert_error(env, UnknownEntry)
    assert WORDS in read_plain((await alice.slash(channel, "faq", question=RULES)).response)


async def test_ask_and_mentions_are_answered_by_the_entry_and_say_so(
    env: simcord.Env, alice: Any, channel: Any, lighthouse: Engine
) -> None:
    entry = add(lighthouse, channel.guild.id, "What is the price of a ticket?", "Fifty crowns since May.")
    asked = await alice.slash(channel, "ask", question="what's the price of a ticket?")
    assert "The moderators’ answer to “What is the price of a ticket?”\nFifty crowns since May." in read_plain(
        asked.response
    )
    assert env.bot.user is not None
    await alice.send(channel, f"{env.bot.user.mention} what is the price of a ticket")
    assert "Fifty crowns since May." in read_plain(channel.last_message)
    assert lighthouse.faq.store.reading.count_uses(of_server(channel.guild.id)) == {entry.use_key: 2}
    receipt = await alice.click(asked.response, label="Receipt")
    assert "The moderators’ FAQ answered" in read_plain(receipt.response)


async def test_a_posted_answer_says_that_its_entry_was_changed_or_removed(
    env: simcord.Env, alice: Any, channel: Any, lighthouse: Engine
) -> None:
    following: Any = env.bot.get_cog("Following")
    await following.round()
    entry = add(lighthouse, channel.guild.id)
    await alice.slash(channel, "faq", question=f"faq:{entry.id}")
    lighthouse.faq.store.edit(of_server(channel.guild.id), entry.id, FaqDraft(RULES, "Be very kind."), MIRA)
    await following.round()
    assert "Since this answer: “The moderators’ FAQ” was changed" in read_plain(channel.last_message)
    lighthouse.faq.store.remove(of_server(channel.guild.id), entry.id, MIRA)
    await following.round()
    told = read_plain(channel.last_message)
    assert "was removed." in told
    assert "The moderators’ answer" in told


async def test_the_log_channel_tells_changes_of_the_faq(env: simcord.Env, channel: Any, lighthouse: Engine) -> None:
    following: Any = env.bot.get_cog("Following")
    await following.round()
    log = channel.guild.create_text_channel("log")
    env.bot.desk.servers.change(of_server(channel.guild.id), log_channel=log.id)  # type: ignore[attr-defined]
    entry = add(lighthouse, channel.guild.id)
    lighthouse.faq.store.edit(of_server(channel.guild.id), entry.id, FaqDraft(RULES, "Be very kind."), MIRA)
    await following.round()
    told = [as_shown(message.content) for message in log.history()]
    assert any("added **FAQ: What are the rules?**" in line for line in told)
    assert any("Answer: Be kind. No advertising, please. → Be very kind." in line for line in told)


async def test_a_keystroke_does_not_wait_for_a_question_that_is_being_answered(
    env: simcord.Env, alice: Any, channel: Any, lighthouse: Engine
) -> None:
    add(lighthouse, channel.guild.id)
    bot: Any = env.bot
    go_on = threading.Event()
    busy = asyncio.create_task(bot.workers.questions.run(Party(), go_on.wait, 20))
    with lighthouse._lock:
        choices = await asyncio.wait_for(alice.autocomplete(channel, "faq", "question", "rules"), 5)
    assert not busy.done()
    go_on.set()
    await busy
    assert [choice["name"] for choice in choices] == [RULES]


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400))
def test_a_choice_has_one_to_100_characters_on_one_line(text: str) -> None:
    label = faq_views.cut_label(text)
    assert 1 <= len(label.encode("utf-16-le")) // 2 <= 100
    assert "\n" not in label


NASTY = st.text(st.sampled_from("`*_~|<>@\\[]()#-.:/ \n1aé🎉\u202e"), min_size=1)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(NASTY.map(lambda t: (t * 400)[:300]), NASTY.map(lambda t: (t * 2000)[:ANSWER_LIMIT]))
def test_whatever_moderators_write_stays_within_discords_limits(question: str, words: str) -> None:
    document = Document("d", 1, faq_of(SHARED), words, Source("The moderators’ FAQ", author=question[:100]))
    answer = Passage(document, 0, len(words), (question,), (Span(0, len(words)),))
    entry = FaqEntry("0" * 12, SHARED, question, answer, tuple([question] * 20), tuple([question[:50]] * 10), question)
    draft = FaqDraft(question, words, phrasings=entry.phrasings, tags=entry.tags)
    shown = quote_entry(entry, question)
    builders: tuple[Callable[[], Any], ...] = (
        lambda: faq_views.render_entry(shown, addressee=2**63),
        lambda: faq_views.render_entry(quote_entry(entry, question[:-1] or "x", 0.9)),
        lambda: faq_views.render_candidates(question, [entry] * 5, 2**63, private=False),
        lambda: faq_views.render_no_match(question),
        lambda: faq_views.render_entry_preview(shown, draft, [entry] * 9, "ff" * 8),
        lambda: faq_views.render_saved(entry),
        lambda: faq_views.render_entries(Page([entry] * 8, 3, True, 125_000, 10**6), lambda _: 10**9, question[:50]),
        lambda: faq_views.render_figures([entry] * 20, [entry] * 20, 9, lambda _: 10**9, []),
        lambda: faq_views.render_import(3, [question] * 99),
    )
    for build in builders:
        view = build()
        assert view.content_length() <= TEXT_LIMIT
        assert view.total_children_count <= 40
        content = "\n".join(texts(view.to_components()).split("\n"))
        assert "@everyone" not in content


async def test_own_words_keep_their_formatting_wherever_they_are_shown(
    alice: Any, channel: Any, lighthouse: Engine
) -> None:
    words = f"**Be kind.**\n- read <#{channel.id}>\n- see [the page](https://example.org/rules), not ||this"
    shown_as = words.replace("||", r"\|\|")
    entry = add(lighthouse, channel.guild.id, answer=words)
    for command, question in (("faq", f"faq:{entry.id}"), ("ask", RULES)):
        shown = await alice.slash(channel, command, question=question)
        assert shown_as in texts(shown.response.components).split("\n\n")[0]
    kept = lighthouse.faq.store.reading.entries(of_server(channel.guild.id))[0].answer
    assert kept is not None
    assert kept.text == words, "the citation is a slice of what was typed"
