"""Products of 8-bit integers: PyTorch's own operators for them, which are fast and not public, or the same numbers more slowly."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

Product = Callable[[Tensor], Tensor]  # (tokens, inputs) int8 to (tokens, outputs) float32
_MIDDLE = 128  # the unsigned integer that stands for 0


def prepare_product(levels: Tensor, scale: Tensor) -> Product:
    """Return what multiplies 8-bit integers by a layer's weight, as fast as this PyTorch can.

    `levels` (outputs, inputs) int8 times `scale` (outputs,) float32 are the weight. Sums are exact before they are scaled.
    """
    if hasattr(torch.ops.onednn, "qlinear_prepack") and hasattr(torch.ops.onednn, "qlinear_pointwise"):
        return prepare_fast_product(levels, scale)
    return prepare_plain_product(levels, scale)


def prepare_fast_product(levels: Tensor, scale: Tensor) -> Product:
    """Return the product by oneDNN's operators, which another version of PyTorch may lack."""
    packed = torch.ops.onednn.qlinear_prepack(levels, None)  # in the order in which the processor reads it
    zeros = torch.zeros(len(levels), dtype=torch.int32)

    def multiply(inputs: Tensor) -> Tensor:
        # The product is fast for unsigned integers; to add 128 to a byte is to turn its sign bit over.
        unsigned = inputs.view(torch.uint8).bitwise_xor(_MIDDLE)
        sums: Tensor = torch.ops.onednn.qlinear_pointwise(
            unsigned, 1.0, _MIDDLE, packed, scale, zeros, None, 1.0, 0, torch.float32, "none", [], ""
        )
        return sums

    return multiply


def prepare_plain_product(levels: Tensor, scale: Tensor) -> Product:
    """Return the product by public functions alone: float64 holds every sum of the integers exactly."""
    weight = levels.double().t().contiguous()
    return lambda inputs: (inputs.double() @ weight).float().mul_(scale)
