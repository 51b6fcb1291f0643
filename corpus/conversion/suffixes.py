"""Which module of this package converts which suffix; a module is imported only when it is needed."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

HTML_IN_MARKDOWN = "html_blocks"  # the module for Markdown that holds HTML; other Markdown is read as it is
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
        ".vtt": "subtitles",
        ".srt": "subtitles",
    }
)
