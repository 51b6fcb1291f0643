"""The process that converts: `python -m corpus.conversion SUFFIX [LIMITS]`, a file on stdin, one JSON object on stdout.

Nothing here trusts the file: the limits stand before a library is imported, and any failure is one line of reason.
"""

from __future__ import annotations

import importlib
import json
import math
import os
import resource
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, replace
from typing import Any

from corpus.conversion.markup import add_title
from corpus.conversion.outcome import Converted, Limits, Refused
from corpus.conversion.suffixes import CONVERTERS, HTML_IN_MARKDOWN

_OUTPUT_PER_CHARACTER = 8  # bytes of JSON, at most
_NEARLY = 0.8  # of the limit of memory: an error beyond that comes of it


def main() -> None:
    """Convert what stands on stdin; what libraries print goes to stderr."""
    output = os.fdopen(os.dup(1), "w", encoding="utf-8", errors="replace")
    os.dup2(2, 1)
    limits = Limits(**json.loads(sys.argv[2])) if len(sys.argv) > 2 else Limits()
    confine(limits)
    with output:
        json.dump(_convert_or_explain(sys.argv[1], limits), output, ensure_ascii=False)


def confine(limits: Limits) -> None:
    """Hold this process to its limits from now on. Systems that don't know one of them go on without it."""
    seconds = math.ceil(limits.seconds)
    wanted = {
        resource.RLIMIT_AS: (limits.memory, limits.memory),
        resource.RLIMIT_CPU: (seconds, seconds + 1),
        resource.RLIMIT_CORE: (0, 0),
        resource.RLIMIT_FSIZE: (limits.characters * _OUTPUT_PER_CHARACTER + 65536,) * 2,
    }
    for limit, value in wanted.items():
        with suppress(ValueError, OSError):
            resource.setrlimit(limit, value)


def _convert_or_explain(suffix: str, limits: Limits) -> dict[str, Any]:
    memory = f"needs more than {limits.memory / 1024**2:,.0f} MiB of memory to read; split it into smaller files"
    try:
        module = importlib.import_module(f"corpus.conversion.{CONVERTERS.get(suffix, HTML_IN_MARKDOWN)}")
        converter: Callable[[bytes, Limits], Converted] = module.convert
        converted = converter(sys.stdin.buffer.read(), limits)
        return asdict(replace(converted, markdown=add_title(converted.markdown, converted.title)))
    except Refused as refused:
        return {"error": str(refused)}
    except RecursionError:
        return {"error": "is nested too deeply; save a simpler copy"}
    except Exception as error:  # noqa: BLE001 - a library may raise anything for a damaged file
        if _ran_out_of_memory(error, limits):
            return {"error": memory}
        return {"error": f"is damaged ({type(error).__name__}: {str(error)[:120]}); save it again"}


def _ran_out_of_memory(error: Exception, limits: Limits) -> bool:
    """Whether the limit of memory is behind an error: libraries in C report it in many ways."""
    if isinstance(error, MemoryError | SystemError) or "memory" in str(error).lower():
        return True
    with suppress(OSError), open("/proc/self/status", encoding="ascii", errors="replace") as status:
        for line in status:
            if line.startswith("VmPeak:"):
                return int(line.split()[1]) * 1024 > _NEARLY * limits.memory
    return False


if __name__ == "__main__":
    main()
