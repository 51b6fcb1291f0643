"""Training the small reader, on a network small enough to train in a test: what it learns from, and what it keeps."""

import json
import random
from pathlib import Path
from typing import Any

import pytest
import torch
from support.ferry import FARE, NOON
from transformers import BertConfig

from index.judge.network import PairTokenizer
from index.judge.small_reader import weights as shipped
from index.judge.small_reader.network import FROZEN, SmallReaderNetwork
from index.retrieval.embedder import locate_model
from index.retrieval.model_files import PACKAGED
from training import ship
from training.small_reader import (
    QuestionWindows,
    Training,
    choose_windows,
    compute_loss,
    measure_first_places,
    order_batches,
)


@pytest.fixture(scope="module")
def tokenizer() -> PairTokenizer:
    folder, _ = locate_model(PACKAGED)
    assert folder is not None
    return PairTokenizer(folder, 64)


def window(text: str, holds: bool = False, beyond: bool = False) -> dict[str, Any]:
    return {"context": "The ferry", "text": text, "holds": holds, "beyond": beyond, "late": 0.0}


ROWS = [
    {
        "question": "When does the ferry leave?", "answerable": True,
        "windows": [window(FARE), window(NOON, holds=True), window("It rains.", beyond=True), window("The sea is deep.")],
    },
    {"question": "Is there a ferry to Helsinki?", "answerable": False, "windows": [window(FARE), window("It rains.")]},
    {"question": "Which?", "answerable": True, "windows": [window(FARE)]},
]  # fmt: skip


def build(seed: int = 3) -> SmallReaderNetwork:
    torch.manual_seed(seed)
    config = BertConfig(
        hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=64, hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )  # fmt: skip
    return SmallReaderNetwork(config)


@pytest.fixture(scope="module")
def questions(tokenizer: PairTokenizer) -> list[QuestionWindows]:
    return choose_windows(ROWS, tokenizer, random.Random(1))


def test_windows_beside_the_evidence_are_left_out_and_so_are_questions_with_nothing_to_compare(
    questions: list[QuestionWindows],
) -> None:
    assert [list(question.holds) for question in questions] == [[True, False, False], [False, False]]
    assert [len(question.encodings) for question in questions] == [3, 2]


def test_each_epoch_has_every_question_once(questions: list[QuestionWindows]) -> None:
    many = questions * 5
    plan = order_batches(many, 4, 2, random.Random(1))
    assert [len(batch) for batch in plan] == [4, 4, 2, 4, 4, 2]
    assert sorted(id(question) for batch in plan[:3] for question in batch) == sorted(map(id, many))


def test_a_few_steps_put_the_evidence_first(
    tmp_path: Path, questions: list[QuestionWindows], tokenizer: PairTokenizer
) -> None:
    training = Training(build(), 0.01, tmp_path / "checkpoint.pt")
    before = compute_loss(training.network, questions).item()
    for _ in range(40):
        training.take_step(questions, 0.01)
    assert compute_loss(training.network, questions).item() < before / 2
    assert measure_first_places(training.network, ROWS[:1], tokenizer)["evidence in 1"] == 1.0


def test_a_run_goes_on_from_its_checkpoint_as_if_it_had_not_been_cut_off(
    tmp_path: Path, questions: list[QuestionWindows]
) -> None:
    whole, cut = Training(build(), 0.01, tmp_path / "none.pt"), Training(build(), 0.01, tmp_path / "checkpoint.pt")
    for _ in range(4):
        whole.take_step(questions, 0.01)
    for _ in range(2):
        cut.take_step(questions, 0.01)
    cut.save(spent=9.0)
    resumed = Training(build(seed=8), 0.01, tmp_path / "checkpoint.pt")
    assert (resumed.step, resumed.spent) == (2, 9.0)
    for _ in range(2):
        resumed.take_step(questions, 0.01)
    for name, weight in whole.mean.module.state_dict().items():
        assert torch.allclose(weight, resumed.mean.module.state_dict()[name], atol=1e-5)


def test_what_is_shipped_is_read_back_within_eight_bits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    network = build()
    torch.save(network.state_dict(), tmp_path / "weights.pt")
    (tmp_path / "training.json").write_text('{"steps": 1}')
    monkeypatch.setattr(ship, "SMALL_READER", tmp_path / "shipped")
    ship.ship_small_reader(tmp_path)
    weights, fingerprint = shipped.read_weights(tmp_path / "shipped")
    assert json.loads((tmp_path / "shipped" / "small_reader.json").read_text())["sha256"] == fingerprint
    assert set(weights) == set(network.state_dict()) - set(FROZEN)
    for name, weight in weights.items():
        wanted = network.state_dict()[name]
        assert torch.allclose(weight, wanted, atol=float(wanted.abs().max()) / 100)
