"""Text in the encoding that a page or a server states, read as browsers read it."""

from __future__ import annotations

import codecs
import re

# Browsers read these labels as the larger encoding that contains the one they name (https://encoding.spec.whatwg.org).
_LARGER = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
    "utf-16": "utf-16-le",
}
_LABELS = {
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "windows-874": "cp874",
    "windows-949": "cp949",
    "x-gbk": "gb18030",
    "x-euc-jp": "euc_jp",
    "x-cp1250": "cp1250",
    "x-cp1251": "cp1251",
    "x-cp1252": "cp1252",
    "x-mac-cyrillic": "mac_cyrillic",
    "iso-8859-8-i": "iso8859-8",
    "unicode-1-1-utf-8": "utf-8",
    "utf8mb4": "utf-8",
}
_ESCAPES = frozenset({"unicode-escape", "raw-unicode-escape", "utf-7", "idna", "punycode", "undefined"})
_STATED = re.compile(
    rb"<\?xml[^>]{0,100}?\sencoding\s*=\s*[\"']([\w.:-]{2,40})|<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})",
    re.IGNORECASE,
)
_HEAD = 4096  # bytes in which a page states its encoding
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_FEW = 200  # characters to one that the encoding doesn't have: with more such the label is wrong


def find_stated_encoding(page: bytes) -> str | None:
    """Return the encoding that a page states in its head, None where it states none."""
    stated = _STATED.search(page[:_HEAD])
    return (stated[1] or stated[2]).decode("ascii", "replace") if stated is not None else None


def decode_as(data: bytes, label: str) -> str | None:
    """Return the text of `data` in the encoding that `label` names for browsers; None where it isn't in that one.

    A byte here and there that the encoding doesn't have becomes U+FFFD, and spoils nothing around it.
    """
    name = label.strip().strip("\"'").lower()
    try:
        codec = codecs.lookup(_LABELS.get(name, name)).name
        codec = _LARGER.get(codec, codec)
        if codec.replace("_", "-") in _ESCAPES:
            return None
        text = data.decode(codec, "replace")
    except (LookupError, ValueError):
        return None
    return text if text.count("\ufffd") <= 1 + len(text) // _FEW else None


def recode_to_utf8(data: bytes, label: str | None) -> bytes:
    """Return `data`, which came with a label of its encoding, in UTF-8 with its mark.

    What has a mark, is UTF-8 already, or isn't in that encoding comes back as it is.
    """
    if label is None or data.startswith(_MARKS):
        return data
    if not _needs_label(data, label):
        return data
    text = decode_as(data, label)
    return data if text is None else text.encode("utf-8-sig", "replace")


def decode_labelled_page(data: bytes) -> str | None:
    """Return the text of a page that is in another encoding than UTF-8, and states it; None for any other."""
    label = None if data.startswith(_MARKS) else find_stated_encoding(data)
    return decode_as(data, label) if label is not None and _needs_label(data, label) else None


def _needs_label(data: bytes, label: str) -> bool:
    """Whether `data` reads otherwise than as UTF-8: it isn't that, or is in one of the encodings made of ASCII signs."""
    if b"\x1b" in data and label.strip().lower().startswith("iso-2022"):
        return True
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return True
    return False
