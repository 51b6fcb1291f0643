"""The judge's network as it runs for a question: what `JudgeNetwork` says, sooner."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional
from transformers import MPNetConfig
from transformers.models.mpnet.modeling_mpnet import MPNetEncoder

from index.judge.encoder import MPNET, Encoder, Norm, Precision
from index.judge.network import CLOSED, MAX_TOKENS, score_spans

_FIRST_POSITION = 2  # MPNet's positions count from the number after the padding token's


@dataclass(frozen=True, slots=True)
class Read:
    """What the network says of a question and a passage, in log-odds: that it answers, and of each token, that the answer begins there."""

    logit: float
    answers: list[float]


class JudgeInference:
    """The weights of a `JudgeNetwork`, made ready to read pairs of at most `MAX_TOKENS` tokens."""

    def __init__(self, weights: Mapping[str, Tensor], config: MPNetConfig, precision: Precision) -> None:
        """Raises `KeyError` with the name of a weight that is missing."""
        self._words = weights["encoder.embeddings.word_embeddings.weight"]
        self._places = weights["encoder.embeddings.position_embeddings.weight"].float()
        norm = "encoder.embeddings.LayerNorm"
        epsilon = config.layer_norm_eps
        self._norm = Norm(weights[f"{norm}.weight"].float(), weights[f"{norm}.bias"].float(), epsilon)
        self._encoder = Encoder(
            {name.removeprefix("encoder."): w for name, w in weights.items() if name.startswith("encoder.")},
            MPNET,
            heads=config.num_attention_heads,
            epsilon=epsilon,
            precision=precision,
        )
        self._distances = _compute_distance_bias(weights["encoder.encoder.relative_attention_bias.weight"].float())
        self._answerable = weights["answerable.weight"].float(), weights["answerable.bias"].float()
        self._span = weights["span.weight"].float(), weights["span.bias"].float()

    @torch.inference_mode()
    def __call__(self, pairs: Sequence[Sequence[int]], opened: Sequence[Sequence[bool]]) -> list[Read]:
        """Read pairs, each given as its token numbers and where an answer may start or end (`find_open_tokens`)."""
        lengths = [len(pair) for pair in pairs]
        ids = torch.tensor([token for pair in pairs for token in pair])
        places = torch.cat([torch.arange(_FIRST_POSITION, _FIRST_POSITION + count) for count in lengths])
        hidden = self._norm(self._words[ids].float() + self._places[places])
        hidden = self._encoder(hidden, lengths, self._distances)
        pooled = torch.stack([torch.cat([text[0], text.mean(0)]) for text in torch.split(hidden, lengths)])
        logits = functional.linear(pooled, *self._answerable).squeeze(-1).tolist()
        closed = ~torch.tensor([token for pair in opened for token in pair])
        spans = functional.linear(hidden, *self._span).masked_fill(closed.unsqueeze(-1), CLOSED)
        answers = [score_spans(*span.t().unsqueeze(1))[0].tolist() for span in torch.split(spans, lengths)]
        return [Read(logit, scores) for logit, scores in zip(logits, answers, strict=True)]


def _compute_distance_bias(weights: Tensor) -> Tensor:
    """Return what MPNet adds to attention for the distance of two tokens: (heads, `MAX_TOKENS`, `MAX_TOKENS`)."""
    places = torch.arange(MAX_TOKENS)
    kinds = MPNetEncoder.relative_position_bucket(  # type: ignore[no-untyped-call]
        places[None, :] - places[:, None], num_buckets=len(weights)
    )
    return weights[kinds].permute(2, 0, 1).contiguous()
