"""Both readers, and how much they were given to read."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.judge.judge import Judge, Judgement, Window
from index.judge.small_reader.reader import SmallReader


class CountingReaders:
    """Both real readers, and how many windows each was given."""

    fingerprint = "counting"

    def __init__(self, small_reader: SmallReader, judge: Judge) -> None:
        self._small_reader, self._judge = small_reader, judge
        self.read_windows = self.judged_windows = 0

    def read(self, question: str, windows: Sequence[Window]) -> NDArray[np.float32]:
        self.read_windows += len(windows)
        return self._small_reader.read(question, windows)

    def judge(self, question: str, windows: Sequence[Window]) -> list[Judgement]:
        self.judged_windows += len(windows)
        return self._judge.judge(question, windows)
