"""The table of the README, from the reports of a run."""

from index.measuring.table import ROWS, build_table


def test_each_report_is_a_column_and_each_figure_a_row() -> None:
    report = {
        "benchmark": "harbour", "questions": 40,
        "figures": {
            "refused when answerable": {"value": 0.125, "low": 0.05, "high": 0.21},
            "AUROC": {"value": 0.9312, "low": 0.9, "high": 0.96},
            "milliseconds, median": {"value": 151.6}, "milliseconds, 95th percentile": {"value": 260.2},
        },
    }  # fmt: skip
    head, rule, *rows = build_table([report, {**report, "benchmark": "tower"}])
    assert (head, rule) == ("| | harbour (40) | tower (40) |", "| --- | --- | --- |")
    assert len(rows) == len(ROWS)
    assert "| – refused | 12 % (5–21) | 12 % (5–21) |" in rows
    assert "| AUROC of the probability | 0.931 (0.900–0.960) | 0.931 (0.900–0.960) |" in rows
    assert "| milliseconds, median / 95th percentile | 152 / 260 | 152 / 260 |" in rows
    assert "| evidence recall@1 | – | – |" in rows, "what was not measured is no number"
