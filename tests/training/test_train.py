"""Training the judge, on a network small enough to train in a test: what is learned, kept, gone on from and shipped."""

import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from transformers import MPNetConfig, MPNetModel

from index.judge.network import JudgeNetwork
from index.retrieval.embedder import locate_model
from index.retrieval.model_files import PACKAGED
from training import ship
from training.adapter import build_network, collect_trained
from training.average import average_adapters
from training.train import (
    Example,
    RunningMean,
    batch_by_length,
    compute_losses,
    load_checkpoint,
    measure_auroc,
    read_examples,
    save_checkpoint,
    start_network,
    write_adapter,
)

STEPS = "The climb has 212 steps."


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder like the packaged MPNet's, with one small layer of random weights."""
    folder = tmp_path_factory.mktemp("base")
    torch.manual_seed(1)
    config = MPNetConfig(
        vocab_size=30527, hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=64
    )
    MPNetModel(config, add_pooling_layer=False).save_pretrained(folder)
    packaged, _ = locate_model(PACKAGED)
    assert packaged is not None
    (folder / "tokenizer.json").write_bytes((packaged / "tokenizer.json").read_bytes())
    return folder


@pytest.fixture
def examples(tmp_path: Path, base: Path) -> list[Example]:
    start = STEPS.index("212")
    rows = [
        {"question": "How many steps?", "passage": STEPS, "context": "Vara", "answerable": True, "span": [start, start + 3]},
        {"question": "How many steps?", "passage": STEPS, "context": "", "answerable": True, "span": [0, 24], "anywhere": True},
        {"question": "Who built it?", "passage": STEPS, "context": "Vara", "answerable": False, "span": None},
    ]  # fmt: skip
    (tmp_path / "train.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return read_examples(tmp_path / "train.jsonl", base)


def test_an_answer_starts_and_ends_at_its_tokens_or_anywhere_in_the_evidence(examples: list[Example]) -> None:
    exact, anywhere, refused = examples
    assert exact.starts[0] == exact.starts[1]
    assert exact.ends[0] == exact.ends[1]
    assert exact.open[exact.starts[0]]
    assert anywhere.starts == anywhere.ends
    assert anywhere.starts[0] < anywhere.starts[1]
    assert (refused.starts, refused.ends, refused.label) == ((0, 0), (0, 0), 0.0)


def test_each_epoch_has_every_example_once_in_another_order(examples: list[Example]) -> None:
    many = examples * 20
    first, again, second = (
        [id(example) for batch in batch_by_length(many, 4, epoch) for example in batch] for epoch in (0, 0, 1)
    )
    assert first == again
    assert sorted(first) == sorted(second) == sorted(map(id, many))
    assert first != second


def learn(network: JudgeNetwork, mean: RunningMean, optimizer: torch.optim.AdamW, batch: list[Example]) -> float:
    answerable, span = compute_losses(network, batch)
    loss = answerable + span
    loss.backward()  # type: ignore[no-untyped-call]
    optimizer.step()
    optimizer.zero_grad()
    mean.update(network)
    return loss.item()


def start(base: Path) -> tuple[JudgeNetwork, RunningMean, torch.optim.AdamW]:
    torch.manual_seed(2)
    network = build_network(base).train()
    weights = list(collect_trained(network))
    trainable = [network.get_parameter(name) for name in weights]
    return network, RunningMean(network), torch.optim.AdamW(trainable, lr=0.02, weight_decay=0.0)


def test_a_few_steps_learn_the_examples_and_leave_the_base_alone(base: Path, examples: list[Example]) -> None:
    network, mean, optimizer = start(base)
    layer = network.encoder.encoder.layer[0].output.dense
    frozen = layer.base.weight.clone()
    losses = [learn(network, mean, optimizer, examples) for _ in range(60)]
    assert losses[-1] < losses[0] / 2
    assert torch.equal(layer.base.weight, frozen)
    assert measure_auroc(network, examples) == 1.0
    assert not any(name.endswith("base.weight") for name in collect_trained(network))


def test_the_running_mean_is_lent_to_the_network_and_taken_back(base: Path, examples: list[Example]) -> None:
    network, mean, optimizer = start(base)
    for _ in range(3):
        learn(network, mean, optimizer, examples)
    own = {name: weight.clone() for name, weight in collect_trained(network).items()}
    with mean.lend_to(network):
        assert all(torch.equal(weight, mean.weights[name]) for name, weight in collect_trained(network).items())
        assert any(not torch.equal(weight, own[name]) for name, weight in collect_trained(network).items())
    assert all(torch.equal(weight, own[name]) for name, weight in collect_trained(network).items())


def test_a_run_goes_on_from_its_checkpoint_as_if_it_had_not_been_cut_off(
    tmp_path: Path, base: Path, examples: list[Example]
) -> None:
    whole, cut = start(base), start(base)
    assert load_checkpoint(tmp_path / "checkpoint.pt", *cut) == (0, 0.0)
    for _ in range(4):
        learn(*whole, examples)
    for _ in range(2):
        learn(*cut, examples)
    save_checkpoint(tmp_path / "checkpoint.pt", *cut, step=2, spent=7.0)
    resumed = start(base)
    assert load_checkpoint(tmp_path / "checkpoint.pt", *resumed) == (2, 7.0)
    for _ in range(2):
        learn(*resumed, examples)
    for name, weight in whole[1].weights.items():
        assert torch.allclose(weight, resumed[1].weights[name], atol=1e-5)


def test_the_adapter_is_what_the_next_run_starts_from_and_what_is_shipped(
    tmp_path: Path, base: Path, examples: list[Example], monkeypatch: pytest.MonkeyPatch
) -> None:
    network, mean, optimizer = start(base)
    learn(network, mean, optimizer, examples)
    write_adapter(tmp_path, mean)
    following = collect_trained(start_network(base, tmp_path))
    for name, weight in load_file(tmp_path / "adapter.safetensors").items():
        assert weight.dtype == torch.float16
        assert torch.equal(following[name].half(), weight)
    (tmp_path / "training.json").write_text('{"steps": 1}')
    monkeypatch.setattr(ship, "JUDGE", tmp_path / "index")
    ship.ship_judge(tmp_path)
    card = json.loads((tmp_path / "index" / "judge.json").read_text())
    assert card["training"] == {"steps": 1}
    assert card["adapter_sha256"] == ship.hash_file(tmp_path / "adapter.safetensors")
    assert (tmp_path / "index" / "adapter.safetensors").read_bytes() == (tmp_path / "adapter.safetensors").read_bytes()


def test_the_average_of_two_runs_lies_between_them_and_names_both(tmp_path: Path) -> None:
    for name, value in (("earlier", 1.0), ("later", 3.0)):
        (tmp_path / name).mkdir()
        save_file({"weight": torch.full((2, 2), value).half()}, tmp_path / name / "adapter.safetensors")
        (tmp_path / name / "training.json").write_text(json.dumps({"steps": value}))
    average_adapters(tmp_path / "earlier", tmp_path / "later", tmp_path / "out", 0.25)
    assert load_file(tmp_path / "out" / "adapter.safetensors")["weight"].tolist() == [[1.5, 1.5], [1.5, 1.5]]
    card = json.loads((tmp_path / "out" / "training.json").read_text())
    assert [run["steps"] for run in card["average of"]] == [1.0, 3.0]
    assert card["share of the second"] == 0.25
