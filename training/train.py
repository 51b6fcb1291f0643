"""Train the judge: `python -m training.train DATA_DIR OUT_DIR --minutes 95`; run it again and it resumes."""

import argparse
import json
import random
import time
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from training.model import Judge, base_path, load_tokenizer, new_judge, pad, save_judge, sha256_of

SEED = 20261124


@dataclass(frozen=True, slots=True)
class Example:
    """One tokenised pair; `first` and `last` are the answer's tokens, 0 for no answer, -100 where unknown."""

    ids: list[int]
    types: list[int]
    label: float
    first: int
    last: int


def read_examples(path: Path, max_tokens: int) -> list[Example]:
    """Return the tokenised pairs of a file that `training.data` wrote."""
    tokenizer = load_tokenizer(base_path(), max_tokens)
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    encodings = tokenizer.encode_batch([(row["question"], row["passage"]) for row in rows])
    examples = []
    for row, encoding in zip(rows, encodings, strict=True):
        first = last = -100 if row["answerable"] else 0
        if row["span"]:
            start, end = row["span"]
            inside = [
                i
                for i, (a, b) in enumerate(encoding.offsets)
                if encoding.type_ids[i] == 1 and b > a and a < end and b > start
            ]
            if inside:
                first, last = inside[0], inside[-1]
            else:
                continue  # the answer was cut off, so the label no longer holds
        examples.append(Example(encoding.ids, encoding.type_ids, float(row["answerable"]), first, last))
    return examples


def batches(examples: list[Example], size: int, epoch: int, seed: int) -> list[list[Example]]:
    """Return the epoch's batches in a seeded order, each of pairs of similar length."""
    rng = random.Random(seed * 1000 + epoch)
    shuffled = rng.sample(examples, len(examples))
    found = []
    pool = size * 40
    for start in range(0, len(shuffled), pool):
        part = sorted(shuffled[start : start + pool], key=lambda e: len(e.ids))
        chunk = [part[i : i + size] for i in range(0, len(part), size)]
        rng.shuffle(chunk)
        found += chunk
    return found


def losses(judge: Judge, batch: list[Example]) -> tuple[Tensor, Tensor]:
    """Return the answerability loss and the span loss of a batch."""
    ids, types, mask = pad([e.ids for e in batch], [e.types for e in batch])
    with torch.autocast("cpu", torch.bfloat16):
        logits, starts, ends = judge(ids, types, mask)
    answerable = nn.functional.binary_cross_entropy_with_logits(logits, torch.tensor([e.label for e in batch]))
    parts = []
    for scores, targets in ((starts, [e.first for e in batch]), (ends, [e.last for e in batch])):
        target = torch.tensor(targets)
        logs = scores.log_softmax(-1)
        exact = -logs.gather(1, target.clamp_min(0).unsqueeze(1)).squeeze(1)
        somewhere = -torch.log1p(-logs[:, 0].exp().clamp_max(1 - 1e-4))  # answered, but where is not known
        parts.append(torch.where(target >= 0, exact, somewhere).mean())
    return answerable, (parts[0] + parts[1]) / 2


def optimizer_for(judge: Judge, rate: float) -> torch.optim.AdamW:
    """Return AdamW with a rate that falls by layer from the heads (5 times `rate`) down to the embeddings."""
    groups = []
    for name, weight in judge.named_parameters():
        if not weight.requires_grad:
            continue
        if name.startswith("encoder.encoder.layer."):
            factor = 0.9 ** (5 - int(name.split(".")[3]))
        else:
            factor = 0.9**6 if name.startswith("encoder.") else 5.0
        decay = 0.01 if weight.ndim > 1 else 0.0
        groups.append({"params": [weight], "lr": rate * factor, "peak": rate * factor, "weight_decay": decay})
    return torch.optim.AdamW(groups, fused=True)


