"""Evaluate a judge on development data: `python -m training.evaluate RUN_DIR DATA_DIR`; prints and writes eval.json.

Retrieval here is a plain stand-in (BM25 and cosine, fused by rank), so that the figures are the judge's own.
"""

import argparse
import json
import random
import re
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import bm25s
import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from tokenizers import Tokenizer

from training.data import SHARED, read_lines, sentences, squash, strings
from training.model import Judge, Judgement, base_path, judge_pairs, load_judge, load_tokenizer, new_judge, pad

Floats = NDArray[np.float64]
SEED = 7


@dataclass(frozen=True, slots=True)
class Combination:
    """How the two heads become one log-odds, fitted on the held-out groups of the training sets."""

    logit: float
    margin: float
    bias: float

    def scores(self, judgements: Sequence[Judgement]) -> Floats:
        """Return one log-odds a pair."""
        return np.array([self.logit * j.logit + self.margin * j.margin + self.bias for j in judgements])


def auroc(labels: Sequence[bool] | NDArray[np.bool_], scores: Floats) -> dict[str, float]:
    """Return AUROC with a 95 % bootstrap interval over questions."""
    truth = np.asarray(labels)
    rng = np.random.default_rng(SEED)
    draws: list[float] = []
    while len(draws) < 500:
        rows = rng.integers(0, len(truth), len(truth))
        if 0 < truth[rows].sum() < len(rows):
            draws.append(roc_auc_score(truth[rows], scores[rows]))
    low, high = np.percentile(draws, [2.5, 97.5])
    return {
        "auroc": round(float(roc_auc_score(truth, scores)), 4),
        "low": round(float(low), 3),
        "high": round(float(high), 3),
    }


def windows(text: str, words: int = 110, overlap: int = 0) -> list[str]:
    """Cut text into runs of whole sentences of about `words` words; `overlap` sentences are shared."""
    found = []
    for paragraph in re.split(r"\n\s*\n", text) if overlap == 0 else [text]:
        clean = squash(paragraph)
        spans = [clean[a:b].strip() for a, b in sentences(clean)]
        first = 0
        while first < len(spans):
            last, size = first, 0
            while last < len(spans) and (last == first or size + len(spans[last].split()) <= words):
                size += len(spans[last].split())
                last += 1
            found.append(" ".join(spans[first:last]))
            first = last if last >= len(spans) else max(first + 1, last - overlap)
    return found


def cut(documents: Sequence[dict[str, object]]) -> list[str]:
    """Return the passages of all documents, about 110 words each: short paragraphs are joined."""
    found = []
    for document in documents:
        held = ""
        for paragraph in re.split(r"\n\s*\n|\n", str(document["text"])):
            for piece in windows(squash(paragraph)):
                if held and len(held.split()) + len(piece.split()) > 120:
                    found.append(held)
                    held = piece
                else:
                    held = f"{held} {piece}".strip()
        found += [held] if held else []
    return found


@torch.inference_mode()
def embed(texts: Sequence[str]) -> NDArray[np.float32]:
    """Return all-MiniLM-L6-v2 unit vectors, shape (texts, 384)."""
    encoder, tokenizer = new_judge(base_path()).eval().encoder, load_tokenizer(base_path(), 256)
    tokenizer.enable_truncation(max_length=256)
    encodings = tokenizer.encode_batch(list(texts))
    vectors = np.zeros((len(texts), 384), dtype=np.float32)
    order = sorted(range(len(texts)), key=lambda i: len(encodings[i].ids))
    for first in range(0, len(order), 32):
        chosen = order[first : first + 32]
        ids, types, mask = pad([encodings[i].ids for i in chosen], [encodings[i].type_ids for i in chosen])
        with torch.autocast("cpu", torch.bfloat16):
            hidden = encoder(input_ids=ids, token_type_ids=types, attention_mask=mask).last_hidden_state.float()
        weights = mask.unsqueeze(-1)
        pooled = (hidden * weights).sum(1) / weights.sum(1)
        vectors[chosen] = torch.nn.functional.normalize(pooled, dim=-1).numpy()
    return vectors


