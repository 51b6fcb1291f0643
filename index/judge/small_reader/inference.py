"""The small reader's network as it runs for a question: what `SmallReaderNetwork` says, sooner."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Encoding
from torch import Tensor
from torch.nn import functional
from transformers import BertConfig

from index.judge.encoder import BERT, Encoder, Norm, Precision, choose_precision


class SmallReaderInference:
    """The weights of a `SmallReaderNetwork`, made ready to read pairs."""

    def __init__(self, weights: Mapping[str, Tensor], base: Path, precision: Precision | None = None) -> None:
        """`base` is the folder of the packaged model. Raises `KeyError` with the name of a weight that is missing."""
        config = BertConfig.from_pretrained(base)
        tables = "encoder.embeddings"
        self._words = weights[f"{tables}.word_embeddings.weight"]
        self._places = weights[f"{tables}.position_embeddings.weight"]
        self._types = weights[f"{tables}.token_type_embeddings.weight"]
        norm = weights[f"{tables}.LayerNorm.weight"], weights[f"{tables}.LayerNorm.bias"]
        self._norm = Norm(*norm, config.layer_norm_eps)
        self._encoder = Encoder(
            {name.removeprefix("encoder."): w for name, w in weights.items() if name.startswith("encoder.")},
            BERT,
            heads=config.num_attention_heads,
            epsilon=config.layer_norm_eps,
            precision=precision or choose_precision(),
        )
        self._answerable = weights["answerable.weight"], weights["answerable.bias"]

    @torch.inference_mode()
    def __call__(self, pairs: Sequence[Encoding]) -> NDArray[np.float32]:
        """Return the log-odds of pairs, shape (pairs,)."""
        lengths = [len(pair.ids) for pair in pairs]
        ids = torch.tensor([token for pair in pairs for token in pair.ids])
        types = torch.tensor([kind for pair in pairs for kind in pair.type_ids])
        places = torch.cat([torch.arange(count) for count in lengths])
        hidden = self._encoder(self._norm(self._words[ids] + self._types[types] + self._places[places]), lengths)
        pooled = [
            torch.cat([text[0], text[kinds == 1].mean(0)])
            for text, kinds in zip(torch.split(hidden, lengths), torch.split(types, lengths), strict=True)
        ]
        logits: NDArray[np.float32] = functional.linear(torch.stack(pooled), *self._answerable).squeeze(-1).numpy()
        return logits
