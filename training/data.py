"""Build the judge's training pairs: `python -m training.data OUT_DIR` writes train.jsonl and dev.jsonl.

`--round 2` draws anew, with other cuts and other made negatives, for training that goes on from a first round. `--windows`
names the folder of `training.windows`: then the pairs of the community sets and of squad2_train's windows are added, only
`--older` of the others are kept, half of them answerable, and dev.jsonl has the first windows of `communities_dev`.
"""

import argparse
import hashlib
import json
import random
from collections import Counter, defaultdict
from dataclasses import asdict
from pathlib import Path

from training.files import COMMUNITIES, COMMUNITIES_DEV, SQUAD2_TRAIN
from training.labelled import LabelledPair, cut_shingles, read_development_shingles, read_set
from training.negatives import mine_passages, remove_answer, swap_name
from training.pairs import TrainingPair, shape_pair
from training.recipes import RECIPES, Recipe
from training.window_pairs import pair_first_windows, pair_windows

SEED = 20261124


def build_pairs(name: str, recipe: Recipe, taboo: set[str], rng: random.Random) -> list[TrainingPair]:
    """Return the pairs of one set as its recipe asks; passages that share a shingle with `taboo` are left out."""
    rows = [row for row in read_set(name) if not cut_shingles(row.passage) & taboo]
    yes = [row for row in rows if row.answerable]
    no = [row for row in rows if not row.answerable]
    rng.shuffle(yes)
    rng.shuffle(no)
    may_crop = name != "squad2_dev_other_half"  # most of its answers are not given, so they cannot be kept in view

    def shape(labelled: list[LabelledPair], kind: str) -> list[TrainingPair]:
        return [shape_pair(row, rng, name, kind, may_crop) for row in labelled]

    pairs = shape(yes[: recipe["yes"]], "yes") + shape(no[: recipe.get("no", 0)], "no")
    pairs += shape(mine_passages(yes, recipe.get("mined", 0), rng), "mined")
    by_group: dict[str, list[str]] = defaultdict(list)
    for row in yes:
        by_group[row.group].append(row.passage)
    removed: list[LabelledPair] = []
    swapped: list[LabelledPair] = []
    for row in yes:
        if len(removed) < recipe.get("removed", 0) and (made := remove_answer(row)):
            removed.append(made)
        if len(swapped) < recipe.get("swapped", 0):
            made = swap_name(row, rng.sample(by_group[row.group], min(4, len(by_group[row.group]))), rng)
            swapped += [made] if made else []
    return pairs + shape(removed, "removed") + shape(swapped, "swapped")


def is_held_out(group: str) -> bool:
    """Whether a source document is kept for development: 5 % of them, by hash."""
    return int(hashlib.sha256(group.encode()).hexdigest(), 16) % 20 == 0


def add_windows(
    parts: dict[str, list[TrainingPair]], folder: Path, older: int, rng: random.Random
) -> dict[str, list[TrainingPair]]:
    """Return the parts with the pairs of windows that `training.windows` wrote, and `older` of the others."""
    others = [pair for pair in parts["train"] if pair.source != SQUAD2_TRAIN.name]  # whose windows are there
    kept = [[pair for pair in others if pair.answerable == label][: older // 2] for label in (True, False)]
    windows = [
        pair for source in (COMMUNITIES, SQUAD2_TRAIN) for pair in pair_windows(folder / source.name, source, rng)
    ]
    mixed = {
        "train": [*windows, *kept[0], *kept[1]],
        "dev": list(pair_first_windows(folder / COMMUNITIES_DEV.name)),
    }
    for rows in mixed.values():
        rng.shuffle(rows)
    return mixed


def main() -> None:
    """Write train.jsonl and dev.jsonl and print how many pairs of each kind they hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--round", type=int, choices=sorted(RECIPES), default=1)
    parser.add_argument("--windows", type=Path, help="folder that training.windows wrote")
    parser.add_argument("--older", type=int, default=4000, help="pairs of the other sets beside those of communities")
    options = parser.parse_args()
    out: Path = options.out
    out.mkdir(parents=True, exist_ok=True)
    rng = random.Random(SEED + options.round - 1)
    taboo = read_development_shingles()
    pairs = [pair for name, recipe in RECIPES[options.round].items() for pair in build_pairs(name, recipe, taboo, rng)]
    rng.shuffle(pairs)
    parts = {
        "train": [pair for pair in pairs if not is_held_out(pair.group)],
        "dev": [pair for pair in pairs if is_held_out(pair.group)],
    }
    if options.windows:
        parts = add_windows(parts, options.windows, options.older, rng)
    for part, rows in parts.items():
        (out / f"{part}.jsonl").write_text("".join(json.dumps(asdict(row)) + "\n" for row in rows), encoding="utf-8")
        print(part, len(rows), dict(sorted(Counter(f"{row.source}/{row.kind}" for row in rows).items())))


if __name__ == "__main__":
    main()
