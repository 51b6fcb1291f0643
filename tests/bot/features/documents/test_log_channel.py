"""Changes of documents are told in the log channel: on simcord's Discord."""

from __future__ import annotations

import logging

import pytest
from support.following import MIRA, Scene, lines_in

from corpus.scopes import of_server
from corpus.store.servers import Servers

pytestmark = pytest.mark.simcord(settle_timeout=30)


async def test_the_log_channel_tells_who_changed_what_when_and_pings_nobody(scene: Scene) -> None:
    log = scene.log_channel()
    ferry = scene.add_ferry()
    scene.engine.library.edit(ferry, {"title": "The *new* ferry @everyone"}, MIRA)
    scene.engine.store.remove(ferry, MIRA)
    await scene.following.round()
    added, edited, removed = lines_in(log)
    assert "<t:" in added
    assert "added **The ferry**" in added
    assert "The ferry → The \\*new\\* ferry \\@everyone" in edited
    assert "removed **The \\*new\\* ferry \\@everyone**" in removed
    assert all(message.mentions == [] and not message.mention_everyone for message in log.history())
    sent = [seen.json for seen in scene.env.http_requests if seen.path == f"/channels/{log.id}/messages"]
    assert all(body["allowed_mentions"] == {"parse": []} for body in sent)


async def test_documents_that_were_added_in_one_go_are_one_message(scene: Scene) -> None:
    log = scene.log_channel()
    for number in range(32):
        text = (
            f"# The long name of the boat that has the number {number} and a name of its own\n\nIt leaves at {number}."
        )
        scene.engine.library.add(text.encode(), "boat.md", scene.scope, actor=MIRA, batch="boats")
    await scene.following.round()
    (line,) = lines_in(log)
    assert "number 0 " in line
    assert "In the same go: The long name of the boat that has the number 1 " in line
    assert line.endswith(" more")
    assert len(line) <= 2000


@pytest.mark.parametrize(("status", "code"), [(403, 50001), (404, 10003)])
async def test_a_log_channel_that_can_not_be_written_to_is_skipped_without_fuss(
    scene: Scene, caplog: pytest.LogCaptureFixture, status: int, code: int
) -> None:
    Servers(scene.engine.store).change(scene.scope, log_channel=scene.channel.id)
    scene.env.inject_error("POST", "/channels/*/messages", status=status, code=code, message="No", times=1)
    ferry = scene.add_ferry()
    scene.engine.store.remove(ferry, MIRA)
    await scene.following.round()
    (line,) = lines_in(scene.channel)
    assert "removed" in line
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


async def test_changes_of_another_server_and_of_shared_documents_are_not_told_here(scene: Scene) -> None:
    Servers(scene.engine.store).change(scene.scope, log_channel=scene.channel.id)
    elsewhere = scene.env.create_guild("Elsewhere").create_text_channel("general")
    scene.add_ferry(of_server(elsewhere.guild.id))
    await scene.remove()
    assert lines_in(scene.channel) == []
