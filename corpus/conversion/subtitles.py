"""Subtitles (.vtt, .srt): what is said, joined to sentences, under headings that tell when."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from corpus.conversion.markup import Markup
from corpus.conversion.outcome import Converted, Limits, Refused
from corpus.conversion.plain_text import decode_text
from corpus.reading.decoding import normalise

_TIMES = re.compile(r"\s*(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[.,]\d{1,3}\s*-->\s*[\d:.,]+")
_TAG = re.compile(r"</?[a-z\d][^<>\n]*>|\{\\[^{}\n]*\}", re.IGNORECASE)
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?\s+([^<>\n]+)>", re.IGNORECASE)
_NO_CUE = ("NOTE", "STYLE", "REGION", "WEBVTT")
_ENDS = re.compile(r"[.!?…。！？।؟]['\"”’)\]]*$")
_LEVEL = 6  # of the heading with the time, so that it comes last in the heading path
_WORDS, _MOST_WORDS = 60, 110  # of a stretch: it ends at the first full stop behind the one, or at the other


def convert(data: bytes, limits: Limits) -> Converted:
    """Return what is said as paragraphs of some 60 words, each under the time at which it begins: "0:12:05".

    Raises `Refused` where nothing is said.
    """
    markup = Markup(limits.characters)
    cues: list[str] = []
    began = ""
    words = 0
    for time, text in _read_cues(normalise(decode_text(data)), markup):
        began = began or time
        cues.append(text)
        words += len(text.split())
        if words >= _MOST_WORDS or (words >= _WORDS and _ENDS.search(text)):
            _write(markup, began, cues)
            cues, began, words = [], "", 0
    _write(markup, began, cues)
    if not markup.text:
        raise Refused("holds no subtitles with words and times; upload a .vtt or .srt file with some")
    return Converted(markup.text, left_out=markup.left_out)


def _write(markup: Markup, began: str, cues: list[str]) -> None:
    if cues:
        markup.add_heading(_LEVEL, began)
        markup.add_paragraph(" ".join(cues))


def _read_cues(text: str, markup: Markup) -> Iterator[tuple[str, str]]:
    """Yield the time at which each cue begins and its words; lines that roll up from the cue before are not said again."""
    before: list[str] = []
    speaker = ""
    for block in re.split(r"\n[ \t]*\n", text):
        lines = block.strip("\n").split("\n")
        at = next((number for number, line in enumerate(lines[:3]) if _TIMES.match(line)), None)
        if at is None:
            if lines[0].startswith("NOTE"):
                markup.leave_out("comment")
            elif not lines[0].startswith(_NO_CUE) and any(map(str.isalpha, block)):
                markup.leave_out("block without a time", things="blocks without a time")
            continue
        time = _TIMES.match(lines[at])
        assert time is not None  # it was found above
        voice = _VOICE.search(block)
        said = [" ".join(html.unescape(_TAG.sub("", line)).split()) for line in lines[at + 1 :]]
        said = [line for line in said if line]
        fresh = [line for number, line in enumerate(said) if line not in before or number >= len(before)]
        before = said
        if not fresh:
            continue
        if voice is not None and voice[1].strip() != speaker:
            speaker = voice[1].strip()
            fresh[0] = f"{speaker}: {fresh[0]}"
        yield f"{int(time[1] or 0)}:{int(time[2]):02}:{time[3]}", " ".join(fresh)
