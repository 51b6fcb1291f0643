"""Clock: a run ends with its steps or its minutes, whichever comes first, and its rate falls to nothing by then."""

import time


class Clock:
    """Counts the time of a run, with what earlier, cut-off runs of it spent."""

    def __init__(self, steps: int, minutes: float, spent: float) -> None:
        self._steps = steps
        self._minutes = minutes
        self._before = spent
        self._began = time.monotonic()

    @property
    def spent(self) -> float:
        """Seconds of all runs together."""
        return self._before + self.here

    @property
    def here(self) -> float:
        """Seconds of this run."""
        return time.monotonic() - self._began

    def progress(self, step: int) -> float:
        """Return how much is done, 0 to 1, by steps or by time."""
        return max(step / self._steps, self.spent / (60 * self._minutes))

    def rate(self, step: int, peak: float, warm_up: int) -> float:
        """Return the learning rate of a step: it rises for `warm_up` steps and falls in a straight line from its peak."""
        return peak * min(1.0, (step + 1) / warm_up, (1 - self.progress(step)) / 0.94)
