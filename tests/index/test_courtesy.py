"""Long work lets questions go first, and gets on all the same."""

import threading
import time

import pytest

from index import courtesy
from index.courtesy import Courtesy


def test_long_work_waits_until_no_question_is_being_answered() -> None:
    shared, went_on = Courtesy(), threading.Event()

    def work() -> None:
        shared.give_way()
        went_on.set()

    with shared.mark_question(), shared.mark_question():
        thread = threading.Thread(target=work)
        thread.start()
        assert not went_on.wait(0.2)
    assert went_on.wait(2)
    thread.join()


@pytest.mark.clock
def test_a_question_that_fails_keeps_nobody_waiting() -> None:
    shared = Courtesy()
    with pytest.raises(RuntimeError), shared.mark_question():
        raise RuntimeError
    began = time.monotonic()
    shared.give_way()
    assert time.monotonic() - began < 1


@pytest.mark.clock
def test_long_work_gets_on_however_much_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(courtesy, "LONGEST_WAIT", 0.2)
    shared = Courtesy()
    with shared.mark_question():
        began = time.monotonic()
        shared.give_way()
    assert 0.15 < time.monotonic() - began < 2
