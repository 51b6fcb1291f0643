"""The encoder that only infers: it says what the networks that were trained say, text by text and all at once."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file
from transformers import MPNetConfig

from index.judge.encoder import EXACT, FloatLinear, Precision, build_half_linear, choose_precision
from index.judge.inference import JudgeInference, Read
from index.judge.network import JudgeNetwork, Pair, PairTokenizer, collate, find_open_tokens, score_spans
from index.judge.small_reader.inference import SmallReaderInference
from index.judge.small_reader.network import SMALL_READER_TOKENS, build_small_reader, collate_pairs
from index.judge.weights import locate_models, prepare_weights
from index.retrieval.embedder import locate_model
from index.retrieval.model_files import PACKAGED

pytestmark = pytest.mark.model  # the shipped weights

CONTEXT = "The lighthouse of Vara: Visiting"
PAIRS = [
    Pair("How many steps does the climb have?", "The climb has 212 steps. Dogs are not allowed inside.", CONTEXT),
    Pair("Who built it?", "Visitors may climb the tower on Sundays from May to September. " * 6, CONTEXT),
    Pair("Why?", "Yes."),
]


class Shipped:
    """The shipped judge in the form that was trained, and ready to infer in some precision."""

    def __init__(self, folder: Path) -> None:
        self.weights = load_file(folder / "judge.safetensors")
        self.config = MPNetConfig.from_pretrained(folder)
        _, encodings = PairTokenizer(folder).encode(PAIRS)
        self.ids = [one.ids for one in encodings]
        self.opened = [find_open_tokens(one, len(pair.lead)) for one, pair in zip(encodings, PAIRS, strict=True)]

    def trained(self) -> list[Read]:
        network = JudgeNetwork(self.config).eval()
        network.load_state_dict({name: weight.float() for name, weight in self.weights.items()}, strict=False)
        with torch.inference_mode():
            logits, starts, ends = network(collate(self.ids, self.opened))
            answers = score_spans(starts, ends)
        return [Read(float(logits[row]), answers[row, : len(pair)].tolist()) for row, pair in enumerate(self.ids)]

    def inferred(self, precision: Precision) -> list[Read]:
        return JudgeInference(self.weights, self.config, precision)(self.ids, self.opened)


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Shipped:
    return Shipped(prepare_weights(locate_models(tmp_path_factory.mktemp("models"))))


def test_the_judge_infers_what_the_trained_network_says(shipped: Shipped) -> None:
    for found, wanted in zip(shipped.inferred(EXACT), shipped.trained(), strict=True):
        assert found.logit == pytest.approx(wanted.logit, abs=1e-3)
        assert found.answers == pytest.approx(wanted.answers, abs=1e-2)


@pytest.mark.parametrize(
    "precision",
    [choose_precision(), Precision(build_half_linear, torch.bfloat16), Precision(FloatLinear, torch.bfloat16)],
)
def test_fewer_bits_leave_the_judge_its_judgement(shipped: Shipped, precision: Precision) -> None:
    for found, wanted in zip(shipped.inferred(precision), shipped.trained(), strict=True):
        assert found.logit == pytest.approx(wanted.logit, abs=0.5)


@pytest.mark.parametrize("precision", [EXACT, choose_precision()])
def test_the_small_reader_infers_what_its_network_says_text_by_text_and_all_at_once(precision: Precision) -> None:
    folder, _ = locate_model(PACKAGED)
    assert folder is not None
    network = build_small_reader(folder).eval()
    _, encodings = PairTokenizer(folder, SMALL_READER_TOKENS).encode(PAIRS)
    with torch.inference_mode():
        wanted = network(collate_pairs(encodings)).tolist()
    reader = SmallReaderInference(network.state_dict(), folder, precision)
    together = reader(encodings)
    assert together.tolist() == pytest.approx(wanted, abs=1e-4 if precision is EXACT else 0.05)
    assert together.tolist() == pytest.approx([float(reader([one])[0]) for one in encodings], abs=1e-5)
