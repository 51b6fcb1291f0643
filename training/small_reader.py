"""Train the small reader on the windows of `training.windows`: `python -m training.small_reader WINDOWS_DIR RUN`; again, and it resumes.

It learns to put the windows that hold the evidence before the others of the same question (the softmax over a question's
windows of ListNet: Cao et al., ICML 2007), and, with less weight, whether a window answers at all.
"""

import argparse
import json
import random
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Encoding
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from index.judge.examination import PER_LATE
from index.judge.network import Pair, PairTokenizer
from index.judge.small_reader.network import SMALL_READER_TOKENS, SmallReaderNetwork, build_small_reader, collate_pairs
from index.retrieval.embedder import locate_model
from index.retrieval.model_files import PACKAGED
from training.adapter import compile_layers
from training.clock import Clock
from training.files import COMMUNITIES, COMMUNITIES_DEV, SQUAD2_TRAIN, read_communities
from training.memory import give_back

_SEED = 20261125
_WARM_UP = 60  # steps
_KEPT = 0.995  # of the running mean at each step
_WINDOWS = 8  # a question, of those that were dumped
_REFUSED = 2  # windows of an unanswerable question
_ALONE = 0.5  # what the loss of each window by itself counts, beside that of their order


@dataclass(frozen=True, slots=True)
class QuestionWindows:
    """A question's windows, tokenised, and which of them hold the evidence."""

    encodings: Sequence[Encoding]
    holds: Sequence[bool]


def choose_windows(
    rows: Iterable[dict[str, Any]], tokenizer: PairTokenizer, rng: random.Random
) -> list[QuestionWindows]:
    """Return what is trained on: the windows that hold evidence, and those that retrieval puts first among the others."""
    questions = []
    for row in rows:
        windows = row["windows"]
        if row["answerable"]:
            holding = [one for one in windows if one["holds"]][:3]
            others = [one for one in windows if not one["holds"] and not one["beyond"]]
            if not holding or not others:
                continue
            first = others[: _WINDOWS - len(holding) - 2]
            rest = others[len(first) :]
            chosen = [*holding, *first, *rng.sample(rest, min(2, len(rest)))]
        else:
            chosen = windows[:1] + rng.sample(windows[1:4], min(_REFUSED - 1, len(windows[1:4])))
        if chosen:
            pairs = [Pair(str(row["question"]), str(one["text"]), str(one["context"])) for one in chosen]
            questions.append(QuestionWindows(tokenizer.encode(pairs)[1], [bool(one["holds"]) for one in chosen]))
    return questions


def compute_loss(network: SmallReaderNetwork, batch: Sequence[QuestionWindows]) -> Tensor:
    """Return the loss of some questions' windows."""
    encodings = [code for group in batch for code in group.encodings]
    labels = torch.tensor([float(one) for group in batch for one in group.holds])
    with torch.autocast("cpu", torch.bfloat16):
        logits = network(collate_pairs(encodings))
    alone = nn.functional.binary_cross_entropy_with_logits(logits, labels)
    ordered = []
    start = 0
    for group in batch:
        scores, held = logits[start : start + len(group.holds)], labels[start : start + len(group.holds)]
        start += len(group.holds)
        if held.any():
            ordered.append(scores.logsumexp(0) - scores.masked_fill(held == 0, -1e4).logsumexp(0))
    order = torch.stack(ordered).mean() if ordered else torch.zeros(())
    return order + _ALONE * alone


@torch.inference_mode()
def measure_first_places(
    network: nn.Module, rows: Sequence[dict[str, Any]], tokenizer: PairTokenizer
) -> dict[str, float]:
    """Return, for answerable questions, how often evidence is among the first windows by the small reader and late interaction."""
    network.eval()
    ranks: list[int] = []
    for row in rows:
        windows = row["windows"]
        pairs = [Pair(str(row["question"]), str(one["text"]), str(one["context"])) for one in windows]
        with torch.autocast("cpu", torch.bfloat16):
            scores = network(collate_pairs(tokenizer.encode(pairs)[1])).float().numpy()
        worth = scores + PER_LATE * np.array([one["late"] for one in windows])
        held = [bool(windows[place]["holds"]) for place in np.argsort(-worth)]
        ranks.append(held.index(True) if any(held) else 99)
    network.train()
    return {f"evidence in {top}": round(float(np.mean([rank < top for rank in ranks])), 3) for top in (1, 2, 3, 12)}


