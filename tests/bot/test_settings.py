"""Settings: one line for each mistake, and `.env.example` says what the code does."""

import re
from pathlib import Path

import pytest
from support.paths import ROOT

from bot.settings import SettingError, Settings, load_settings

EXAMPLE = ROOT / ".env.example"


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def test_the_example_lists_every_setting_with_its_description_and_default() -> None:
    listed = re.findall(r"^# (.+)\n([A-Z_]+)=(.*)$", EXAMPLE.read_text("utf-8"), re.MULTILINE)
    expected = []
    for name, field in Settings.model_fields.items():
        default = "" if field.default is None else str(field.default)
        default = default.lower() if isinstance(field.default, bool) else default
        expected.append((field.description, name.upper(), default))
    assert listed == expected


def test_a_setting_comes_from_the_file_and_the_environment_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("LOG_LEVEL=ERROR\nDATA_DIR=there\nUNKNOWN=1\n")
    monkeypatch.setenv("DATA_DIR", "here")
    settings = load_settings()
    assert (settings.log_level, settings.data_dir) == ("ERROR", Path("here"))


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
