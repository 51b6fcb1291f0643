"""What the tests share: the real model, loaded once, real data directories, and which tests need the model.

What takes seconds to import is imported by the fixtures that need it, so that tests of text alone start at once.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

if "PYTEST_XDIST_WORKER" in os.environ:  # two workers share two cores: each model on one, or they wait for each other
    os.environ.setdefault("OMP_NUM_THREADS", "1")

from typing import TYPE_CHECKING, Any

import pytest
import simcord
from hypothesis import settings
from support import discord_schema
from support.discord_members import moderator
from support.lighthouse import LIGHTHOUSE

from corpus.passages import PassageSettings
from corpus.scopes import SHARED
from corpus.store.documents import CorpusStore

if TYPE_CHECKING:
    from bot.discord_app.bot import LandscapeBot
    from index.engine import Engine
    from index.judge.judge import Judge
    from index.judge.small_reader.reader import SmallReader
    from index.retrieval.embedder import SentenceTransformerEmbedder

# Properties are tried on the same examples each time, so that a run fails for what was changed. To look for more:
# pytest --hypothesis-profile explore
settings.register_profile("steady", derandomize=True, database=None)
settings.register_profile("explore", max_examples=2000, deadline=None)
settings.load_profile("steady")

MODEL_FIXTURES = {"embedder", "judge", "small_reader"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that take the model from a fixture; those that load it in another way carry the mark themselves."""
    for item in items:
        if MODEL_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.model)


@pytest.fixture(scope="session")
def embedder() -> SentenceTransformerEmbedder:
    from index.retrieval.embedder import SentenceTransformerEmbedder

    return SentenceTransformerEmbedder()


@pytest.fixture(scope="session")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Judge:
    from index.assembly import open_judge

    return open_judge(tmp_path_factory.mktemp("models"))


@pytest.fixture(scope="session")
def small_reader() -> SmallReader:
    from index.judge.small_reader.reader import SmallReader

    return SmallReader()


@pytest.fixture(scope="session")
def open_at(embedder: SentenceTransformerEmbedder, judge: Judge, small_reader: SmallReader) -> Callable[[Path], Engine]:
    """Open a data directory with the parts of `index.assembly`, sharing the loaded models."""
    from index.assembly import assemble
    from index.library import Library

    def opened(data_dir: Path) -> Engine:
        store = CorpusStore(data_dir)
        library = Library(store, embedder, PassageSettings())
        return assemble(store, embedder, library, data_dir, judge=judge, small_reader=small_reader)

    return opened


@pytest.fixture(scope="session")
def engine(open_at: Callable[[Path], Engine], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The bot's engine over the shipped notes. Tests add to server scopes only, each to one of its own."""
    with open_at(tmp_path_factory.mktemp("data")) as opened:
        opened.library.sync_notes()
        yield opened


@pytest.fixture
def empty_engine(open_at: Callable[[Path], Engine], tmp_path: Path) -> Iterator[Engine]:
    with open_at(tmp_path / "data") as opened:
        yield opened


@pytest.fixture
def lighthouse(empty_engine: Engine) -> Engine:
    """An engine with one small document that has nothing to do with AI."""
    empty_engine.add(LIGHTHOUSE.encode(), "lighthouse.md", SHARED)
    return empty_engine


@pytest.fixture
def simcord_bot(lighthouse: Engine, tmp_path: Path) -> LandscapeBot:
    """The bot over the lighthouse alone; a file that needs another bot has a fixture of this name of its own."""
    from bot.discord_app.bot import LandscapeBot

    return LandscapeBot(lighthouse, notes=False)


@pytest.fixture
def env(simcord_env: simcord.Env) -> Iterator[simcord.Env]:
    """Discord with the bot in it; afterwards, every request of the bot is held against Discord's OpenAPI document."""
    yield simcord_env
    if discord_schema.at_hand():
        discord_schema.assert_bodies_fit((seen.method, seen.path, seen.json) for seen in simcord_env.http_requests)


@pytest.fixture
def channel(env: simcord.Env) -> Any:
    return env.create_guild().create_text_channel("general")


@pytest.fixture
def mod(env: simcord.Env, channel: Any) -> Any:
    return moderator(env, channel, "mod")