def parse_options() -> argparse.Namespace:
    """Return the options of the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("windows", type=Path)
    parser.add_argument("run", type=Path)
    parser.add_argument("--start", type=Path, help="folder of an earlier run, whose weights this one goes on from")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--questions", type=int, default=6, help="a step")
    parser.add_argument("--rate", type=float, default=1.5e-4, help="peak learning rate")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument(
        "--compiled", action="store_true", help="compile the layers: faster after some minutes, needs gcc"
    )
    return parser.parse_args()


def build_without_dropout(folder: Path) -> SmallReaderNetwork:
    """Return the untrained network, without dropout: two epochs hardly overfit."""
    network = build_small_reader(folder)
    for module in network.modules():
        if isinstance(module, nn.Dropout):
            module.p = 0.0
    return network


def order_batches(
    questions: Sequence[QuestionWindows], size: int, epochs: int, rng: random.Random
) -> list[list[QuestionWindows]]:
    """Return the steps of all epochs, each epoch in another order."""
    orders = [rng.sample(questions, len(questions)) for _ in range(epochs)]
    return [order[start : start + size] for order in orders for start in range(0, len(order), size)]


class Training:
    """The network, the running mean of its weights and the optimizer, kept together in a checkpoint."""

    def __init__(self, network: SmallReaderNetwork, rate: float, path: Path) -> None:
        self.network = network
        self.mean = AveragedModel(network, multi_avg_fn=get_ema_multi_avg_fn(_KEPT))  # type: ignore[no-untyped-call]
        self.weights = [weight for weight in network.parameters() if weight.requires_grad]
        self.optimizer = torch.optim.AdamW(self.weights, lr=rate, weight_decay=0.01)
        self._path = path
        self.step, self.spent = 0, 0.0
        if path.exists():
            state = torch.load(path, weights_only=True)
            self.step, self.spent = int(state.pop("step")), float(state.pop("spent"))
            for name, value in state.items():
                getattr(self, name).load_state_dict(value)

    def take_step(self, batch: Sequence[QuestionWindows], rate: float) -> float:
        """Learn from a batch, and return its loss."""
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        loss = compute_loss(self.network, batch)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.weights, 1.0)
        self.optimizer.step()
        self.optimizer.zero_grad()
        self.mean.update_parameters(self.network)
        self.step += 1
        return loss.item()

    def save(self, spent: float) -> None:
        """Write all that a resumed run needs; a kill at any point leaves the old checkpoint or the new one."""
        state = {name: getattr(self, name).state_dict() for name in ("network", "mean", "optimizer")}
        torch.save(state | {"step": self.step, "spent": spent}, self._path.with_suffix(".tmp"))
        self._path.with_suffix(".tmp").replace(self._path)


def main() -> None:
    """Train to the end of the epochs or minutes, and write weights.pt, the running mean of the weights."""
    options = parse_options()
    run: Path = options.run
    run.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(_SEED)
    torch.set_num_threads(options.threads)
    rng = random.Random(_SEED)
    folder, _ = locate_model(PACKAGED)
    assert folder is not None
    tokenizer = PairTokenizer(folder, SMALL_READER_TOKENS)
    questions = [
        question
        for name in (COMMUNITIES.name, SQUAD2_TRAIN.name)
        for question in choose_windows(read_communities(options.windows / name), tokenizer, rng)
    ]
    tests = [row for row in read_communities(options.windows / COMMUNITIES_DEV.name) if row["answerable"]][::2]
    plan = order_batches(questions, options.questions, options.epochs, rng)
    network = build_without_dropout(folder)
    if options.start:
        network.load_state_dict(torch.load(options.start / "weights.pt", weights_only=True))
    training = Training(network, options.rate, run / "checkpoint.pt")
    if options.compiled:  # after the running mean was made: a copy of a compiled layer would run the original
        compile_layers(training.network.encoder.encoder.layer)
    clock = Clock(len(plan), options.minutes, training.spent)
    total, seen = 0.0, 0
    training.network.train()
    print(f"{len(questions)} questions, {len(plan)} steps, starting at {training.step}", flush=True)
    while training.step < len(plan) and clock.progress(training.step) < 1:
        batch = plan[training.step]
        total += training.take_step(batch, clock.rate(training.step, options.rate, _WARM_UP))
        seen += sum(len(question.holds) for question in batch)
        if training.step % 50 == 0:
            give_back()
            print(
                f"{time.strftime('%H:%M:%S')} step {training.step}/{len(plan)} loss {total / 50:.3f} "
                f"{seen / clock.here:.1f} windows/s", flush=True,
            )  # fmt: skip
            total = 0.0
        if training.step % 300 == 0:
            training.save(clock.spent)
            print(f"step {training.step} {measure_first_places(training.mean.module, tests, tokenizer)}", flush=True)
    torch.save(training.mean.module.state_dict(), run / "weights.pt")
    details = {
        "seed": _SEED, "steps": training.step, "questions": len(questions), "minutes": round(clock.spent / 60, 1),
        "windows seen": sum(len(question.holds) for batch in plan[: training.step] for question in batch),
        "rate": options.rate, COMMUNITIES_DEV.name: measure_first_places(training.mean.module, tests, tokenizer),
    }  # fmt: skip
    (run / "training.json").write_text(json.dumps(details, indent=1) + "\n")
    print(json.dumps(details, indent=1), flush=True)


if __name__ == "__main__":
    main()
