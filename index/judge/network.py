"""The judge's network: MPNet reads a question beside a passage and says whether, and where, the passage answers it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Encoding, Tokenizer
from torch import Tensor, nn
from transformers import MPNetConfig, MPNetModel

MAX_TOKENS = 256
_SPECIAL = 5  # tokens that the model or `lead` puts between the parts
LONGEST_ANSWER = 30  # tokens
_PAD = 1  # MPNet's padding token
CLOSED = -1e4  # the logit of a token where no answer may start or end


class JudgeNetwork(nn.Module):
    """Reads a question and a passage, and gives a logit that it answers, and logits of where the answer starts and ends.

    The two heads are those of extractive readers for SQuAD 2.0 (Devlin et al., NAACL 2019): a span, or position 0 for
    "no answer"; the logit is trained beside it.
    """

    def __init__(self, config: MPNetConfig) -> None:
        super().__init__()
        self.encoder = MPNetModel(config, add_pooling_layer=False)
        self.answerable = nn.Linear(2 * config.hidden_size, 1)
        self.span = nn.Linear(config.hidden_size, 2)

    def forward(self, batch: Batch) -> tuple[Tensor, Tensor, Tensor]:
        """Return logits (batch,), and start and end logits (batch, tokens), all float32."""
        hidden = self.encoder(input_ids=batch.ids, attention_mask=batch.mask).last_hidden_state
        weights = batch.mask.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * weights).sum(1) / weights.sum(1)
        logit = self.answerable(torch.cat([hidden[:, 0], mean], dim=-1)).squeeze(-1).float()
        spans = self.span(hidden).float().masked_fill(~batch.open.unsqueeze(-1), CLOSED)
        return logit, spans[..., 0], spans[..., 1]


@dataclass(frozen=True, slots=True)
class Batch:
    """Token numbers and mask, both (batch, tokens) integers, and `open`: where an answer may start or end."""

    ids: Tensor
    mask: Tensor
    open: Tensor


@dataclass(frozen=True, slots=True)
class Pair:
    """A question, a stretch of a document, and the title and headings that it stands under."""

    question: str
    passage: str
    context: str = ""

    @property
    def lead(self) -> str:
        """What stands before the passage in the network's input."""
        return f"{self.context}: " if self.context else ""


class PairTokenizer:
    """The base model's tokenizer for pairs: what is too long is cut, and the passage keeps at least a third of the room."""

    def __init__(self, folder: Path, max_tokens: int = MAX_TOKENS) -> None:
        self._single = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._single.no_padding()
        self._single.no_truncation()
        self._paired = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._paired.no_padding()
        self._paired.enable_truncation(max_length=max_tokens, strategy="only_second")
        self._room = max_tokens // 3

    def encode(self, pairs: Sequence[Pair]) -> tuple[list[Pair], list[Encoding]]:
        """Return the pairs with question and context cut to a third of the room each, and their tokens.

        Offsets of the second sequence count from the start of `lead`.
        """
        short = [Pair(self._cut(pair.question), pair.passage, self._cut(pair.context)) for pair in pairs]
        return short, self._paired.encode_batch([(pair.question, pair.lead + pair.passage) for pair in short])

    def _cut(self, text: str) -> str:
        offsets = self._single.encode(text, add_special_tokens=False).offsets
        room = self._room - _SPECIAL
        return text if len(offsets) <= room else text[: offsets[room - 1][1]]


def find_open_tokens(encoding: Encoding, lead: int) -> list[bool]:
    """Say of each token whether an answer may start or end there: position 0 means "no answer", then the passage's."""
    offsets = encoding.offsets
    allowed = [
        sequence == 1 and end > max(start, lead)
        for sequence, (start, end) in zip(encoding.sequence_ids, offsets, strict=True)
    ]
    allowed[0] = True
    return allowed


def collate(ids: Sequence[Sequence[int]], opened: Sequence[Sequence[bool]]) -> Batch:
    """Make one batch of tokenised pairs, padded to the longest; `opened` says of each token whether an answer may start or end there."""
    width = max(len(row) for row in ids)
    return Batch(
        torch.tensor([[*row, *[_PAD] * (width - len(row))] for row in ids]),
        torch.tensor([[1] * len(row) + [0] * (width - len(row)) for row in ids]),
        torch.tensor([[*row, *[False] * (width - len(row))] for row in opened]),
    )


def score_spans(starts: Tensor, ends: Tensor) -> Tensor:
    """Return, for each token, the score of the best answer that begins there, less that of "no answer": (batch, tokens).

    An answer has at most `LONGEST_ANSWER` tokens.
    """
    width = starts.shape[1]
    band = torch.ones(width, width, dtype=torch.bool).triu().tril(LONGEST_ANSWER - 1)
    band[0] = False  # position 0 means "no answer", so no answer begins there
    sums = (starts.unsqueeze(2) + ends.unsqueeze(1)).masked_fill(~band, CLOSED)
    return sums.max(2).values - (starts[:, :1] + ends[:, :1])
