"""Linear layers in 8 bits: what they give is what the layer gives, also where one hidden unit is far larger than the others."""

import pytest
import torch
from torch import nn

from index.quantized import QuantizedLinear, quantize

ROWS, INPUTS, OUTPUTS = 40, 96, 64


def layer() -> nn.Linear:
    torch.manual_seed(3)
    return nn.Linear(INPUTS, OUTPUTS)


def error(inputs: torch.Tensor) -> float:
    """Return the largest error among the outputs, as a share of their spread."""
    exact = layer()
    with torch.inference_mode():
        wanted, found = exact(inputs), QuantizedLinear(exact)(inputs)
    assert found.shape == wanted.shape
    return float((found - wanted).abs().max() / wanted.std())


@pytest.mark.parametrize("shape", [(ROWS, INPUTS), (2, ROWS // 2, INPUTS)])
def test_the_outputs_are_those_of_the_layer(shape: tuple[int, ...]) -> None:
    assert error(torch.randn(*shape)) < 0.05


def test_a_token_that_is_far_larger_than_the_others_does_not_drown_them() -> None:
    inputs = torch.randn(ROWS, INPUTS)
    inputs[0] *= 500
    exact = layer()
    with torch.inference_mode():
        wanted, found = exact(inputs)[1:], QuantizedLinear(exact)(inputs)[1:]
    assert float((found - wanted).abs().max() / wanted.std()) < 0.05


def test_a_token_of_zeros_gives_the_bias() -> None:
    exact = layer()
    with torch.inference_mode():
        assert torch.equal(QuantizedLinear(exact)(torch.zeros(1, INPUTS))[0], exact.bias)


def test_every_linear_layer_below_a_module_is_replaced() -> None:
    module = nn.Sequential(layer(), nn.Sequential(nn.GELU(), nn.Linear(OUTPUTS, 8)))
    quantize(module)
    assert not any(isinstance(part, nn.Linear) for part in module.modules())
    assert sum(isinstance(part, QuantizedLinear) for part in module.modules()) == 2
