"""Settings: one line for each mistake, and `.env.example` says what the code does."""

import re
from pathlib import Path

import pytest
from support.paths import ROOT

from bot import places
from bot.settings import SettingError, Settings, load_settings

EXAMPLE = ROOT / ".env.example"


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in (*Settings.model_fields, "landscape_env_file"):
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    monkeypatch.setattr(places, "find_clone", lambda: None)  # a developer's own settings lie there


def test_the_example_lists_every_setting_with_its_description_and_default() -> None:
    listed = re.findall(r"^# (.+)\n([A-Z_]+)=(.*)$", EXAMPLE.read_text("utf-8"), re.MULTILINE)
    expected = []
    for name, field in Settings.model_fields.items():
        default = "" if field.default is None or field.default_factory else str(field.default)
        default = default.lower() if isinstance(field.default, bool) else default
        expected.append((field.description, name.upper(), default))
    assert listed == expected


def test_a_setting_comes_from_the_file_and_the_environment_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("LOG_LEVEL=ERROR\nDATA_DIR=there\nUNKNOWN=1\n")
    monkeypatch.setenv("DATA_DIR", "here")
    settings = load_settings()
    assert (settings.log_level, settings.data_dir) == ("ERROR", Path("here").absolute())


def test_of_two_files_of_settings_the_nearer_one_counts(tmp_path: Path) -> None:
    (tmp_path / "config" / "landscape").mkdir(parents=True)
    (tmp_path / "config" / "landscape" / ".env").write_text("LOG_LEVEL=ERROR\nMAX_DOCUMENTS=7\n")
    Path(".env").write_text("LOG_LEVEL=DEBUG\n")
    settings = load_settings()
    assert (settings.log_level, settings.max_documents) == ("DEBUG", 7)


def test_a_file_of_settings_that_is_named_is_the_only_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("LOG_LEVEL=DEBUG\n")
    (tmp_path / "other.env").write_text("MAX_DOCUMENTS=7\n")
    monkeypatch.setenv("LANDSCAPE_ENV_FILE", "other.env")
    settings = load_settings()
    assert (settings.log_level, settings.max_documents) == ("INFO", 7)
    monkeypatch.setenv("LANDSCAPE_ENV_FILE", "gone.env")
    with pytest.raises(SettingError, match=r"gone\.env can't be read"):
        load_settings()


@pytest.mark.parametrize(
    ("text", "line", "nearest"),
    [
        ("LOG_LEVEL=INFO\n\nDATA_DRI=there\n", 3, "DATA_DIR"),
        ("# words\nMAX_DOKUMENTS=7\n", 2, "MAX_DOCUMENTS"),
        ("DISCORD TOKEN=a.b.c\n", 1, "DISCORD_TOKEN"),
        ("LOG_LEVEL=INFO\nLOG_LEVEL\n", 2, "LOG_LEVEL"),
        ("just some words\n", 1, "NAME=value"),
    ],
)
def test_a_line_that_was_meant_as_a_setting_and_is_none_is_named_with_the_nearest_one(
    text: str, line: int, nearest: str, tmp_path: Path
) -> None:
    Path(".env").write_text(text)
    with pytest.raises(SettingError) as raised:
        load_settings()
    assert f"{tmp_path / '.env'}, line {line}: " in str(raised.value)
    assert nearest in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_line_of_another_program_is_told_and_stops_nothing(caplog: pytest.LogCaptureFixture) -> None:
    Path(".env").write_text("COMPOSE_PROJECT_NAME=bots\nLOG_LEVEL=ERROR\n")
    assert load_settings().log_level == "ERROR"
    assert "line 1: COMPOSE_PROJECT_NAME is no setting of Landscape" in caplog.text


def test_of_a_line_that_sets_nothing_no_more_is_told_than_its_beginning() -> None:
    Path(".env").write_text("DISCORD_TOKEN MTIzNDU2Nzg5.secretsecret.secretsecretsecret\n")
    with pytest.raises(SettingError) as raised:
        load_settings()
    assert "secret" not in str(raised.value)


def test_the_data_directory_is_the_folder_here_that_has_documents_else_the_clones_else_the_users(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert load_settings().data_dir == tmp_path / "share" / "landscape"
    monkeypatch.setattr(places, "find_clone", lambda: tmp_path / "clone")
    assert load_settings().data_dir == tmp_path / "clone" / "data"
    Path("data").mkdir()
    assert load_settings().data_dir == tmp_path / "clone" / "data", "an empty folder of that name is somebody else's"
    (Path("data") / "landscape.db").touch()
    assert load_settings().data_dir == tmp_path / "data"


def test_a_data_directory_in_a_file_of_settings_counts_from_that_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "clone").mkdir()
    (tmp_path / "clone" / ".env").write_text("DATA_DIR=kept\n")
    monkeypatch.setattr(places, "find_clone", lambda: tmp_path / "clone")
    assert load_settings().data_dir == tmp_path / "clone" / "kept"
    assert load_settings(data_dir=Path("typed")).data_dir == tmp_path / "typed"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LOG_LEVEL", "LOUD"),
        ("SHIPPED_NOTES", "maybe"),
        ("DISCORD_TOKEN", "no token"),
        ("DATA_DIR", ".env"),
        ("REFRESH_HOURS", "-1"),
    ],
)
def test_a_malformed_setting_is_named_in_one_line(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("")
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingError) as raised:
        load_settings()
    assert str(raised.value).startswith(name)
    assert "\n" not in str(raised.value)


def test_the_token_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "abc.def.ghi")
    assert "abc.def.ghi" not in repr(load_settings())
    monkeypatch.setenv("DISCORD_TOKEN", "secret secret")
    with pytest.raises(SettingError) as raised:
        load_settings()
    assert "secret" not in str(raised.value)


def test_an_empty_token_is_no_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "")
    assert load_settings().discord_token is None
