"""Messages as documents: names and dates in place of numbers, forwarded and pasted text."""

from __future__ import annotations

from typing import Any

import discord
import pytest
import simcord
from support.asking import QUESTION
from support.uploads import read_plain

from bot.features.documents.message_text import name_mentions
from corpus.scopes import of_server
from index.engine import Engine


def test_numbers_become_names_and_dates() -> None:
    assert name_mentions(
        "At <t:1767261600:F> or <t:1767261600:t>, <t:1767261600:d>, <t:1767261600>: <a:wave:123456789012345678> "
        "</corpus add:123456789012345678> <#123456789012345678> <@&123456789012345678> <@!123456789012345678> <t:1:x> <3",
        None,
    ) == (
        "At 2026-01-01 10:00 UTC or 10:00 UTC, 2026-01-01, 2026-01-01 10:00 UTC: :wave: /corpus add "
        "#deleted-channel @deleted-role @deleted-user <t:1:x> <3"
    )


async def test_a_thread_and_a_message_are_read_with_the_names_of_members_and_channels(
    env: simcord.Env, mod: Any, channel: Any, lighthouse: Engine
) -> None:
    alice = channel.guild.add_member(env.create_user("alice"))
    words = f"Ask <@{alice.id}> in <#{channel.id}> <:boat:123456789012345678> before <t:1767261600:D>, everybody."
    message = await alice.send(channel, words)
    shown = await mod.context_menu(channel, "Add to corpus", message)
    assert "Preview of" in read_plain(shown.response)
    await mod.click(shown.response, label="Publish")
    (stored,) = lighthouse.store.listing([of_server(channel.guild.id)])
    assert (
        f"Ask @alice in #{channel.name} :boat: before 2026-01-01, everybody."
        in lighthouse.store.document(stored.id).text
    )


async def test_a_forwarded_message_and_a_long_paste_are_read_from_a_message_and_from_a_thread(
    env: simcord.Env, mod: Any, channel: Any, lighthouse: Engine
) -> None:
    alice = channel.guild.add_member(env.create_user("alice"))
    paste = await alice.send(channel, "Here are the rules.", attachments=[("message.txt", b"Dogs swim at noon.")])
    forwarded = await alice.forward(paste, channel)
    live = env.bot.get_channel(channel.id)
    assert isinstance(live, discord.TextChannel)
    await live.create_thread(name="Rules", message=discord.Object(forwarded.id))
    (thread,) = channel.threads
    await alice.send(thread, "", attachments=[("message.txt", b"Cats sleep at noon.")])
    shown = await mod.slash(thread, "corpus add-thread")
    await mod.click(shown.response, label="Publish")
    shown = await mod.context_menu(channel, "Add to corpus", forwarded)
    await mod.click(shown.response, label="Publish")
    texts = [
        lighthouse.store.document(stored.id).text for stored in lighthouse.store.listing([of_server(channel.guild.id)])
    ]
    assert len(texts) == 2
    assert all("Here are the rules.\n\nDogs swim at noon." in text for text in texts)
    assert sum("Cats sleep at noon." in text for text in texts) == 1


@pytest.mark.simcord(settle_timeout=30)
async def test_an_answer_of_the_bot_is_no_document_and_the_reason_is_the_true_one(mod: Any, channel: Any) -> None:
    await mod.slash(channel, "ask", question=QUESTION)
    shown = await mod.context_menu(channel, "Add to corpus", channel.last_message)
    said = read_plain(shown.response)
    assert "I wrote that message myself" in said
    assert "no text" not in said
