"""Which module of this package converts which suffix; a module is imported only when it is needed."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

CONVERTERS: Mapping[str, str] = MappingProxyType(
    {
        ".html": "web_pages",
        ".htm": "web_pages",
        ".pdf": "pdf",
        ".docx": "word",
        ".pptx": "slides",
        ".csv": "csv_rows",
        ".xlsx": "sheets",
        ".epub": "books",
        ".json": "pairs",
    }
)
