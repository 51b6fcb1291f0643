"""The report of a benchmark run for other programs: a JSON file, and the risk-coverage curve as a picture beside it."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from bot.terminal.evaluate_words import summarise_plainly
from index.measuring.comparison import Comparison, Move
from index.measuring.evaluation import Evaluation
from index.measuring.figures import measure_risk_coverage
from index.measuring.groups import ERRORS, Group, find_worst, measure_deviation


def write_report(path: Path, evaluated: Evaluation) -> None:
    """Write all that the run says to `path`, and the curve to the `.png` beside it."""
    risks, coverages = measure_risk_coverage(
        np.array([outcome.probability for outcome in evaluated.found], float),
        np.array([outcome.wrong for outcome in evaluated.found]),
    )
    curve = [[round(c, 4), round(r, 4)] for c, r in zip(coverages.tolist(), risks.tolist(), strict=True)]
    report = build_report(evaluated) | {"risk_coverage": curve}
    path.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    _draw_curve(path.with_suffix(".png"), evaluated.benchmark, risks.tolist(), coverages.tolist())


def build_report(evaluated: Evaluation) -> dict[str, Any]:
    """Return the figures as JSON has them; a number that can't be told is null."""
    promised = dict(zip(("surely", "at all"), evaluated.promises, strict=True)) if evaluated.promises else {}
    return {
        "benchmark": evaluated.benchmark,
        "questions": len(evaluated.found),
        "thresholds": asdict(evaluated.thresholds),
        "in plain words": summarise_plainly(evaluated.found),
        "figures": {
            figure.name: _round_numbers(value=figure.value, low=figure.low, high=figure.high)
            | {"questions": figure.questions}
            for figure in evaluated.figures
        },
        "promise": {
            name: {"answered": promise.answered, "questions": promise.questions}
            | _round_numbers(share=promise.share, bound=promise.bound)
            for name, promise in promised.items()
        },
        "groups": {
            sort: {group.name: {"questions": group.questions} | _round_numbers(**group.figures) for group in groups}
            for sort, groups in evaluated.groups.items()
        },
        "communities": _report_communities(evaluated.groups["community"]),
        "against": None if evaluated.comparison is None else _report_comparison(evaluated.comparison),
    }


def _report_communities(groups: Sequence[Group]) -> dict[str, Any]:
    """Return the community that is worst in both errors together and in each, and how far each error is spread."""
    last = find_worst(groups)
    report: dict[str, Any] = {"worst": last.name if last else None}
    for name in ERRORS:
        highest = find_worst(groups, name)
        report[name] = {"worst": highest.name if highest else None} | _round_numbers(
            value=highest.figures[name] if highest else math.nan, deviation=measure_deviation(groups, name)
        )
    return report


def _report_comparison(comparison: Comparison) -> dict[str, Any]:
    return {
        "differences": {
            difference.name: _round_numbers(
                before=gap.before, now=gap.now, difference=gap.value, low=gap.low, high=gap.high
            )
            | {"verdict": difference.verdict}
            for difference in comparison.differences
            for gap in (difference.gap,)
        },
        "changes": {
            move: [
                {"id": change.question.id, "before": change.before, "now": change.now}
                for change in comparison.moved(move)
            ]
            for move in Move
        },
    }


def _round_numbers(**values: float) -> dict[str, float | None]:
    return {name: None if math.isnan(value) else round(value, 4) for name, value in values.items()}


def _draw_curve(path: Path, name: str, risks: Sequence[float], coverages: Sequence[float]) -> None:
    from matplotlib.figure import Figure as Picture

    picture = Picture(figsize=(6, 4), layout="constrained")
    axes = picture.add_subplot()
    axes.plot([100 * c for c in coverages], [100 * r for r in risks])
    axes.set(xlabel="coverage: questions answered (%)", ylabel="risk: answers that are wrong (%)", title=name)
    axes.set(xlim=(0, 100), ylim=(0, None))
    axes.grid(alpha=0.3)
    picture.savefig(path, dpi=120)
