"""How many passages the judge reads, by what it has read."""

import pytest

from index.judge.reading_plan import ReadingPlan, read_all

PLAN = ReadingPlan(some=3, more=6, clear=3.0, open=(-5.0, 1.0))
DOUBT, NOTHING = (0.0, -2.0), (-7.0, -9.0)  # log-odds of both heads


@pytest.mark.parametrize(
    ("shortlist", "count"),
    [
        ([(4.0, 3.0), *[DOUBT] * 5], 1),
        ([(4.0, 2.9), *[NOTHING] * 9], 3),
        ([NOTHING, DOUBT, NOTHING, *[NOTHING] * 5], 6),
        ([NOTHING, NOTHING, (1.0, 0.0), *[DOUBT] * 5], 3),
        ([*[NOTHING] * 3, *[DOUBT] * 5], 3),
        ([DOUBT, DOUBT], 2),
        ([DOUBT] * 4, 4),
        ([], 0),
    ],
    ids=["clear", "one head only", "open", "answered by the third", "hopeless", "few", "fewer than more", "none"],
)
def test_the_judge_reads_on_where_that_may_help(shortlist: list[tuple[float, float]], count: int) -> None:
    assert PLAN.choose(shortlist) == count


def test_one_or_all_are_read_where_a_plan_says_so() -> None:
    assert read_all(1).choose([DOUBT] * 9) == 1
    assert read_all(5).choose([(9.0, 9.0)] * 9) == 5
