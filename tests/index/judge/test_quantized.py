"""Linear layers in 8 bits: what they give is what the layer gives, also where one hidden unit is far larger than the others."""

import pytest
import torch
from torch import nn

from index.judge.integer_products import prepare_fast_product, prepare_plain_product, prepare_product
from index.judge.quantized import QuantizedLinear, dequantize, is_fast, quantize

ROWS, INPUTS, OUTPUTS = 40, 96, 64
in_8_bits = pytest.mark.skipif(not is_fast(), reason="this processor has no VNNI, so the layers don't run in 8 bits")


def layer() -> nn.Linear:
    torch.manual_seed(3)
    return nn.Linear(INPUTS, OUTPUTS)


def both(inputs: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Return what the layer gives, and what it gives in 8 bits."""
    exact = layer()
    with torch.inference_mode():
        return exact(inputs), QuantizedLinear(exact.weight, exact.bias)(inputs)


@in_8_bits
def test_the_outputs_are_those_of_the_layer() -> None:
    wanted, found = both(torch.randn(ROWS, INPUTS))
    assert found.shape == wanted.shape
    assert float((found - wanted).abs().max() / wanted.std()) < 0.05


@in_8_bits
def test_a_token_that_is_far_larger_than_the_others_does_not_drown_them() -> None:
    inputs = torch.randn(ROWS, INPUTS)
    inputs[0] *= 500
    wanted, found = both(inputs)
    assert float((found - wanted)[1:].abs().max() / wanted[1:].std()) < 0.05


@in_8_bits
def test_a_token_of_zeros_gives_the_bias() -> None:
    assert torch.equal(both(torch.zeros(1, INPUTS))[1][0], layer().bias)


def test_a_weight_that_was_kept_in_8_bits_is_rounded_to_the_same_integers_again() -> None:
    levels, scale = quantize(layer().weight, torch.float16)
    again, _ = quantize(dequantize(levels, scale))
    assert torch.equal(again, levels)
    assert int(levels.abs().max()) == 127


def integers(rows: int, columns: int) -> torch.Tensor:
    return torch.randint(-127, 128, (rows, columns), dtype=torch.int8, generator=torch.Generator().manual_seed(rows))


@in_8_bits
@pytest.mark.parametrize("inputs", [INPUTS, 3072])
def test_the_plain_product_gives_the_numbers_of_the_fast_one(inputs: int) -> None:
    levels, scale = integers(OUTPUTS, inputs), torch.rand(OUTPUTS, generator=torch.Generator().manual_seed(1))
    read = integers(ROWS, inputs)
    assert torch.equal(prepare_plain_product(levels, scale)(read), prepare_fast_product(levels, scale)(read))


def test_a_pytorch_without_the_fast_product_multiplies_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.ops, "onednn", object())
    levels, read = integers(OUTPUTS, INPUTS), integers(ROWS, INPUTS)
    wanted = read.int() @ levels.int().t()
    assert torch.equal(prepare_product(levels, torch.ones(OUTPUTS))(read).int(), wanted)
