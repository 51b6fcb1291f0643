"""Print the README's table of figures, from files of `landscape eval --json`: `python -m index.measuring.table FILE [FILE ...]`."""

import argparse
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

Figures = Mapping[str, Mapping[str, float]]
NOTHING = "–"


def format_share(figures: Figures, name: str) -> str:
    """Return a share in percent with its 95 % interval."""
    if name not in figures:
        return NOTHING
    value, low, high = (100 * figures[name][part] for part in ("value", "low", "high"))
    return f"{value:.0f} % ({low:.0f}–{high:.0f})"


def format_number(figures: Figures, name: str) -> str:
    """Return a figure between 0 and 1 with its 95 % interval."""
    if name not in figures:
        return NOTHING
    value, low, high = (figures[name][part] for part in ("value", "low", "high"))
    return f"{value:.3f} ({low:.3f}–{high:.3f})"


def format_several(figures: Figures, names: tuple[str, ...], sign: str, digits: int) -> str:
    """Return several figures, without intervals, with a sign between them."""
    values = [f"{figures[name]['value']:.{digits}f}" if name in figures else NOTHING for name in names]
    return f" {sign} ".join(values)


ALONE = ("evidence recall@10, BM25 alone", "evidence recall@10, cosine alone")
TIMES = ("milliseconds, median", "milliseconds, 95th percentile")
STAGES = tuple(f"milliseconds of {stage}, median" for stage in ("retrieval", "small reader", "judge"))
ROWS: Mapping[str, Callable[[Figures], str]] = {
    "of the answerable: the right sentence": lambda figures: format_share(figures, "answered with the evidence"),
    "– surely": lambda figures: format_share(figures, "answered surely with the evidence"),
    "– refused": lambda figures: format_share(figures, "refused when answerable"),
    "of the unanswerable: answered": lambda figures: format_share(figures, "answered when unanswerable"),
    "– answered surely": lambda figures: format_share(figures, "answered surely when unanswerable"),
    "AUROC of the probability": lambda figures: format_number(figures, "AUROC"),
    "refused where a tenth of the unanswerable is answered": lambda figures: format_share(
        figures, "refused at 10 % answered"
    ),
    "the right sentence there": lambda figures: format_share(figures, "right sentence at 10 % answered"),
    "evidence recall@1": lambda figures: format_number(figures, "evidence recall@1"),
    "evidence recall@5": lambda figures: format_number(figures, "evidence recall@5"),
    "evidence recall@10": lambda figures: format_number(figures, "evidence recall@10"),
    "– by BM25 alone / by cosine alone": lambda figures: format_several(figures, ALONE, "/", 3),
    "calibration error": lambda figures: format_number(figures, "calibration error"),
    "verbatim rate": lambda figures: format_number(figures, "verbatim rate"),
    "milliseconds, median / 95th percentile": lambda figures: format_several(figures, TIMES, "/", 0),
    "– retrieval, small reader, judge (medians)": lambda figures: format_several(figures, STAGES, "+", 0),
}


def build_table(reports: list[Mapping[str, Any]]) -> list[str]:
    """Return the lines of a table in Markdown, a column for each report of `landscape eval --json`."""
    heads = [f"{report['benchmark']} ({report['questions']})" for report in reports]
    lines = [f"| | {' | '.join(heads)} |", "| --- |" + " --- |" * len(heads)]
    for name, describe in ROWS.items():
        lines.append(f"| {name} | {' | '.join(describe(report['figures']) for report in reports)} |")
    return lines


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("reports", type=Path, nargs="+")
    options = parser.parse_args()
    print("\n".join(build_table([json.loads(path.read_text("utf-8")) for path in options.reports])))


if __name__ == "__main__":
    main()
