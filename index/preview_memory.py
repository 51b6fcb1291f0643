"""What previews found, remembered by the contents of their drafts: another title, link or date of a document asks nothing again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Any

Found = dict[
    tuple[int, str], Any
]  # what `index.upkeep.preview` found, by the number and the outcome of an earlier reply

_DRAFTS = 20  # whose findings are remembered, those that were looked at last


class PreviewMemory:
    """What earlier questions get beside a draft, as long as neither its contents nor the documents beside it change."""

    def __init__(self) -> None:
        self._known: OrderedDict[Hashable, Found] = OrderedDict()
        self._lock = Lock()

    def recall(self, state: Hashable) -> Found:
        """Return what was found in a state, to be filled with what is found now."""
        with self._lock:
            found = self._known.pop(state, {})
            self._known[state] = found
            while len(self._known) > _DRAFTS:
                self._known.popitem(last=False)
            return found
