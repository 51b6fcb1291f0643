"""`landscape doctor`: one line for each thing that must be right, with the remedy where it isn't.

Each check does what the bot does at its start, so that what is said to be well is well. What can't be checked because something
before it failed is skipped, and says so.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from rich.console import Console

from bot.places import find_clone, find_env_files, holds_documents
from bot.settings import SettingError, Settings, check_env_files, load_settings
from bot.startup import check_embedding_model, check_judge_model, open_store_to_read, open_to_ask
from bot.wording import format_count
from corpus.errors import MendableError
from corpus.scopes import visible_to
from index.assembly import check_index_file, open_embedder, open_judge
from index.judge.judge import SHIPPED_JUDGE, Judge
from index.judge.small_reader import reader as small_reader
from index.judge.small_reader import weights as small_reader_weights
from index.judge.weights import locate_models, prepare_weights
from index.retrieval.embedder import Embedder
from index.retrieval.model_files import PACKAGED
from index.retrieval.vectors import CorruptIndex


class Health(StrEnum):
    """What a check came to."""

    OK = "ok"
    FAIL = "fail"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found: `said` has the remedy where it failed, and what it waits for where it was skipped."""

    check: str
    health: Health
    said: str


class NeedsAnother(MendableError):
    """A check can't be made, as one before it failed."""


def run_checks(console: Console, *, data_dir: Path | None = None, as_json: bool = False) -> bool:
    """Check all that the bot needs, print a line for each, and return whether all is well."""
    well = True
    for finding in examine(data_dir):
        well = well and finding.health is not Health.FAIL
        if as_json:
            row = {"check": finding.check, "outcome": finding.health.value, "said": finding.said}
            print(json.dumps(row, ensure_ascii=False), flush=True)
        else:
            colour = {Health.OK: "green", Health.FAIL: "red", Health.SKIPPED: "yellow"}[finding.health]
            console.print(f"[{colour}]{finding.health.value:4}[/{colour}]", end="")
            console.print(f"  {finding.check}: {finding.said}", markup=False, highlight=False, soft_wrap=True)
    return well


def examine(data_dir: Path | None = None) -> Iterator[Finding]:
    """Yield what each check found, as it is found."""
    try:
        settings = load_settings(data_dir=data_dir)
        yield _examine("configuration", lambda: _check_configuration(settings))
    except SettingError as error:
        yield Finding("configuration", Health.FAIL, str(error))
        return
    examination = _Examination(settings)
    yield _examine("data directory", lambda: _check_data_dir(settings))
    yield _examine("model", examination.check_model)
    yield _examine("judge", examination.check_judge)
    yield _examine("small reader", examination.check_small_reader)
    yield _examine("database", examination.check_database)
    yield _examine("index", examination.check_index)
    yield _examine("Discord", lambda: _check_discord(settings))


def _examine(name: str, check: Callable[[], str]) -> Finding:
    try:
        return Finding(name, Health.OK, check())
    except NeedsAnother as error:
        return Finding(name, Health.SKIPPED, str(error))
    except MendableError as error:
        return Finding(name, Health.FAIL, str(error))


def _check_configuration(settings: Settings) -> str:
    remarks = check_env_files()
    if remarks:
        raise SettingError("; ".join(map(str, remarks)))
    read = " and ".join(str(file) for file in find_env_files()) or "no .env file"
    token = "a token" if settings.discord_token else "no token (the bot talks in the terminal only)"
    return f"{read}, {token}"


def _check_data_dir(settings: Settings) -> str:
    if settings.data_dir_is_set:
        why = "as --data-dir says" if settings.data_dir_is_typed else "as DATA_DIR says"
    elif settings.data_dir == Path("data").absolute():
        why = "the folder data here"
    else:
        why = "that of the clone" if find_clone() else "this user's folder; DATA_DIR names another"
    state = (
        "" if holds_documents(settings.data_dir) else "; nothing is there yet, 'landscape corpus add' or 'run' makes it"
    )
    return f"{settings.data_dir} ({why}{state})"


class _Examination:
    """The parts of an engine, opened one after the other, each at most once."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._failed: list[str] = []

    def check_model(self) -> str:
        name = self._settings.embedding_model
        with self._note_failure("model"):
            embedder = self._embedder
        if name != PACKAGED:
            return f"{name} (a model of your choice) loads"
        return f"{name}, sha256 {embedder.fingerprint.partition('@')[2][:12]}… as it should be"

    def check_judge(self) -> str:
        name = self._settings.judge_model
        with self._note_failure("judge"):
            self._judge  # noqa: B018  opened here, so that what is wrong with it is told here
            if name != SHIPPED_JUDGE:
                return f"{name} (a cross-encoder of your choice) loads"
            folder = prepare_weights(locate_models(self._settings.data_dir))
        return f"{folder}, sha256 {(folder / 'sha256').read_text()[:12]}… as it should be"

    def check_small_reader(self) -> str:
        with self._note_failure("small reader"):
            _, digest = small_reader_weights.read_weights(small_reader.SHIPPED_READER)
        return f"{small_reader.SHIPPED_READER}, sha256 {digest[:12]}… as it should be"

    def check_database(self) -> str:
        with self._note_failure("database"), open_store_to_read(self._settings) as store:
            if store is None:
                return "none yet"
            documents = store.listing(store.scopes())
            passages = format_count(sum(document.passages for document in documents), "passage")
            return f"{store.path}, {format_count(len(documents), 'document')}, {passages}"

    def check_index(self) -> str:
        if self._failed:
            raise NeedsAnother(f"not checked, as it needs what failed above ({', '.join(self._failed)})")
        with open_store_to_read(self._settings) as store:
            scopes = [] if store is None else store.scopes()
        rebuilt = []
        for scope in scopes:
            try:
                check_index_file(self._settings.data_dir, scope)
            except CorruptIndex as error:
                rebuilt.append(str(error))
        with open_to_ask(self._settings, embedder=self._embedder, judge=self._judge) as engine:
            count = sum(len(engine.index(scope).rows) for scope in dict.fromkeys((*scopes, *visible_to(None))))
        searchable = f"{format_count(count, 'passage')} can be searched"
        return f"{searchable}; rebuilt from the database, since {'; '.join(rebuilt)}" if rebuilt else searchable

    @cached_property
    def _embedder(self) -> Embedder:
        check_embedding_model(self._settings)
        return open_embedder(self._settings.embedding_model)

    @cached_property
    def _judge(self) -> Judge:
        check_judge_model(self._settings)
        return open_judge(self._settings.data_dir, self._settings.judge_model)

    @contextlib.contextmanager
    def _note_failure(self, name: str) -> Iterator[None]:
        try:
            yield
        except MendableError:
            self._failed.append(name)
            raise


def _check_discord(settings: Settings) -> str:
    if settings.discord_token is None:
        return "not asked, as there is no token"
    from bot.discord_app.login import try_login

    name = asyncio.run(try_login(settings.discord_token.get_secret_value()))
    return f"logged in as {name}; the bot needs no privileged intent"
