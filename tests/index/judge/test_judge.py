"""The judge: it tells what answers from what does not, says where, and its weights are the ones that were shipped."""

import os
import shutil
import time
from pathlib import Path

import pytest
import torch
from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification

from index.judge import weights as judge_weights
from index.judge.judge import CrossEncoderJudge, Judge, Window
from index.judge.network import LONGEST_ANSWER, score_spans
from index.judge.weights import add_adapter, locate_models, prepare_weights
from index.retrieval.embedder import locate_model
from index.retrieval.model_files import PACKAGED, ModelError

TOWER = Window(
    "Visitors may climb the tower on Sundays. The climb has 212 steps. Dogs are not allowed inside.",
    "The lighthouse of Vara: Visiting",
    ((0, 40), (41, 65), (66, 95)),
)


def test_a_window_that_answers_is_told_from_one_that_does_not(judge: Judge) -> None:
    asked = "How many steps does the climb have?"
    other = Window("A storm broke its lamp in 1903.", "The lighthouse of Vara: History", ((0, 31),))
    yes, no = judge.judge(asked, [TOWER, other])
    assert yes.logit > 0 > no.logit
    assert yes.margin > 0 > no.margin


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("How many steps does the climb have?", 1),
        ("On which day may visitors climb the tower?", 0),
        ("Which animals are not allowed inside?", 2),
    ],
)
def test_the_sentence_that_answers_has_the_highest_score(judge: Judge, asked: str, sentence: int) -> None:
    scores = judge.judge(asked, [TOWER])[0].sentences
    assert len(scores) == len(TOWER.sentences)
    assert max(range(3), key=scores.__getitem__) == sentence


def test_a_window_is_judged_alike_alone_and_among_others(judge: Judge) -> None:
    asked = "How many steps does the climb have?"
    short = Window("Yes.", "", ((0, 4),))
    alone, among = judge.judge(asked, [TOWER])[0], judge.judge(asked, [TOWER, short])[0]
    assert alone.logit == pytest.approx(among.logit, abs=0.1)
    assert judge.judge(asked, []) == []


@pytest.mark.parametrize("question", ["why" + "?" * 297, "steps " * 330, "x" * 2000])
def test_a_question_of_any_length_leaves_room_for_the_passage(judge: Judge, question: str) -> None:
    long = Window("A word. " * 300, "A title " * 100, tuple((n * 8, n * 8 + 7) for n in range(300)))
    found = judge.judge(question, [TOWER, long])
    assert [len(one.sentences) for one in found] == [3, 300]
    assert found[0].sentences[0] > -20, "the passage was read"


def test_the_best_answer_at_each_token_is_that_of_brute_force() -> None:
    generator, width = torch.Generator().manual_seed(1), LONGEST_ANSWER + 9
    starts, ends = torch.randn(2, width, generator=generator), torch.randn(2, width, generator=generator)
    found = score_spans(starts, ends)
    for row in range(2):
        for first in range(1, width):
            reach = range(first, min(width, first + LONGEST_ANSWER))
            best = max(float(starts[row, first] + ends[row, last]) for last in reach)
            assert float(found[row, first]) == pytest.approx(best - float(starts[row, 0] + ends[row, 0]), abs=1e-5)


def test_an_adapter_is_added_to_its_layer_and_replaces_what_it_holds_whole() -> None:
    layer, norm = "encoder.encoder.layer.0.output.dense", "encoder.encoder.layer.0.output.LayerNorm.weight"
    base = {
        "encoder.layer.0.output.dense.weight": torch.eye(2),
        "encoder.layer.0.output.LayerNorm.weight": torch.ones(2),
    }
    adapter = {
        f"{layer}.lora_a": torch.tensor([[1.0, 0.0]]), f"{layer}.lora_b": torch.tensor([[0.0], [1.0]]),
        norm: torch.full((2,), 3.0),
    }  # fmt: skip
    weights = add_adapter(base, adapter, scale=2.0)
    assert weights[f"{layer}.weight"].tolist() == [[1.0, 0.0], [2.0, 1.0]]
    assert weights[f"{layer}.weight"].dtype == torch.bfloat16
    assert weights[norm].tolist() == [3.0, 3.0]


@pytest.mark.model
def test_weights_that_are_not_the_shipped_ones_are_made_anew(tmp_path: Path) -> None:
    ready = prepare_weights(tmp_path)
    assert sorted(path.name for path in ready.iterdir()) == [
        "config.json",
        "judge.safetensors",
        "sha256",
        "tokenizer.json",
    ]
    with (ready / "judge.safetensors").open("r+b") as file:
        file.seek(5000)
        file.write(b"\x00\x01\x02")
    damaged = (ready / "judge.safetensors").read_bytes()
    assert prepare_weights(tmp_path) == ready
    assert (ready / "judge.safetensors").read_bytes() != damaged
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == [ready.name]


def test_weights_of_another_checkout_are_kept_until_nothing_has_used_them_for_long(tmp_path: Path) -> None:
    installed = prepare_weights(locate_models(tmp_path / "installed"))
    shutil.copytree(installed, tmp_path / "models" / installed.name)
    for name, age in (("judge-of-a-branch", 3600), ("judge-of-last-year", 300 * 86_400)):
        folder = tmp_path / "models" / name
        folder.mkdir()
        (folder / "sha256").write_text("")
        os.utime(folder / "sha256", (time.time() - age,) * 2)
    os.utime(tmp_path / "models" / installed.name / "sha256", (0, 0))
    assert prepare_weights(tmp_path / "models").name == installed.name
    assert {path.name for path in (tmp_path / "models").iterdir()} == {installed.name, "judge-of-a-branch"}


@pytest.mark.model
def test_another_base_model_is_refused_with_the_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judge_weights, "BASE_SHA256", "0" * 64)
    with pytest.raises(ModelError, match=r"not the original's .*make install"):
        prepare_weights(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["making.lock"], "nothing half made is left"


def test_a_cross_encoder_that_does_not_exist_is_named_with_the_remedy() -> None:
    with pytest.raises(ModelError, match=r"JUDGE_MODEL=/no/such/folder .* leave it at shipped"):
        CrossEncoderJudge("/no/such/folder")


def cross_encoder(folder: Path, labels: int) -> Path:
    """A small cross-encoder with random weights, as a folder."""
    config = BertConfig(
        hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32, num_labels=labels
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    packaged, _ = locate_model(PACKAGED)
    AutoTokenizer.from_pretrained(packaged).save_pretrained(folder)
    return folder


def test_any_cross_encoder_may_judge(tmp_path: Path) -> None:
    judge = CrossEncoderJudge(str(cross_encoder(tmp_path, labels=1)))
    first, second = judge.judge("How many steps?", [TOWER, Window("Yes.", "", ((0, 4),))])
    assert (len(first.sentences), len(second.sentences)) == (3, 1)
    assert first.logit != second.logit
    assert judge.judge("How many steps?", [TOWER])[0].logit == pytest.approx(first.logit, abs=1e-4)


def test_a_model_with_several_scores_is_refused_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"gives 3 scores instead of one; .* leave it at shipped"):
        CrossEncoderJudge(str(cross_encoder(tmp_path, labels=3)))
