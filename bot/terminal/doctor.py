"""`landscape doctor`: one line for each thing that must be right, with the remedy where it isn't."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from rich.console import Console

from bot.settings import Settings
from bot.startup import open_from
from corpus.errors import MendableError
from corpus.scopes import visible_to
from corpus.store.documents import CorpusStore
from index.assembly import check_index_file
from index.judge.judge import SHIPPED_JUDGE
from index.judge.small_reader import reader as small_reader
from index.judge.small_reader import weights as small_reader_weights
from index.judge.weights import locate_models, prepare_weights
from index.retrieval.embedder import locate_model
from index.retrieval.vectors import CorruptIndex


def run_checks(settings: Settings, console: Console) -> bool:
    """Check all that the bot needs, print a line for each, and return whether all is well."""
    checks: list[tuple[str, Callable[[Settings], str]]] = [
        ("configuration", _check_configuration),
        ("model", _check_model),
        ("judge", _check_judge),
        ("small reader", _check_small_reader),
        ("database", _check_database),
        ("index", _check_index),
        ("Discord", _check_discord),
    ]
    well = True
    for name, check in checks:
        try:
            console.print(f"[green]ok  [/green]  {name}: {check(settings)}", highlight=False)
        except MendableError as error:
            well = False
            console.print("[red]fail[/red]", end="")
            console.print(f"  {name}: {error}", markup=False, highlight=False)
    return well


def _check_configuration(settings: Settings) -> str:
    env = "a .env file" if Path(".env").is_file() else "no .env file"
    token = "a token" if settings.discord_token else "no token (the bot talks in the terminal only)"
    return f"{env}, {token}, data in {settings.data_dir}"


def _check_model(settings: Settings) -> str:
    folder, digest = locate_model(settings.embedding_model)
    if folder is None:
        return f"{settings.embedding_model} (a model of your choice; its hash is kept with the index)"
    return f"{settings.embedding_model}, sha256 {digest[:12]}… as it should be"


def _check_judge(settings: Settings) -> str:
    if settings.judge_model != SHIPPED_JUDGE:
        return f"{settings.judge_model} (a cross-encoder of your choice)"
    folder = prepare_weights(locate_models(settings.data_dir))
    return f"{folder}, sha256 {(folder / 'sha256').read_text()[:12]}… as it should be"


def _check_small_reader(settings: Settings) -> str:
    _, digest = small_reader_weights.read_weights(small_reader.SHIPPED_READER)
    return f"{small_reader.SHIPPED_READER}, sha256 {digest[:12]}… as it should be"


def _check_database(settings: Settings) -> str:
    with CorpusStore(settings.data_dir) as store:
        documents = store.listing(store.scopes())
        return f"{store.path}, {len(documents)} documents, {sum(d.passages for d in documents)} passages"


def _check_index(settings: Settings) -> str:
    with CorpusStore(settings.data_dir) as store:
        scopes = store.scopes()
    rebuilt = []
    for scope in scopes:
        try:
            check_index_file(settings.data_dir, scope)
        except CorruptIndex as error:
            rebuilt.append(str(error))
    with open_from(settings) as engine:
        count = sum(len(engine.index(scope).rows) for scope in dict.fromkeys((*scopes, *visible_to(None))))
    searchable = f"{count} passages can be searched"
    return f"{searchable}; rebuilt from the database, since {'; '.join(rebuilt)}" if rebuilt else searchable


def _check_discord(settings: Settings) -> str:
    if settings.discord_token is None:
        return "not asked, as there is no token"
    from bot.discord_app.login import try_login

    name = asyncio.run(try_login(settings.discord_token.get_secret_value()))
    return f"logged in as {name}; the bot needs no privileged intent"
