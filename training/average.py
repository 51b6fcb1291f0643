"""Average the adapters of two runs, the second of which went on from the first: `python -m training.average RUN LATER OUT`.

What lies between two such runs is often better than either, on questions like those of both (Wortsman and others, ICML 2022).
"""

import argparse
import json
from pathlib import Path

from safetensors.torch import load_file, save_file

from training.files import hash_file


def average_adapters(earlier: Path, later: Path, out: Path, share: float) -> None:
    """Write `out`/adapter.safetensors and training.json; `share` is what the later run counts, from 0 to 1."""
    out.mkdir(parents=True, exist_ok=True)
    first, second = (load_file(run / "adapter.safetensors") for run in (earlier, later))
    weights = {name: first[name].float().lerp(second[name].float(), share).half().contiguous() for name in first}
    save_file(weights, out / "adapter.safetensors")
    card = {
        "average of": [json.loads((run / "training.json").read_text()) for run in (earlier, later)],
        "share of the second": share,
        "sha256 of both": [hash_file(run / "adapter.safetensors") for run in (earlier, later)],
    }
    (out / "training.json").write_text(json.dumps(card, indent=1) + "\n")


def main() -> None:
    """Average the two runs that are named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("earlier", type=Path)
    parser.add_argument("later", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--share", type=float, default=0.5, help="of the later run")
    options = parser.parse_args()
    average_adapters(options.earlier, options.later, options.out, options.share)


if __name__ == "__main__":
    main()
