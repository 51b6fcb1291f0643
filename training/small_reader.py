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

from index.embedder import PACKAGED, locate
from index.judge_network import Pair, PairTokenizer
from index.small_reader_network import MAX_TOKENS, SmallReaderNetwork, collate_pairs, new_small_reader
from training.data import read_lines

SEED = 20261125
WARM_UP = 60  # steps
WINDOWS = 8  # a question, of those that were dumped
REFUSED = 2  # windows of an unanswerable question
ALONE = 0.5  # what the loss of each window by itself counts, beside that of their order
SETS = ("communities", "squad2_train")


@dataclass(frozen=True, slots=True)
class Group:
    """A question's windows, tokenised, and which of them hold the evidence."""

    encodings: Sequence[Encoding]
    holds: Sequence[bool]


def groups(rows: Iterable[dict[str, Any]], tokenizer: PairTokenizer, rng: random.Random) -> list[Group]:
    """Return what is trained on: the windows that hold evidence, and those that retrieval puts first among the others."""
    found = []
    for row in rows:
        windows = row["windows"]
        if row["answerable"]:
            holding = [one for one in windows if one["holds"]][:3]
            others = [one for one in windows if not one["holds"] and not one["beyond"]]
            if not holding or not others:
                continue
            first = others[: WINDOWS - len(holding) - 2]
            rest = others[len(first) :]
            chosen = [*holding, *first, *rng.sample(rest, min(2, len(rest)))]
        else:
            chosen = windows[:1] + rng.sample(windows[1:4], min(REFUSED - 1, len(windows[1:4])))
        if chosen:
            pairs = [Pair(str(row["question"]), str(one["text"]), str(one["context"])) for one in chosen]
            found.append(Group(tokenizer.encode(pairs)[1], [bool(one["holds"]) for one in chosen]))
    return found


def loss_of(network: SmallReaderNetwork, batch: Sequence[Group]) -> Tensor:
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
    return order + ALONE * alone


@torch.inference_mode()
def recall(network: SmallReaderNetwork, rows: Sequence[dict[str, Any]], tokenizer: PairTokenizer) -> dict[str, float]:
    """Return, for answerable questions, how often evidence is among the first windows by the small reader and late interaction."""
    network.eval()
    ranks: list[int] = []
    for row in rows:
        windows = row["windows"]
        pairs = [Pair(str(row["question"]), str(one["text"]), str(one["context"])) for one in windows]
        with torch.autocast("cpu", torch.bfloat16):
            scores = network(collate_pairs(tokenizer.encode(pairs)[1])).float().numpy()
        worth = scores + 10.0 * np.array([one["late"] for one in windows])
        held = [bool(windows[place]["holds"]) for place in np.argsort(-worth)]
        ranks.append(held.index(True) if any(held) else 99)
    network.train()
    return {f"evidence in {top}": round(float(np.mean([rank < top for rank in ranks])), 3) for top in (1, 2, 3, 12)}


def main() -> None:
    """Train to the end of the epochs or minutes, and write weights.pt with a running mean of the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("windows", type=Path)
    parser.add_argument("run", type=Path)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--questions", type=int, default=6, help="a step")
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--compiled", action="store_true")
    options = parser.parse_args()
    options.run.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(SEED)
    torch.set_num_threads(options.threads)
    rng = random.Random(SEED)
    folder, _ = locate(PACKAGED)
    assert folder is not None
    tokenizer = PairTokenizer(folder, MAX_TOKENS)
    network = new_small_reader(folder)
    for module in network.modules():
        if isinstance(module, nn.Dropout):
            module.p = 0.0
    if options.compiled:
        for layer in network.encoder.encoder.layer:
            layer.forward = torch.compile(layer.forward, dynamic=True)
    rows = [dict(row) for name in SETS if (file := options.windows / f"{name}.jsonl").exists() for row in read_lines(file)]
    found = groups(rows, tokenizer, rng)
    tests = [dict(row) for row in read_lines(options.windows / "communities_dev.jsonl") if row["answerable"]][::2]
    plan = [
        shuffled[i : i + options.questions]
        for _ in range(options.epochs)
        for shuffled in [rng.sample(found, len(found))]
        for i in range(0, len(found), options.questions)
    ]
    weights = [weight for weight in network.parameters() if weight.requires_grad]
    optimizer = torch.optim.AdamW(weights, lr=options.rate, weight_decay=0.01)
    averaged = torch.optim.swa_utils.AveragedModel(
        network, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.995), use_buffers=False
    )
    state = options.run / "checkpoint.pt"
    step, spent = 0, 0.0
    if state.exists():
        kept = torch.load(state, weights_only=True)
        network.load_state_dict(kept["network"])
        averaged.load_state_dict(kept["averaged"])
        optimizer.load_state_dict(kept["optimizer"])
        step, spent = int(kept["step"]), float(kept["spent"])
    began, total, seen = time.monotonic(), 0.0, 0
    network.train()
    print(f"{len(found)} questions, {len(plan)} steps, starting at {step}", flush=True)
    while step < len(plan):
        elapsed = spent + time.monotonic() - began
        progress = max(step / len(plan), elapsed / (60 * options.minutes))
        if progress >= 1:
            break
        for group in optimizer.param_groups:
            group["lr"] = options.rate * min(1.0, (step + 1) / WARM_UP, (1 - progress) / 0.9)
        loss = loss_of(network, plan[step])
        loss.backward()
        nn.utils.clip_grad_norm_(weights, 1.0)
        optimizer.step()
        optimizer.zero_grad()
        averaged.update_parameters(network)
        seen += sum(len(group.holds) for group in plan[step])
        total += loss.item()
        step += 1
        if step % 50 == 0:
            rate = seen / (time.monotonic() - began)
            print(
                f"{time.strftime('%H:%M:%S')} step {step}/{len(plan)} loss {total / 50:.3f} {rate:.1f} windows/s", flush=True
            )
            total = 0.0
        if step % 300 == 0:
            kept = {"network": network.state_dict(), "averaged": averaged.state_dict(), "optimizer": optimizer.state_dict()}
            kept |= {"step": step, "spent": spent + time.monotonic() - began}
            torch.save(kept, state.with_suffix(".tmp"))
            state.with_suffix(".tmp").replace(state)
            print(f"step {step} {recall(averaged.module, tests, tokenizer)}", flush=True)
    torch.save(averaged.module.state_dict(), options.run / "weights.pt")
    details = {
        "seed": SEED, "steps": step, "questions": len(found), "windows seen": seen,
        "minutes": round((spent + time.monotonic() - began) / 60, 1), "rate": options.rate,
        "communities_dev": recall(averaged.module, tests, tokenizer),
    }  # fmt: skip
    (options.run / "training.json").write_text(json.dumps(details, indent=1) + "\n")
    print(json.dumps(details, indent=1), flush=True)


if __name__ == "__main__":
    main()
