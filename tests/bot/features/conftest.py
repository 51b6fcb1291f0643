"""What the tests of the features share: a server whose members ask, and what the bot does by itself there."""

from __future__ import annotations

import pytest
import simcord
from support.following import Scene
from support.gap_server import Server
from support.giving_up import Room

from index.engine import Engine


@pytest.fixture
def here(env: simcord.Env, lighthouse: Engine) -> Server:
    return Server(env, lighthouse)


@pytest.fixture
async def scene(env: simcord.Env, lighthouse: Engine) -> Scene:
    channel = env.create_guild().create_text_channel("general")
    made = Scene(env, lighthouse, channel, channel.guild.add_member(env.create_user("alice")))
    await made.following.round()  # the first one says where to begin
    return made


@pytest.fixture
def room(env: simcord.Env, lighthouse: Engine) -> Room:
    return Room(env, lighthouse)
