"""Discord on loopback, with the real clock."""

from collections.abc import Iterator

import pytest
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route
from support.wire_discord import WireDiscord


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Iterator[WireDiscord]:
    with WireDiscord() as running:
        monkeypatch.setattr(Route, "BASE", running.api)
        monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(running.gateway))
        yield running
