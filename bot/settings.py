"""Settings: every option, read from the environment and from `.env`. Where those lie is chosen in `bot.places`."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, PrivateAttr, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.env_files import EnvRemark, check_env_file, read_env_value
from bot.places import choose_data_dir, find_env_files
from corpus.errors import MendableError
from corpus.file_limits import FileLimits
from corpus.store.quotas import Quota
from index.judge.judge import SHIPPED_JUDGE
from index.retrieval.model_files import PACKAGED

_LOG = logging.getLogger(__name__)
MEGABYTE = 1024 * 1024


class SettingError(MendableError):
    """A setting is malformed; the message names it and says how to mend it."""


class Settings(BaseSettings):
    """The description of each field stands in `.env.example`, word for word; a test holds the two equal."""

    model_config = SettingsConfigDict(env_file_encoding="utf-8-sig", extra="ignore", env_ignore_empty=True)

    discord_token: SecretStr | None = Field(
        None, description="The bot's token from Discord's developer portal (text). Without it there is no Discord."
    )
    data_dir: Path = Field(
        default_factory=choose_data_dir,
        description="Where the documents and their index are kept (path of a folder). Empty: the README says where.",
    )
    embedding_model: str = Field(
        PACKAGED, description="A sentence-transformers model (name, or path of a folder). A change needs a rebuild."
    )
    judge_model: str = Field(
        SHIPPED_JUDGE, description="The judge of answers: shipped, or a cross-encoder (name, or path of a folder)."
    )
    download_models: bool = Field(
        False, description="Whether a model that isn't on this machine is downloaded from Hugging Face (true or false)."
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

    _typed_data_dir: bool = PrivateAttr(False)

    @property
    def data_dir_is_typed(self) -> bool:
        """Whether the data directory was named on the command line: one which is not there is a mistake then."""
        return self._typed_data_dir

    @property
    def data_dir_is_set(self) -> bool:
        """Whether anybody named the data directory, there or in a setting."""
        return "data_dir" in self.model_fields_set

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
        path = path.expanduser().absolute()
        if path.exists() and not path.is_dir():
            raise ValueError(f"is {path}, which is a file: give the path of a folder")
        return path


def load_settings(**overrides: Any) -> Settings:
    """Return the settings, those given here first; the log is told of lines that may be another program's.

    Raises `SettingError` with one line for the first setting that is malformed, or the first line of `.env` that was surely
    meant as another.
    """
    given = {name: value for name, value in overrides.items() if value is not None}
    for remark in check_env_files():
        if remark.surely:
            raise SettingError(str(remark))
        _LOG.warning("%s", remark)
    if "data_dir" not in given and not _is_in_environment("DATA_DIR"):
        given |= _place_data_dir()
    try:
        settings = Settings(**{"_env_file": tuple(find_env_files())} | given)
        settings._typed_data_dir = overrides.get("data_dir") is not None
        return settings
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"]).upper()
        said = first["msg"].removeprefix("Value error, ")
        if first["type"] == "value_error":
            raise SettingError(f"{name} {said}") from None
        raise SettingError(f"{name} is {first['input']!r}: {said[0].lower()}{said[1:]}; set it in .env") from None


def check_env_files() -> list[EnvRemark]:
    """Return what is wrong with the lines of the files of settings. Raises `SettingError` where one can't be read."""
    known = {name.upper() for name in Settings.model_fields}
    remarks = []
    for file in find_env_files():
        try:
            remarks += check_env_file(file, known)
        except (UnicodeDecodeError, OSError) as error:
            raise SettingError(
                f"{file} can't be read ({error}); save it as UTF-8 text that this user may read"
            ) from None
    return remarks


def _is_in_environment(name: str) -> bool:
    return any(key.upper() == name and value for key, value in os.environ.items())


def _place_data_dir() -> dict[str, Path]:
    """Return the data directory that a file of settings names, which counts from where that file lies."""
    for file in reversed(find_env_files()):
        value = read_env_value(file, "DATA_DIR")
        if value:
            return {"data_dir": file.parent / Path(value).expanduser()}
    return {}
