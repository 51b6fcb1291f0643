"""From the bytes of a file to the text that is stored: decoded, with one kind of line break, in Unicode's form NFC."""

from __future__ import annotations

import codecs
import re
import unicodedata

from charset_normalizer import from_bytes

from corpus.errors import MendableError
from corpus.reading.characters import write_plainly

_SAMPLE = 200_000  # bytes looked at to guess an encoding
_WHOLE = (
    10  # signs outside ASCII that are UTF-8, to one that isn't: a text in another encoding has hardly any by chance
)

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "a PDF; export it as plain text or Markdown"),
    (b"PK\x03\x04", "a ZIP archive or an office document; export it as plain text or Markdown"),
    (b"\xd0\xcf\x11\xe0", "an office document; export it as plain text or Markdown"),
    (b"{\\rtf", "rich text; save it as plain text"),
    (b"\x89PNG", "a picture; upload its text"),
    (b"\xff\xd8\xff", "a picture; upload its text"),
    (b"GIF8", "a picture; upload its text"),
    (b"\x1f\x8b", "compressed; unpack it first"),
    (b"7z\xbc\xaf", "compressed; unpack it first"),
    (b"Rar!", "compressed; unpack it first"),
    (b"\x7fELF", "a program; upload text"),
)
_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BREAK = re.compile("\r\n|[\r\u2028\u2029\u0085\f\v]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff]")
# Signs that Western Windows text holds beside letters; among the letters of a word they tell of another code page.
_WESTERN = re.compile(r"[A-Za-zÀ-ÿŠšŽžŒœŸ“”‘’„‚–—…€£§°©®™«»·¿¡½¼¾ªº•\xa0\x00-\x7f]*")
_HIRAGANA = re.compile("[\u3041-\u3096]")
_FOREIGN_IN_WORD = re.compile(r"[A-Za-z][£§°©®™«»¿¡½¼¾ªº×÷][A-Za-z]")


class UnreadableDocument(MendableError, ValueError):
    """A file that cannot be read: one plain line that names the file and the remedy."""


def decode(data: bytes, filename: str) -> str:
    """Return the text of `data`, byte order mark removed.

    A byte order mark decides; then UTF-8; then what the bytes look like. Raises `UnreadableDocument` for anything else.
    """
    for signature, what in _SIGNATURES:
        if data.startswith(signature):
            raise UnreadableDocument(f"{filename} is {what}")
    for mark, marked in _MARKS:
        if data.startswith(mark):
            return _check_is_text(_decode_strictly(data[len(mark) :], marked, filename), filename)
    encoding = _detect_utf16(data) or _detect_utf8(data)
    if encoding is not None:
        return _check_is_text(_decode_strictly(data, encoding, filename), filename)
    if b"\x00" in data:
        raise _make_binary_error(filename)
    return _check_is_text(_guess(data, filename), filename)


def normalise(text: str) -> str:
    """Return `text` as it is stored: line breaks as "\\n", no control characters but tab, nothing without width, NFC."""
    return unicodedata.normalize("NFC", write_plainly(_CONTROL.sub("", _BREAK.sub("\n", text))))


def _decode_strictly(data: bytes, encoding: str, filename: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableDocument(f"{filename} is damaged at byte {error.start}; save it again as UTF-8") from error


def _detect_utf8(data: bytes) -> str | None:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if b"\x00" in data else "utf-8"


def _detect_utf16(data: bytes) -> str | None:
    """UTF-16 without its mark: of mostly Latin text, every other byte is zero."""
    sample = data[:_SAMPLE]
    half = len(sample) // 2
    if half == 0 or len(data) % 2:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > half * 0.4 and even < half * 0.05:
        return "utf-16-le"
    if even > half * 0.4 and odd < half * 0.05:
        return "utf-16-be"
    return None


def _guess(data: bytes, filename: str) -> str:
    likely = _try_damaged_utf8(data) or _try_western(data) or _try_japanese(data)
    if likely is not None:
        return likely
    sample = data if len(data) <= _SAMPLE else data[: data.rfind(b"\n", 0, _SAMPLE) + 1 or _SAMPLE]
    best = from_bytes(sample).best()
    if best is None:
        raise UnreadableDocument(f"{filename} is in an unknown encoding; save it as UTF-8")
    try:
        return data.decode(best.encoding)
    except UnicodeDecodeError as error:
        raise UnreadableDocument(f"{filename} is in an unknown encoding; save it as UTF-8") from error


def _try_damaged_utf8(data: bytes) -> str | None:
    """The text as UTF-8, if all but a few of its bytes are that: the others become U+FFFD, and nothing else changes."""
    text = data.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    whole = sum(1 for character in text if character > "\x7f") - damaged
    return text if whole >= _WHOLE * damaged else None


def _try_western(data: bytes) -> str | None:
    """The text as Windows-1252, if it reads as a Western language in it: detection is weak on few accents."""
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return None
    high = sum(1 for byte in data[:_SAMPLE] if byte > 127)
    letters = sum(1 for byte in data[:_SAMPLE] if byte > 64)
    if high * 5 > letters or not _WESTERN.fullmatch(text) or _FOREIGN_IN_WORD.search(text):
        return None
    return text


def _try_japanese(data: bytes) -> str | None:
    """The text in a Japanese encoding, if it is rich in hiragana: other encodings of East Asia look alike in their bytes."""
    for encoding in ("shift_jis", "euc_jp", "cp932"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        wide = sum(1 for character in text[:_SAMPLE] if character > "\u00ff")
        if wide and len(_HIRAGANA.findall(text[:_SAMPLE])) * 5 >= wide:
            return text
    return None


def _check_is_text(text: str, filename: str) -> str:
    controls = sum(1 for character in text[:_SAMPLE] if unicodedata.category(character) in ("Cc", "Cn"))
    breaks = sum(text.count(character, 0, _SAMPLE) for character in "\n\r\t\f\v\x1b\x85")
    if controls - breaks > 4 and (controls - breaks) * 50 > min(len(text), _SAMPLE):
        raise _make_binary_error(filename)
    return text


def _make_binary_error(filename: str) -> UnreadableDocument:
    return UnreadableDocument(f"{filename} holds binary data, not text; upload plain text or Markdown")