def retrieve(questions: Sequence[str], passages: Sequence[str], count: int) -> tuple[list[list[int]], Floats, Floats]:
    """Return each question's best passages by fused rank, and the cosine and BM25 scores (questions, passages)."""
    cosine = (embed(questions) @ embed(passages).T).astype(np.float64)
    index = bm25s.BM25()
    index.index(bm25s.tokenize(list(passages), stopwords="en", show_progress=False), show_progress=False)
    lexical = np.stack(
        [
            index.get_scores(bm25s.tokenize([q], stopwords="en", return_ids=False, show_progress=False)[0])
            for q in questions
        ]
    ).astype(np.float64)

    def ranks(scores: Floats) -> Floats:
        return (-scores).argsort(1).argsort(1).astype(np.float64)

    fused = 1 / (20 + ranks(cosine)) + 1 / (20 + ranks(lexical))
    return [list(map(int, row[:count])) for row in (-fused).argsort(1)], cosine, lexical


def recall(ranked: Sequence[Sequence[str]], questions: Sequence[dict[str, object]], top: int) -> float:
    """Return the share of questions with known evidence whose evidence stands in the first `top` passages."""
    hits = []
    for passages, question in zip(ranked, questions, strict=True):
        if question["answerable"] and question["evidence"]:
            kept = passages[:top]
            held = [any(squash(e) in p for p in kept) for e in strings(question["evidence"])]
            hits.append(all(held) if question["evidence_mode"] == "all" else any(held))
    return round(float(np.mean(hits)), 4)


def judged_windows(
    judge: Judge, tokenizer: Tokenizer, pairs: Sequence[tuple[str, str]], combine: Combination
) -> Floats:
    """Return a log-odds a pair; a passage above 150 words counts by its best window."""
    flat, owner = [], []
    for i, (question, passage) in enumerate(pairs):
        pieces = windows(passage, 150, overlap=1) if len(passage.split()) > 150 else [passage]
        flat += [(question, piece) for piece in pieces]
        owner += [i] * len(pieces)
    scores = np.full(len(pairs), -np.inf)
    np.maximum.at(scores, np.array(owner), combine.scores(judge_pairs(judge, tokenizer, flat)))
    return scores


def held_out(judge: Judge, tokenizer: Tokenizer, path: Path, limit: int) -> tuple[Combination, dict[str, object]]:
    """Fit the combination of both heads on the held-out groups; return it with AUROC by set and by kind."""
    rows = list(read_lines(path))[:limit]  # they lie in random order
    judgements = judge_pairs(judge, tokenizer, [(str(r["question"]), str(r["passage"])) for r in rows])
    labels = np.array([bool(r["answerable"]) for r in rows])
    features = np.array([[j.logit, j.margin] for j in judgements])
    fitted = LogisticRegression(C=10.0).fit(features, labels)
    weights = fitted.coef_[0]
    combine = Combination(float(weights[0]), float(weights[1]), float(fitted.intercept_[0]))
    scores = combine.scores(judgements)
    report: dict[str, object] = {
        "logit": auroc(labels, features[:, 0]),
        "margin": auroc(labels, features[:, 1]),
        "both": auroc(labels, scores),
    }
    by_source: dict[str, list[int]] = defaultdict(list)
    by_kind: dict[str, list[int]] = defaultdict(list)
    for i, row in enumerate(rows):
        by_source[str(row["source"])].append(i)
        for kind in [str(row["kind"])] if not labels[i] else ["no", "mined", "removed", "swapped"]:
            by_kind[kind].append(i)
    for name, chosen in [*sorted(by_source.items()), *(("kind " + k, v) for k, v in sorted(by_kind.items()))]:
        if 5 <= labels[chosen].sum() <= len(chosen) - 5:
            report[name] = auroc(labels[chosen], scores[chosen])
    return combine, report


def paragraphs(score: Callable[[Sequence[tuple[str, str]]], Floats]) -> dict[str, float]:
    """Return AUROC on squad2_dev, each question against the paragraph that it was written for."""
    questions = list(read_lines(SHARED / "bench" / "squad2_dev" / "questions.jsonl"))
    given = score([(str(q["question"]), squash(str(q["paragraph"]))) for q in questions])
    return auroc([bool(q["answerable"]) for q in questions], given)


