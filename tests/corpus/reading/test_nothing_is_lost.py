"""No word that a reader of a file sees is lost without being counted, whatever the file is made of."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.paths import ROOT

from corpus.documents import ReadDocument
from corpus.passages import PassageSettings, split
from corpus.readers import read_document
from corpus.sentences import count_words

CASES = ROOT.parent / "shared" / "cases" / "files"
WORD = st.from_regex(r"[a-zäß]{2,9}", fullmatch=True)
LINE = st.lists(WORD, min_size=1, max_size=9).map(" ".join)
SENTENCE = st.tuples(LINE, st.sampled_from([".", "!", "?", "", ":", "。"])).map("".join)
PARAGRAPH = st.lists(SENTENCE, min_size=1, max_size=4).map(" ".join)
CELLS = st.lists(LINE, min_size=2, max_size=2).map(" | ".join)
MARKDOWN = st.one_of(
    PARAGRAPH, LINE.map("# {}".format), LINE.map("## {}".format), LINE.map("{}?".format).map("**{}**".format),
    st.lists(LINE, min_size=1, max_size=4).map(lambda lines: "\n".join(f"- {line}" for line in lines)),
    st.lists(LINE, min_size=1, max_size=4).map(lambda lines: "\n".join(f"> {line}" for line in lines)),
    LINE.map("```\n{}\n```".format), PARAGRAPH.map("Q: {}\nA: so".format), CELLS.map("| x | y |\n|---|---|\n| {} |".format),
)  # fmt: skip


def count(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text))


def list_visible(document: ReadDocument) -> Counter[str]:
    """Count the words that can be quoted, and those of headings, which stand beside quotes."""
    ends = [block.span.of(document.text) for block in document.blocks]
    headings = {heading for block in document.blocks for heading in block.headings}
    asked = [each.question.of(document.text) for each in document.questions]
    return count("\n".join((*ends, *headings, *asked, document.source.title)))


@pytest.mark.slow
@given(st.lists(MARKDOWN, min_size=1, max_size=8))
@settings(max_examples=150, deadline=None)
def test_each_word_of_markdown_can_be_quoted_or_stands_in_a_heading(parts: list[str]) -> None:
    text = "\n\n".join((*parts, "The end is near."))
    visible = list_visible(read_document(text.encode(), "all.md"))
    table = {"x", "y", "Q", "A"}  # the names of columns and the marks of questions
    trailing = {word for part in parts if part.startswith(("#", "**")) for word in count(part)}
    assert not set(count(text)) - set(visible) - table - trailing


@pytest.mark.slow
@given(st.lists(PARAGRAPH, min_size=1, max_size=8))
@settings(max_examples=150, deadline=None)
def test_each_word_of_plain_text_can_be_quoted_or_its_line_is_counted(parts: list[str]) -> None:
    text = "\n\n".join((*parts, "the end is near and here it comes at last."))
    document = read_document(text.encode(), "all.txt")
    lost = set(count(text)) - set(list_visible(document))
    lines = sum(bool(set(count(line)) & lost) for line in text.split("\n"))
    assert lines <= sum(each.count for each in document.left_out)


def test_lines_around_an_article_are_counted() -> None:
    article = "The boats of the harbour are mended in winter, when nobody needs them and the sheds are warm and dry. "
    page = f"Home\nLog in\nMending boats\nBy Mia Berg\n2026-01-02\n\n{article * 3}\n\n{article * 2}\n\nShare this\nSubscribe\n"
    document = read_document(page.encode(), "boats.txt")
    assert [str(each) for each in document.left_out] == ["4 lines around the text"]
    assert (document.source.title, document.source.author) == ("Mending boats", "Mia Berg")


@pytest.mark.slow
@pytest.mark.skipif(not CASES.is_dir(), reason="the cases lie beside the repository")
def test_the_cases_of_text_are_read_as_their_authors_wrote_them() -> None:
    read = {path.name: read_document(path.read_bytes(), path.name) for path in sorted(CASES.glob("*.[mt][dx]*"))}
    quotes = {name: [block.span.of(each.text) for block in each.blocks] for name, each in read.items()}
    assert quotes["11b_ligatures.md"][0].split()[:5] == ["To", "file", "an", "official", "appeal,"]
    assert len(quotes["14_html_in_markdown.md"]) == 6
    assert len(read["14_html_in_markdown.md"].questions) == 2
    assert not any("<" in quote for quote in quotes["14_html_in_markdown.md"])
    for name in ("17b_transcript_oneline.txt", "18_chinese.md"):
        text = read[name].text
        passages = split(text, read[name].blocks, PassageSettings())
        assert all(85 <= count_words(passage.span.of(text)) <= 112 for passage in passages[:-1])
    for name in ("20_devto.md", "20b_toml.md"):
        assert (read[name].source.title, len(quotes[name])) == ("Winter storage", 1)
