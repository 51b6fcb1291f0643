"""The small reader's network: MiniLM reads a question beside a passage and says whether the passage answers it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file
from tokenizers import Encoding
from torch import Tensor, nn
from transformers import BertConfig, BertModel

SMALL_READER_TOKENS = 192
FROZEN = tuple(f"encoder.embeddings.{kind}_embeddings.weight" for kind in ("word", "position", "token_type"))


@dataclass(frozen=True, slots=True)
class PaddedPairs:
    """Token numbers, mask, and 1 where a token is the passage's (`types`): each (batch, tokens) integers."""

    ids: Tensor
    mask: Tensor
    types: Tensor


class SmallReaderNetwork(nn.Module):
    """Reads a question and a passage together (a cross-encoder), and gives one logit that the passage answers.

    The head reads the first token and the mean of the passage's, as the judge's does (`index.judge.network`).
    """

    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        self.encoder = BertModel(config, add_pooling_layer=False)
        self.answerable = nn.Linear(2 * config.hidden_size, 1)

    def forward(self, batch: PaddedPairs) -> Tensor:
        """Return logits (batch,), float32."""
        hidden = self.encoder(
            input_ids=batch.ids, attention_mask=batch.mask, token_type_ids=batch.types
        ).last_hidden_state
        weights = batch.types.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * weights).sum(1) / weights.sum(1).clamp_min(1)
        logits: Tensor = self.answerable(torch.cat([hidden[:, 0], mean], dim=-1)).squeeze(-1).float()
        return logits


def build_small_reader(folder: Path) -> SmallReaderNetwork:
    """Return an untrained reader whose encoder is the packaged MiniLM's, from the folder that `index.retrieval.embedder.locate` gives.

    The three tables of embeddings are frozen: they are the package's, and are not shipped a second time.
    """
    network = SmallReaderNetwork(BertConfig.from_pretrained(folder))
    weights = {n: w for n, w in load_file(folder / "model.safetensors").items() if not n.startswith("pooler.")}
    missing, unexpected = network.encoder.load_state_dict(weights, strict=False)
    if [name for name in (*missing, *unexpected) if "position_ids" not in name]:
        raise ValueError(f"{folder} is not the expected MiniLM: missing {missing}, unexpected {unexpected}")
    for name in FROZEN:
        network.get_parameter(name).requires_grad_(False)
    return network


def collate_pairs(encodings: Sequence[Encoding]) -> PaddedPairs:
    """Pad tokenised pairs to the longest; padding is token 0 of type 0, which the mask hides."""
    rows = [[torch.tensor(part) for part in (one.ids, one.attention_mask, one.type_ids)] for one in encodings]
    ids, mask, types = (nn.utils.rnn.pad_sequence([row[i] for row in rows], batch_first=True) for i in range(3))
    return PaddedPairs(ids, mask, types)
