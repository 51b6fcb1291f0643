"""Files of settings (`.env`), read line by line: what is no setting is named, with the setting that was probably meant."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from dotenv import dotenv_values
from dotenv.parser import parse_stream
from rapidfuzz import fuzz, process

_TOLD = 16  # characters of a line that sets nothing
_ALIKE = 80  # of 100: a name as near as this to a setting's is taken for a typing error


@dataclass(frozen=True, slots=True)
class EnvRemark:
    """What is wrong with a line of a file of settings. `surely`: it was meant as a setting, or is no line of such a file."""

    path: Path
    line: int
    text: str
    surely: bool

    def __str__(self) -> str:
        return f"{self.path}, line {self.line}: {self.text}"


def check_env_file(path: Path, known: Collection[str]) -> list[EnvRemark]:
    """Return what is wrong with the lines of a file, where `known` are the settings' names in capitals.

    A name that is like none may be another program's. Raises `OSError` or `UnicodeDecodeError` where the file can't be read.
    """
    remarks = []
    seen: dict[str, int] = {}
    with path.open(encoding="utf-8-sig") as file:
        for binding in parse_stream(file):
            line = binding.original.line + _count_blank(binding.original.string)
            if binding.error or (binding.key is not None and binding.value is None):
                remarks.append(_explain_line(path, line, binding.original.string.strip().split("\n", 1)[0], known))
            elif binding.key is not None:
                name = binding.key.upper()
                if name not in known:
                    remarks.append(_name_nearest(path, line, binding.key, known))
                elif name in seen:
                    text = f"{name} stands on line {seen[name]} too, and this line counts; delete one of the two"
                    remarks.append(EnvRemark(path, line, text, surely=False))
                seen[name] = line
    return remarks


def read_env_value(path: Path, name: str) -> str | None:
    """Return what a file says of a setting; `None` where it says nothing, or an empty text."""
    values = dotenv_values(path, encoding="utf-8-sig")
    found = [value for key, value in values.items() if key.upper() == name and value]
    return found[-1] if found else None


def _explain_line(path: Path, line: int, words: str, known: Collection[str]) -> EnvRemark:
    """Return what to do about a line that sets nothing. Only its beginning is told, as a token may stand in it."""
    name = words.partition("=")[0].strip().replace(" ", "_") if "=" in words else words.split(maxsplit=1)[0]
    nearest, score = _find_nearest(name, known)
    example = f"{nearest}=…" if score >= _ALIKE else "NAME=value"
    beginning = words if len(words) <= _TOLD else f"{words[:_TOLD]}…"
    text = f"{beginning!r} sets nothing; write {example}, or # before a remark (the nearest setting is {nearest})"
    return EnvRemark(path, line, text, surely=True)


def _find_nearest(name: str, known: Collection[str]) -> tuple[str, float]:
    """Return the setting whose name is most like what was written, and how like it is, of 100."""
    nearest, score, _ = process.extract(name.upper(), sorted(known), scorer=fuzz.ratio, limit=1)[0]
    return nearest, score


def _name_nearest(path: Path, line: int, name: str, known: Collection[str]) -> EnvRemark:
    nearest, score = _find_nearest(name, known)
    if score >= _ALIKE:
        return EnvRemark(path, line, f"{name} is no setting; did you mean {nearest}?", surely=True)
    text = f"{name} is no setting of Landscape, and counts for nothing (the nearest is {nearest})"
    return EnvRemark(path, line, text, surely=False)


def _count_blank(text: str) -> int:
    """Return how many empty lines a binding begins with: the parser counts them to it."""
    return text[: len(text) - len(text.lstrip())].count("\n")
