"""A transformer encoder that only infers: several texts in one pass without padding, as fast as the processor allows.

BERT and MPNet have the same layers under other names (Devlin et al., NAACL 2019; Song et al., NeurIPS 2020). The texts'
tokens stand one after the other: all but attention treats tokens alike, and attention goes text by text.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from index.judge.quantized import QuantizedLinear, is_fast

Linear = Callable[[Tensor], Tensor]  # (tokens, inputs) to (tokens, outputs), both float32
_TOGETHER = 512  # tokens: more outgrow the processor's cache, and the pages that malloc keeps
MakeLinear = Callable[[Tensor, Tensor], Linear]  # of weight (outputs, inputs) and bias


@dataclass(frozen=True, slots=True)
class Names:
    """The names that a model gives to the weights of attention within a layer; all other names are alike in all models."""

    inner: tuple[str, str, str]  # query, key, value
    outer: str
    norm: str


BERT = Names(
    ("attention.self.query", "attention.self.key", "attention.self.value"),
    "attention.output.dense",
    "attention.output.LayerNorm",
)
MPNET = Names(("attention.attn.q", "attention.attn.k", "attention.attn.v"), "attention.attn.o", "attention.LayerNorm")


@dataclass(frozen=True, slots=True)
class Precision:
    """What linear layers and the products of attention are computed in; all else is float32."""

    linear: MakeLinear
    attention: torch.dtype


class FloatLinear:
    """A linear layer in one floating-point format."""

    def __init__(self, weight: Tensor, bias: Tensor, dtype: torch.dtype = torch.float32) -> None:
        self._weight, self._bias = weight.to(dtype), bias.to(dtype)

    def __call__(self, x: Tensor) -> Tensor:
        return functional.linear(x.to(self._weight.dtype), self._weight, self._bias).float()


def build_half_linear(weight: Tensor, bias: Tensor) -> Linear:
    """Return a linear layer in bfloat16."""
    return FloatLinear(weight, bias, torch.bfloat16)


EXACT = Precision(FloatLinear, torch.float32)


def choose_precision() -> Precision:
    """Return what this processor is fast at: 8 bits with VNNI, bfloat16 where it has that, else float32."""
    half = bool(torch.cpu.get_capabilities().get("avx512_bf16"))
    attention = torch.bfloat16 if half else torch.float32
    if is_fast():
        return Precision(QuantizedLinear, attention)
    return Precision(build_half_linear if half else FloatLinear, attention)


@dataclass(frozen=True, slots=True)
class Norm:
    """Layer normalisation."""

    weight: Tensor
    bias: Tensor
    epsilon: float

    def __call__(self, x: Tensor) -> Tensor:
        return functional.layer_norm(x, self.weight.shape, self.weight, self.bias, self.epsilon)


@dataclass(frozen=True, slots=True)
class _Layer:
    """One layer of an encoder. `inner` gives query, key and value side by side, from one rounding of their common input."""

    inner: Linear
    outer: Linear
    attention_norm: Norm
    up: Linear
    down: Linear
    norm: Norm


class Encoder:
    """Runs the layers of a trained encoder over texts; embeddings are made before, by the network that it is part of."""

    def __init__(
        self, weights: Mapping[str, Tensor], names: Names, *, heads: int, epsilon: float, precision: Precision
    ) -> None:
        """`weights` are those of the model: `encoder.layer.0.output.dense.weight` and so on."""
        self._heads = heads
        self._dtype = precision.attention
        count = 1 + max(int(name.split(".")[2]) for name in weights if name.startswith("encoder.layer."))
        self._layers = [
            self._build_layer(_pick_weights(weights, f"encoder.layer.{n}."), names, epsilon, precision.linear)
            for n in range(count)
        ]

    def __call__(self, hidden: Tensor, lengths: Sequence[int], bias: Tensor | None = None) -> Tensor:
        """Return the last hidden states of texts, (tokens, width) float32, from their embeddings, of the same shape.

        `lengths` are the tokens of each text. `bias` (heads, longest, longest), if given, is added to what a token in one
        place (the second index) sees in another (the third).
        """
        groups = _group(lengths)
        parts = torch.split(hidden, [sum(group) for group in groups])
        return torch.cat([self._encode(part, group, bias) for part, group in zip(parts, groups, strict=True)])

    def _encode(self, hidden: Tensor, lengths: Sequence[int], bias: Tensor | None) -> Tensor:
        for layer in self._layers:
            found = self._attend(layer.inner(hidden), lengths, bias)
            hidden = layer.attention_norm(layer.outer(found).add_(hidden))
            hidden = layer.norm(layer.down(functional.gelu(layer.up(hidden))).add_(hidden))
        return hidden

    def _build_layer(
        self, floats: Callable[[str], tuple[Tensor, Tensor]], names: Names, epsilon: float, linear: MakeLinear
    ) -> _Layer:
        (query, query_bias), key, value = (floats(name) for name in names.inner)
        scale = 1 / math.sqrt(len(query) // self._heads)  # of the scores; taken into the query, it costs nothing
        inner = zip((query * scale, query_bias * scale), key, value, strict=True)
        return _Layer(
            linear(*(torch.cat(parts) for parts in inner)),
            linear(*floats(names.outer)),
            Norm(*floats(names.norm), epsilon),
            linear(*floats("intermediate.dense")),
            linear(*floats("output.dense")),
            Norm(*floats("output.LayerNorm"), epsilon),
        )

    def _attend(self, inner: Tensor, lengths: Sequence[int], bias: Tensor | None) -> Tensor:
        """Return (tokens, width) float32, from query, key and value (tokens, 3 * width)."""
        found = []
        for text in torch.split(inner.to(self._dtype), list(lengths)):
            count = len(text)
            query, key, value = text.view(count, 3, self._heads, -1).permute(1, 2, 0, 3)
            # A transposed key is copied: the product is then so much faster that the copy pays twice over.
            scores = torch.bmm(query, key.transpose(1, 2).contiguous()).float()
            if bias is not None:
                scores.add_(bias[:, :count, :count])
            shares = scores.softmax(-1).to(self._dtype)
            found.append(torch.bmm(shares, value).transpose(0, 1).reshape(count, -1))
        return torch.cat(found).float()


def _group(lengths: Sequence[int]) -> list[list[int]]:
    """Return the lengths in groups of neighbours, each of at most `_TOGETHER` tokens or of one text."""
    groups: list[list[int]] = [[]]
    for length in lengths:
        if groups[-1] and sum(groups[-1]) + length > _TOGETHER:
            groups.append([])
        groups[-1].append(length)
    return groups


def _pick_weights(weights: Mapping[str, Tensor], prefix: str) -> Callable[[str], tuple[Tensor, Tensor]]:
    """Return what gives the weight and the bias of a part, float32, by its name after the prefix."""
    return lambda name: (weights[f"{prefix}{name}.weight"].float(), weights[f"{prefix}{name}.bias"].float())
