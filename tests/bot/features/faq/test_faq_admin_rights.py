"""Who may keep the FAQ: moderators, each that of their own server; simcord plays Discord, everything else is real."""

from __future__ import annotations

from typing import Any

import pytest
import simcord
from discord import app_commands
from support.discord_members import moderator
from support.faq_entries import RULES, add, entries, read_plain, written

from bot.discord_app.permissions import NotModerator
from corpus.scopes import of_server
from corpus.store.faq.entries import UnknownEntry
from index.engine import Engine

pytestmark = pytest.mark.simcord(settle_timeout=60)
COMMANDS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("add", {}), ("edit", {"entry": RULES}), ("alias", {"entry": RULES, "phrasing": "House rules"}),
    ("remove", {"entry": RULES}), ("restore", {"entry": RULES}), ("list", {}), ("stats", {}), ("export", {}),
    ("import", {"file": ("faq.jsonl", b'{"question": "Q?", "answer": "A."}')}),
)  # fmt: skip


@pytest.mark.parametrize(("command", "options"), COMMANDS, ids=[name for name, _ in COMMANDS])
async def test_whoever_is_no_moderator_is_refused_by_the_code_too(
    env: simcord.Env, channel: Any, lighthouse: Engine, command: str, options: dict[str, Any]
) -> None:
    add(lighthouse, channel)
    everybody = channel.guild.add_member(env.create_user("everybody"))
    for known in env.bot.tree.get_commands():
        if isinstance(known, app_commands.Group):
            known.default_permissions = None
    await env.bot.tree.sync()
    before = entries(lighthouse, channel)
    refused = await everybody.slash(channel, f"faq-admin {command}", **options)
    assert "Only moderators may do this" in read_plain(refused.response)
    assert refused.ephemeral
    simcord.assert_error(env, NotModerator)
    assert entries(lighthouse, channel) == before


@pytest.mark.parametrize("command", ["edit", "alias", "remove", "restore"])
async def test_no_moderator_reaches_the_entries_of_another_server(
    env: simcord.Env, mod: Any, channel: Any, lighthouse: Engine, command: str
) -> None:
    entry = add(lighthouse, channel)
    room = env.create_guild("Elsewhere").create_text_channel("general")
    theirs = moderator(env, room, "theirs")
    assert await theirs.autocomplete(room, f"faq-admin {command}", "entry", "rules") == []
    options = {"entry": entry.id} | ({"phrasing": "House rules"} if command == "alias" else {})
    refused = await theirs.slash(room, f"faq-admin {command}", **options)
    assert "pick one from the list" in read_plain(refused.response)
    simcord.assert_error(env, UnknownEntry)
    assert entries(lighthouse, channel) == [entry]


async def test_no_list_export_or_count_tells_of_another_server(
    env: simcord.Env, mod: Any, channel: Any, lighthouse: Engine
) -> None:
    add(lighthouse, channel)
    await mod.slash(channel, "faq", question=RULES)
    room = env.create_guild("Elsewhere").create_text_channel("general")
    theirs = moderator(env, room, "theirs")
    for command in ("list", "stats", "export"):
        shown = await theirs.slash(room, f"faq-admin {command}")
        assert RULES not in read_plain(shown.response)
    assert "0 FAQ entries" in read_plain((await theirs.slash(room, "faq-admin export")).response)
    assert "Uses: 0" in read_plain((await theirs.slash(room, "faq-admin stats")).response)
    draft = await written(mod, channel, question="A draft?", phrasings="")
    token = next(iter(lighthouse_tokens(lighthouse)))
    with pytest.raises(UnknownEntry):
        lighthouse.faq.store.draft(of_server(room.guild.id), token)
    assert draft.ephemeral


def lighthouse_tokens(engine: Engine) -> list[str]:
    with engine.store.reading() as connection:
        return [row[0] for row in connection.exec_driver_sql("SELECT token FROM faq_drafts")]
