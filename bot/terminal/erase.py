"""`landscape erase …`: what is kept of a document, of a server or of a member goes for good."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.settings import load_settings
from bot.startup import open_store_from
from bot.terminal.named_documents import complete_id
from bot.terminal.options import DataDir, DocumentId
from bot.terminal.output import clean
from bot.wording import format_count
from corpus.scopes import of_server
from corpus.store.erasing import Erasure

erase_app = typer.Typer(
    help="Erase a document, a server or a member for good. Nothing brings them back; messages in Discord stay there.",
    no_args_is_help=True,
)

Yes = Annotated[bool, typer.Option("--yes", help="Erase without asking.")]
_DiscordId = Annotated[int, typer.Argument(metavar="DISCORD_ID", help="Its numeric ID on Discord.", min=1)]


@erase_app.command("document")
def erase_document(document_id: DocumentId, yes: Yes = False, data_dir: DataDir = None) -> None:
    """Erase a document, in use or removed, with all of its versions and files, and the FAQ entries that quote it."""
    with open_store_from(load_settings(data_dir=data_dir)) as store:
        document_id = complete_id(store, document_id)
        _confirm(f"Erase the document {document_id} with all of its versions?", yes)
        title = Erasure(store).erase_document(document_id)
    print(f"{document_id}  {clean(title)} (erased)")


@erase_app.command("server")
def erase_server(server_id: _DiscordId, yes: Yes = False, data_dir: DataDir = None) -> None:
    """Erase all that is kept of a server: its documents, FAQ, questions, gaps, numbers and settings."""
    from index.assembly import erase_server_in

    settings = load_settings(data_dir=data_dir)
    with open_store_from(settings) as store:
        _confirm(f"Erase all that is kept of the server {server_id}?", yes)
        count = erase_server_in(settings.data_dir, store, of_server(server_id))
    print(f"server {server_id} (erased, with {format_count(count, 'document')})")


@erase_app.command("member")
def erase_member(user_id: _DiscordId, yes: Yes = False, data_dir: DataDir = None) -> None:
    """Erase a member's questions, follows and votes on all servers, and their name from what they changed as a moderator."""
    with open_store_from(load_settings(data_dir=data_dir)) as store:
        _confirm(f"Erase all that is kept of the member {user_id}?", yes)
        count = Erasure(store).erase_member(user_id)
    print(f"member {user_id} (erased, with {format_count(count, 'question')})")


def _confirm(question: str, yes: bool) -> None:
    if not yes:
        typer.confirm(f"{question} Nothing brings it back.", abort=True)