def save_checkpoint(path: Path, judge: Judge, optimizer: torch.optim.AdamW, step: int, spent: float) -> None:
    """Write all that a resumed run needs; a kill at any point leaves the old checkpoint or the new one."""
    state = {"judge": judge.state_dict(), "optimizer": optimizer.state_dict(), "step": step, "spent": spent}
    torch.save(state, path.with_suffix(".tmp"))
    path.with_suffix(".tmp").replace(path)


def resume(path: Path, judge: Judge, optimizer: torch.optim.AdamW) -> tuple[int, float]:
    """Load a checkpoint, where there is one, and return the steps done and the seconds spent."""
    if not path.exists():
        return 0, 0.0
    state = torch.load(path, weights_only=True)
    judge.load_state_dict(state["judge"])
    optimizer.load_state_dict(state["optimizer"])
    torch.manual_seed(SEED + state["step"])
    return state["step"], state["spent"]


def read_options() -> argparse.Namespace:
    """Return the options of the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--minutes", type=float, default=95.0, help="training time; the rate falls to 0 by then")
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--batch", type=int, default=16, help="pairs a step")
    parser.add_argument("--rate", type=float, default=1e-4, help="peak learning rate of the top layer")
    parser.add_argument("--span-weight", type=float, default=0.5, help="of the span loss, 0 for none")
    parser.add_argument("--save-minutes", type=float, default=5.0, help="between checkpoints")
    parser.add_argument("--max-tokens", type=int, default=224)
    parser.add_argument("--note", default="")
    return parser.parse_args()


def main() -> None:
    """Train to the end of the epochs or of the minutes, whichever comes first, and write the weights."""
    options = read_options()
    out: Path = options.out
    out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(SEED)
    torch.set_num_threads(2)
    base = base_path()
    judge = new_judge(base)
    optimizer = optimizer_for(judge, options.rate)
    examples = read_examples(options.data / "train.jsonl", options.max_tokens)
    plan = [batch for epoch in range(options.epochs) for batch in batches(examples, options.batch, epoch, SEED)]
    checkpoint = out / "checkpoint.pt"
    step, spent = resume(checkpoint, judge, optimizer)
    began = saved = time.monotonic()
    judge.train()
    seen, sums = 0, [0.0, 0.0]
    print(f"{len(examples)} pairs, {len(plan)} steps, starting at {step}", flush=True)
    while step < len(plan):
        elapsed = spent + time.monotonic() - began
        progress = max(step / len(plan), elapsed / (60 * options.minutes))
        if progress >= 1:
            break
        for group in optimizer.param_groups:
            group["lr"] = group["peak"] * min(1.0, (step + 1) / 60, (1 - progress) / 0.94)
        answerable, span = losses(judge, plan[step])
        (answerable + options.span_weight * span).backward()
        nn.utils.clip_grad_norm_(judge.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        seen += len(plan[step])
        step += 1
        sums = [sums[0] + answerable.item(), sums[1] + span.item()]
        if step % 50 == 0:
            rate = seen / (time.monotonic() - began)
            print(
                f"{time.strftime('%H:%M:%S')} step {step}/{len(plan)} answerable {sums[0] / 50:.3f} "
                f"span {sums[1] / 50:.3f} {rate:.1f} pairs/s progress {progress:.2f}",
                flush=True,
            )
            sums = [0.0, 0.0]
        if time.monotonic() - saved > 60 * options.save_minutes:
            saved = time.monotonic()
            save_checkpoint(checkpoint, judge, optimizer, step, spent + saved - began)
    details: dict[str, object] = {
        "seed": SEED,
        "steps": step,
        "pairs_seen": step * options.batch,
        "minutes": round((spent + time.monotonic() - began) / 60, 1),
        "options": {name: str(value) for name, value in vars(options).items() if name not in ("data", "out")},
        "data": "shared/bench/squad2_train and shared/train, as mixed by training/data.py",
        "data_sha256": sha256_of(options.data / "train.jsonl"),
        "note": options.note,
    }
    save_judge(judge, out, details, base)
    print(f"wrote {out.name}/judge.safetensors after {step} steps", flush=True)


if __name__ == "__main__":
    main()
