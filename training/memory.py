"""Memory: batches of many shapes leave holes that the C library keeps; a long run grows by gigabytes unless they are given back."""

import ctypes
import sys


def give_back() -> None:
    """Have the C library return what is free to the system, where it can (glibc)."""
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
