"""Settings: every option, read from the environment and from `.env`."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from corpus.errors import MendableError
from corpus.readers import FileLimits
from corpus.store.quotas import Quota
from index.judge.judge import SHIPPED_JUDGE
from index.retrieval.embedder import PACKAGED

MEGABYTE = 1024 * 1024


class SettingError(MendableError):
    """A setting is malformed; the message names it and says how to mend it."""


class Settings(BaseSettings):
    """The description of each field stands in `.env.example`, word for word; a test holds the two equal."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore", env_ignore_empty=True)

    discord_token: SecretStr | None = Field(
        None, description="The bot's token from Discord's developer portal (text). Without it there is no Discord."
    )
    data_dir: Path = Field(Path("data"), description="Where the documents and their index are kept (path of a folder).")
    embedding_model: str = Field(
        PACKAGED, description="A sentence-transformers model (name, or path of a folder). A change needs a rebuild."
    )
    judge_model: str = Field(
        SHIPPED_JUDGE, description="The judge of answers: shipped, or a cross-encoder (name, or path of a folder)."
    )
    shipped_notes: bool = Field(
        True, description="Whether the notes that ship with the bot may answer (true or false)."
    )
    max_file_mb: float = Field(25, gt=0, le=500, description="How large a file may be (megabytes of 1,048,576 bytes).")
    max_characters: int = Field(2_000_000, gt=0, description="How long the text of a file may be (characters).")
    max_documents: int = Field(1000, gt=0, description="How many documents a server may have in use.")
    max_server_mb: float = Field(
        500, gt=0, description="How much a server may have stored, former versions included (megabytes)."
    )
    max_index_mb: float = Field(
        1024, gt=0, description="About how much memory the indexes of all servers may take (megabytes)."
    )
    max_questions_member: int = Field(10, gt=0, description="How many questions of a member may wait at once.")
    max_questions_server: int = Field(50, gt=0, description="How many questions of a server may wait at once.")
    max_questions: int = Field(200, gt=0, description="How many questions of all servers may wait at once.")
    max_gaps_member: int = Field(
        30, ge=0, description="How many refused questions of a member are kept as gaps in 24 hours, on each server."
    )
    refresh_hours: float = Field(
        0, ge=0, allow_inf_nan=False, description="How often documents from links are read anew (hours; 0 is never)."
    )
    left_server_days: float = Field(
        30, ge=0, le=3650, description="How long what a server added is kept after it removed the bot (days)."
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="The least severe messages of Landscape to log (DEBUG, INFO, WARNING or ERROR)."
    )
    discord_log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="The same of its connection to Discord; DEBUG logs members' messages and secret tokens."
    )

    @property
    def limits(self) -> FileLimits:
        """How large a file may be."""
        return FileLimits(int(self.max_file_mb * MEGABYTE), self.max_characters)

    @property
    def quota(self) -> Quota:
        """What each server may have stored."""
        return Quota(self.max_documents, int(self.max_server_mb * MEGABYTE))

    @field_validator("discord_token")
    @classmethod
    def _token_looks_right(cls, token: SecretStr | None) -> SecretStr | None:
        if token is None:
            return None
        value = token.get_secret_value().strip()
        if value.count(".") != 2 or any(letter.isspace() for letter in value) or not value.isascii():
            raise ValueError("is no bot token: copy it again from the Bot page of Discord's developer portal")
        return SecretStr(value)

    @field_validator("data_dir")
    @classmethod
    def _data_dir_is_a_folder(cls, path: Path) -> Path:
        path = path.expanduser()
        if path.exists() and not path.is_dir():
            raise ValueError(f"is {path}, which is a file: give the path of a folder")
        return path


def load_settings(**overrides: Any) -> Settings:
    """Return the settings, those given here first.

    Raises `SettingError` with one line for the first setting that is malformed.
    """
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings(**given)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"]).upper()
        said = first["msg"].removeprefix("Value error, ")
        if first["type"] == "value_error":
            raise SettingError(f"{name} {said}") from None
        raise SettingError(f"{name} is {first['input']!r}: {said[0].lower()}{said[1:]}; set it in .env") from None
    except (UnicodeDecodeError, OSError) as error:
        raise SettingError(f".env can't be read ({error}); save it as UTF-8 text that this user may read") from None
