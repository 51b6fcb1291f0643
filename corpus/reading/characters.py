"""Characters that look like others or like nothing, written so that words are found, quoted and copied as they are read."""

from __future__ import annotations

import re
import unicodedata

_FORMS = (
    (0x0132, 0x0133),  # ĳ
    (0xFB00, 0xFB06),  # ﬁ, ﬂ, ﬀ …
    (0xFB13, 0xFB17),  # of Armenian
    (0xFB50, 0xFBB1),  # of Arabic and Persian, whose letters take another shape by their neighbours
    (0xFBD3, 0xFBE9),
    (0xFBFC, 0xFBFF),
    (0xFE80, 0xFEFC),
)
_LIGATURES = {
    code: unicodedata.normalize("NFKC", chr(code)) for first, last in _FORMS for code in range(first, last + 1)
}
# Arabic, the scripts of India and of South-East Asia, Tibetan, Mongolian: their letters join or part by joiners.
_JOINING = (
    "\u0600-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u18af\u1a00-\u1cff\ua800-\uabff\ufb50-\ufefc"
    "\U00010a00-\U00011fff\U0001e900-\U0001e95f"
)
_PICTURES = "\u00a9\u00ae\u203c-\u3299\ufe0f\U0001f000-\U0001faff\U000e0020-\U000e007f"
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u1950-\u19df"  # Thai, Lao, Burmese, Khmer: between words stands nothing seen
_INVISIBLE = re.compile(
    "\u00ad(?:[ \t]*\n[ \t]*(?=[^\\W\\d_]))?"  # a soft hyphen, with the end of the line at which it parts a word
    f"|(?<![{_UNSPACED}])\u200b|\u200b(?![{_UNSPACED}])"
    f"|(?<![{_JOINING}])\u200c"
    f"|(?<![{_JOINING}{_PICTURES}])\u200d"
    "|(?<!<)\u2060|\u2060(?!!--)"  # `Markup` keeps what looks like a comment apart by one
    "|[\u2061-\u2064\u206a-\u206f\ufeff]"
)


def write_plainly(text: str) -> str:
    """Return a text with ligatures written in letters, without soft hyphens and characters that have no width.

    Joiners stay where a script or a picture needs them: in Persian, in the scripts of India, in emoji.
    """
    return _INVISIBLE.sub("", text.translate(_LIGATURES))