def bench(name: str, score: Callable[[Sequence[tuple[str, str]]], Floats], count: int, limit: int) -> dict[str, object]:
    """Return recall by ranking and AUROC of the best passage on one development set."""
    folder = SHARED / "bench" / name
    questions = list(read_lines(folder / "questions.jsonl"))
    questions = random.Random(SEED).sample(questions, min(limit, len(questions)))
    labels = np.array([bool(q["answerable"]) for q in questions])
    passages = cut(list(read_lines(folder / "documents.jsonl")))
    top, cosine, lexical = retrieve([str(q["question"]) for q in questions], passages, count)
    flat = score([(str(q["question"]), passages[i]) for q, row in zip(questions, top, strict=True) for i in row])
    judged = flat.reshape(len(questions), count)
    near = np.take_along_axis(cosine, np.array(top), 1)
    words = np.take_along_axis(lexical, np.array(top), 1)
    orders: dict[str, Floats] = {
        "fused": -np.arange(count, dtype=np.float64)[None].repeat(len(questions), 0),
        "cosine": near,
        "bm25": words,
        "judge": judged,
        "judge + 6 cosine": judged + 6 * near,
        "judge + 6 cosine + 0.1 bm25": judged + 6 * near + 0.1 * words,
    }
    report: dict[str, object] = {"passages": len(passages), "candidates": count}
    for label, scores in orders.items():
        ranked = [[passages[row[j]] for j in (-scores[i]).argsort(kind="stable")] for i, row in enumerate(top)]
        report[label] = {f"recall@{k}": recall(ranked, questions, k) for k in (1, 5, 10)}
    report["auroc of judge, best passage"] = auroc(labels, judged.max(1))
    report["auroc of judge, top 5 fused"] = auroc(labels, judged[:, :5].max(1))
    report["auroc of cosine"] = auroc(labels, near.max(1))
    report["auroc of bm25"] = auroc(labels, words.max(1))
    return report


def speed(judge: Judge) -> dict[str, float]:
    """Return the milliseconds that 10 pairs of 160 tokens take on 2 threads, by number format; median of 9."""
    torch.set_num_threads(2)
    ids = torch.randint(1000, 20000, (10, 160), generator=torch.Generator().manual_seed(1))
    types = torch.ones_like(ids)
    types[:, :16] = 0
    mask = torch.ones_like(ids)
    # Only the linear layers: quantised embeddings would be slower and no smaller on disk, since they are not shipped.
    int8 = torch.ao.quantization.quantize_dynamic(judge, {torch.nn.Linear}, dtype=torch.qint8)  # type: ignore[no-untyped-call]
    found = {}
    for name, model, half in (("fp32", judge, False), ("bf16", judge, True), ("int8", int8, False)):
        times = []
        for _ in range(12):
            began = time.perf_counter()
            with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=half):
                model(ids, types, mask)
            times.append(1000 * (time.perf_counter() - began))
        found[name] = round(float(np.median(times[3:])), 1)
    return found


def main() -> None:
    """Print the figures of one run and write them to eval.json; put the fitted combination into judge.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=Path)
    parser.add_argument("data", type=Path)
    parser.add_argument("--count", type=int, default=12, help="candidates a question")
    parser.add_argument("--limit", type=int, default=10_000, help="held-out pairs, and questions ranked in squad2_dev")
    options = parser.parse_args()
    judge, tokenizer, card = load_judge(options.run)
    combine, report = held_out(judge, tokenizer, options.data / "dev.jsonl", options.limit)
    card["combination"] = {"logit": combine.logit, "margin": combine.margin, "bias": combine.bias}
    (options.run / "judge.json").write_text(json.dumps(card, indent=2) + "\n")
    print(json.dumps({"combination": card["combination"], "held out": report}, indent=1), flush=True)
    result: dict[str, object] = {"combination": card["combination"], "held out": report}

    def score(pairs: Sequence[tuple[str, str]]) -> Floats:
        return judged_windows(judge, tokenizer, pairs, combine)

    result["squad2_dev, paragraph given"] = paragraphs(score)
    print(result["squad2_dev, paragraph given"], flush=True)
    for name in ("single_topic_dev", "squad2_dev"):
        result[name] = bench(name, score, options.count, options.limit)
        print(name, json.dumps(result[name], indent=1), flush=True)
        (options.run / "eval.json").write_text(json.dumps(result, indent=2) + "\n")
    result["milliseconds for 10 pairs"] = speed(judge)
    print(result["milliseconds for 10 pairs"])
    (options.run / "eval.json").write_text(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
