"""The small reader: its shipped file holds what was trained, in a quarter of the room, and a damaged one is refused."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from index.judge.encoder import EXACT
from index.judge.judge import Window
from index.judge.small_reader.network import FROZEN, SmallReaderNetwork, build_small_reader
from index.judge.small_reader.reader import SmallReader
from index.judge.small_reader.weights import read_weights, write_weights
from index.retrieval.embedder import locate_model
from index.retrieval.model_files import PACKAGED, ModelError

ASKED = "How many steps does the climb have?"
WINDOWS = [
    Window("Visitors may climb the tower on Sundays. The climb has 212 steps.", "The lighthouse of Vara", ((0, 40), (41, 65))),
    Window("A storm broke its lamp in 1903.", "The lighthouse of Vara: History", ((0, 31),)),
    Window("A word. " * 300, "", ((0, 2400),)),
]  # fmt: skip


@pytest.fixture(scope="module")
def network() -> SmallReaderNetwork:
    """An untrained reader."""
    torch.manual_seed(5)
    folder, _ = locate_model(PACKAGED)
    assert folder is not None
    return build_small_reader(folder).eval()


@pytest.fixture
def written(network: SmallReaderNetwork, tmp_path: Path) -> Path:
    write_weights(tmp_path, network.state_dict(), {"minutes": 0})
    return tmp_path


def test_what_is_written_is_what_is_read_within_the_error_of_8_bits(network: SmallReaderNetwork, written: Path) -> None:
    weights, digest = read_weights(written)
    trained = {name: weight for name, weight in network.state_dict().items() if name not in FROZEN}
    assert weights.keys() == trained.keys()
    for name, weight in trained.items():
        largest = weight.abs().amax(-1, keepdim=True)
        assert bool(((weights[name] - weight).abs() <= largest / 127 * 0.6 + 1e-6).all()), name
    assert (written / "small_reader.safetensors").stat().st_size < 11_500_000
    assert json.loads((written / "small_reader.json").read_text())["sha256"] == digest


def test_a_damaged_file_is_refused_with_the_remedy(written: Path) -> None:
    path = written / "small_reader.safetensors"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(ModelError, match=r"not the file that small_reader\.json names; run 'git checkout index'"):
        SmallReader(written)


def test_a_missing_file_is_refused_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"small_reader\.json.* run 'git checkout index'"):
        SmallReader(tmp_path)


def test_windows_are_read_alike_one_by_one_and_all_at_once(written: Path) -> None:
    reader = SmallReader(written)
    together = reader.read(ASKED, WINDOWS * 4)  # more tokens than go through the layers at a time
    assert together.dtype == np.float32
    alone = [float(reader.read(ASKED, [one])[0]) for one in WINDOWS]
    assert together.tolist() == pytest.approx(alone * 4, abs=1e-5)
    assert max(alone) - min(alone) > 1e-3
    assert reader.read(ASKED, []).shape == (0,)


def test_fewer_bits_leave_the_scores_as_they_are(written: Path) -> None:
    exact = SmallReader(written, EXACT).read(ASKED, WINDOWS)
    assert SmallReader(written).read(ASKED, WINDOWS).tolist() == pytest.approx(exact.tolist(), abs=0.05)
