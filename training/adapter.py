"""A low-rank adapter (Hu et al., LoRA, ICLR 2022) on the packaged MPNet: what is trained, saved and shipped."""

import math
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from transformers import MPNetConfig

from index.judge.network import JudgeNetwork

RANK = 16
SCALE = 2.0


class Adapted(nn.Module):
    """A frozen linear layer in bfloat16, and the product of two thin matrices that is added to it."""

    def __init__(self, base: nn.Linear) -> None:
        super().__init__()
        self.base = base.to(torch.bfloat16).requires_grad_(False)
        self.lora_a = nn.Parameter(torch.empty(RANK, base.in_features))
        self.lora_b = nn.Parameter(torch.zeros(base.out_features, RANK))
        nn.init.kaiming_uniform_(self.lora_a, a=math.sqrt(5))

    def forward(self, x: Tensor) -> Tensor:
        thin = nn.functional.linear(nn.functional.linear(x, self.lora_a), self.lora_b)
        added: Tensor = self.base(x) + SCALE * thin
        return added


def build_network(base: Path) -> JudgeNetwork:
    """Return an untrained judge whose encoder is the base model's: adapters, layer norms and heads are trainable."""
    network = JudgeNetwork(MPNetConfig.from_pretrained(base))
    weights = {n: w for n, w in load_file(base / "model.safetensors").items() if not n.startswith("pooler.")}
    missing, unexpected = network.encoder.load_state_dict(weights, strict=False)
    if [n for n in (*missing, *unexpected) if "position_ids" not in n]:
        raise ValueError(f"{base} is not the expected MPNet: missing {missing}, unexpected {unexpected}")
    network.encoder.requires_grad_(False)
    for layer in network.encoder.encoder.layer:
        for module in list(layer.modules()):
            for name, child in list(module.named_children()):
                if isinstance(child, nn.Linear):
                    setattr(module, name, Adapted(child))
                elif isinstance(child, nn.LayerNorm):
                    child.requires_grad_(True)
    for module in network.encoder.modules():
        if isinstance(module, nn.Dropout):
            module.p = 0.0  # thin matrices hardly overfit in two epochs, and random numbers cost a tenth of the time
    return network


def compile_layers(layers: nn.ModuleList) -> None:
    """Compile an encoder's layers for batches of any shape: the first steps take minutes, all others half the time."""
    for layer in layers:
        layer.forward = torch.compile(layer.forward, dynamic=True)


def collect_trained(network: JudgeNetwork) -> dict[str, Tensor]:
    """Return what was trained, by name."""
    return {name: weight.detach() for name, weight in network.named_parameters() if weight.requires_grad}
