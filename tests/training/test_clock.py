"""A run ends with its steps or its minutes, and its rate falls to nothing by then."""

import pytest

from training.clock import Clock


def test_progress_is_by_steps_or_by_time_whichever_is_further() -> None:
    assert Clock(10, minutes=1000, spent=0).progress(5) == pytest.approx(0.5, abs=0.01)
    assert Clock(1000, minutes=1, spent=45).progress(5) == pytest.approx(0.75, abs=0.01)


def test_the_rate_rises_then_falls_to_nothing() -> None:
    clock = Clock(100, minutes=1000, spent=0)
    rates = [clock.rate(step, 1.0, warm_up=10) for step in range(100)]
    assert rates[0] == pytest.approx(0.1)
    assert rates[:10] == sorted(rates[:10])
    assert rates[10:] == sorted(rates[10:], reverse=True)
    assert clock.rate(100, 1.0, warm_up=10) == pytest.approx(0.0, abs=0.01)
