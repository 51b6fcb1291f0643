"""Subtitles: cues joined to sentences, under the times at which they are said."""

from __future__ import annotations

import pytest
from support.format_files import quotable

from corpus.documents import LeftOut
from corpus.readers import UnreadableDocument, read_document

pytestmark = pytest.mark.slow  # each conversion is a process

VTT = """WEBVTT - Harbour talk

NOTE for the editor: check the names

STYLE
::cue { color: white }

first
00:00:01.000 --> 00:00:03.500 align:start position:10%
<v Mia>The key of the shed hangs

00:03.500 --> 00:06.000
<v Mia>behind the <i>kitchen</i> door &amp; is blue.

00:01:06.000 --> 00:01:09.000
<v Otto>I ask Mia for it.

"""
SRT = """1
00:00:01,000 --> 00:00:03,500
{\\an8}The ferry leaves

2
00:00:03,500 --> 00:00:05,000
at <b>nine</b>.
"""


def test_cues_are_sentences_with_their_speakers_and_times() -> None:
    document = read_document(VTT.encode(), "talk.vtt")
    assert quotable(document) == [
        (("0:00:01",), "Mia: The key of the shed hangs behind the kitchen door & is blue. Otto: I ask Mia for it.")
    ]
    assert document.left_out == (LeftOut("comment", 1),)
    windows = SRT.replace("\n", "\r\n").encode("utf-8-sig")
    assert quotable(read_document(windows, "talk.srt")) == [(("0:00:01",), "The ferry leaves at nine.")]


def test_a_long_talk_is_parted_where_sentences_end_and_each_part_has_its_time() -> None:
    cues = [
        f"{n // 3600:02}:{n // 60 % 60:02}:{n % 60:02},000 --> 00:00:00,900\nBoat {n} leaves the harbour in good time{'.' * (n % 3 == 0)}\n"
        for n in range(3590, 3690)
    ]
    blocks = quotable(read_document("\n".join(cues).encode(), "talk.srt"))
    assert len(blocks) > 8
    assert all(words.endswith(".") for _, words in blocks[:-1])
    for (time,), words in blocks:
        hours, minutes, seconds = map(int, time.split(":"))
        assert words.startswith(f"Boat {hours * 3600 + minutes * 60 + seconds} ")


def test_lines_that_roll_up_are_said_once() -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\nWe meet\n\n00:02.000 --> 00:03.000\nWe meet\nat noon.\n\n"
    text += "00:03.000 --> 00:04.000\nat noon.\nBring tea.\n"
    assert quotable(read_document(text.encode(), "talk.vtt")) == [(("0:00:01",), "We meet at noon. Bring tea.")]


def test_a_file_without_cues_is_refused_with_a_remedy() -> None:
    with pytest.raises(UnreadableDocument, match="holds no subtitles with words and times; upload"):
        read_document(b"A letter to the club.", "talk.srt")
