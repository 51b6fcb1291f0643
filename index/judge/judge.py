"""Judge: reads a question beside a few sentences of a document, and says whether and where they answer it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Protocol

from index.retrieval.model_files import ModelError

SHIPPED_JUDGE = "shipped"
_REMEDY = f"give the name or the folder of a cross-encoder with one score, or leave it at {SHIPPED_JUDGE}"
_NOWHERE = -20.0  # the score of a sentence in which no answer can begin


@dataclass(frozen=True, slots=True)
class Window:
    """A run of whole sentences of a passage, read under its title, headings and columns. `sentences` are offsets in `text`."""

    text: str
    context: str
    sentences: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a judge says of a window, in log-odds; higher is likelier.

    `logit`: that the window answers the question. `sentences`, one for each sentence of the window: that the answer
    begins there, against that there is none.
    """

    logit: float
    sentences: tuple[float, ...]

    @property
    def margin(self) -> float:
        """The likeliest sentence's log-odds, against that no answer begins anywhere."""
        return max(self.sentences)


class Judge(Protocol):
    """Reads windows of documents against a question, and says whether and where they answer it."""

    @property
    def fingerprint(self) -> str:
        """The weights: judgements of different fingerprints can't be compared."""

    def judge(self, question: str, windows: Sequence[Window]) -> list[Judgement]:
        """Return one judgement a window, in their order."""


class NetworkJudge:
    """The shipped judge: MPNet with the adapter that this repository trained. Loading takes about two seconds.

    Linear layers run in 8 bits where the processor is fast at them, else in bfloat16 where it has that, else in float32. Safe to
    use from several threads.
    """

    def __init__(self, folder: Path) -> None:
        from safetensors.torch import load_file
        from transformers import MPNetConfig

        from index.judge.encoder import choose_precision
        from index.judge.inference import JudgeInference
        from index.judge.network import PairTokenizer

        weights = load_file(folder / "judge.safetensors")
        try:
            self._network = JudgeInference(weights, MPNetConfig.from_pretrained(folder), choose_precision())
        except KeyError as error:
            raise ModelError(
                f"{folder} does not fit this release (it lacks {error}): delete it and start again"
            ) from error
        self._tokenizer = PairTokenizer(folder)
        self._lock = Lock()
        self._fingerprint = (folder / "sha256").read_text()

    @property
    def fingerprint(self) -> str:
        return self._fingerprint

    def judge(self, question: str, windows: Sequence[Window]) -> list[Judgement]:
        from index.judge.network import Pair, find_open_tokens

        if not windows:
            return []
        pairs, encodings = self._tokenizer.encode([Pair(question, one.text, one.context) for one in windows])
        opened = [find_open_tokens(code, len(pair.lead)) for code, pair in zip(encodings, pairs, strict=True)]
        with self._lock:
            read = self._network([code.ids for code in encodings], opened)
        found = []
        for window, pair, code, allowed, one in zip(windows, pairs, encodings, opened, read, strict=True):
            starts = [start - len(pair.lead) for start, _ in code.offsets]  # of tokens, in the window's text
            begins = [(start, score) for start, score, begin in zip(starts, one.answers, allowed, strict=True) if begin]
            found.append(Judgement(one.logit, _score_sentences(window, begins[1:])))  # the first means "no answer"
        return found


def _score_sentences(window: Window, answers: Sequence[tuple[int, float]]) -> tuple[float, ...]:
    """Return the best score in each sentence, of answers that begin at some character of the window."""
    scores = [_NOWHERE] * len(window.sentences)
    for start, score in answers:
        inside = max(sum(begin <= start for begin, _ in window.sentences) - 1, 0)
        scores[inside] = max(scores[inside], score)
    return tuple(scores)


class CrossEncoderJudge:
    """Any cross-encoder that sentence-transformers can load, by name or path; its one score is taken as log-odds.

    It doesn't say where the answer is: each sentence is then judged by itself. Raises `ModelError` where it can't be loaded.
    """

    def __init__(self, name: str) -> None:
        from sentence_transformers import CrossEncoder
        from torch import nn

        try:
            self._model = CrossEncoder(name, device="cpu", activation_fn=nn.Identity())
        except (OSError, ValueError, RuntimeError) as error:
            first = str(error).strip().split("\n", 1)[0][:200]
            raise ModelError(f"JUDGE_MODEL={name} can't be loaded ({first}); {_REMEDY}") from error
        if self._model.num_labels != 1:
            raise ModelError(f"JUDGE_MODEL={name} gives {self._model.num_labels} scores instead of one; {_REMEDY}")
        self._name = name
        self._lock = Lock()

    @property
    def fingerprint(self) -> str:
        return self._name

    def judge(self, question: str, windows: Sequence[Window]) -> list[Judgement]:
        texts = [": ".join(filter(None, (window.context, window.text))) for window in windows]
        texts += [window.text[start:end] for window in windows for start, end in window.sentences]
        with self._lock:
            scores = (
                [float(score) for score in self._model.predict([(question, text) for text in texts])] if texts else []
            )
        found = []
        rest = iter(scores[len(windows) :])
        for window, logit in zip(windows, scores, strict=False):
            found.append(Judgement(logit, tuple(next(rest) for _ in window.sentences)))
        return found
