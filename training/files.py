"""Where the data that is trained on lie, and how their files are read."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

DATA = Path(__file__).parents[2] / "shared"
COMMUNITIES = DATA / "train" / "communities"
COMMUNITIES_DEV = DATA / "bench" / "communities_dev"
SQUAD2_TRAIN = DATA / "bench" / "squad2_train"
SQUAD2_DEV = DATA / "bench" / "squad2_dev"
SINGLE_TOPIC_DEV = DATA / "bench" / "single_topic_dev"


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a JSON Lines file."""
    with path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines)


def read_communities(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield the lines that `training.windows` or `training.dump` wrote for a benchmark, one community's file after another."""
    paths = sorted(folder.glob("*.jsonl"))
    if not paths:
        raise SystemExit(f"{folder} holds nothing yet; training/README.md says which command fills it")
    for path in paths:
        yield from read_lines(path)


def hash_file(path: Path) -> str:
    """Return the hexadecimal SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def squash_spaces(text: str) -> str:
    """Return a text with every run of white space as one space, and none around it."""
    return " ".join(text.split())
