"""Word documents (.docx): mammoth tells headings, lists and tables by their styles."""

from __future__ import annotations

import re

import mammoth

from corpus.conversion import html_tree
from corpus.conversion.archives import add_properties, open_office_file
from corpus.conversion.markup import Markup
from corpus.conversion.outcome import Converted, Limits, Refused
from corpus.conversion.word_parts import rewrite_parts

_TYPE = "wordprocessingml.document.main+xml"
_BACK = re.compile(r'\s*<a href="#(?:foot|end)note-ref-[^"<>]*">↑</a>')  # from a note to its place
_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name='Quote'] => p:fresh
p[style-name='Intense Quote'] => p:fresh
"""


def convert(data: bytes, limits: Limits) -> Converted:
    """Return the text of a document as Word shows it, without its pictures and comments.

    Raises `Refused` for what is no Word document, is encrypted, or holds no words.
    """
    archive = open_office_file(data, "Word document", ".docx", _TYPE, limits)
    markup = Markup(limits.characters)
    page = mammoth.convert_to_html(
        rewrite_parts(archive, markup), style_map=_STYLES, convert_image=lambda _: [], external_file_access=False
    ).value
    root = html_tree.parse_page(f"<body>{_BACK.sub('', page)}</body>")
    if root is not None:
        html_tree.write_element(root, markup)
    if not any(character.isalnum() for character in markup.text):
        raise Refused("holds no text; upload a document with text in it")
    return add_properties(markup, archive)
