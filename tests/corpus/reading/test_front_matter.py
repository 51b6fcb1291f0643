"""Front matter of the tools that write it: read as far as it can be, never quoted, and never in the way."""

from __future__ import annotations

import pytest

from corpus.documents import ReadDocument
from corpus.readers import read_document
from corpus.reading.markdown import read_markdown


def list_quotes(document: ReadDocument) -> list[str]:
    return [block.span.of(document.text) for block in document.blocks]


@pytest.mark.parametrize(
    ("front", "stated"),
    [
        ("title: Storage\npublished: true\ntags: boats, winter", {"title": "Storage", "tags": ("boats", "winter")}),
        ("title: Storage: what to do\nauthor: [Jo, Mia]", {"title": "Storage: what to do", "author": "Jo, Mia"}),
        ("title: 'Storage'\nauthor:\n  - name: Jo\n    url: x\n  - Mia", {"title": "Storage", "author": "Jo, Mia"}),
        (
            "Title: Storage\nauthors: Jo\ndate: 2024-05-01 10:00:00",
            {"title": "Storage", "author": "Jo", "day": "2024-05-01"},
        ),
        ("layout: post\ntitle: >-\n  Winter\n  storage\nurl: /winter/", {"title": "Winter storage"}),
        ("title: [a", {"title": "a"}),
        ("title: Storage\npublished: soon\nlanguage: English", {"title": "Storage"}),
        ("title:\n  a: b\ntags:\n  - {a: b}\n  - boats", {"title": "Rules", "tags": ("boats",)}),
        ("\ttitle: Storage", {"title": "Storage"}),
        ("title: Storage\npublished: 2026-02-31\nlang: de-AT", {"title": "Storage", "language": "de"}),
    ],
)
def test_front_matter_of_any_tool_is_read_as_far_as_it_can_be_and_never_quoted(
    front: str, stated: dict[str, str]
) -> None:
    document = read_markdown(f"---\n{front}\n---\n\nBoats come out of the water.\n", "rules.md")
    source = document.source
    assert list_quotes(document) == ["Boats come out of the water."]
    assert source.title == stated["title"]
    assert (source.author, source.url) == (stated.get("author"), None)
    assert source.tags == stated.get("tags", ())
    assert str(source.published) == stated.get("day", "None")
    assert source.language == stated.get("language", "en")


@pytest.mark.parametrize(
    ("front", "title", "author"),
    [
        ('title = "Storage"\ndraft = true\nauthor = "Jo"\ndate = 2024-05-01', "Storage", "Jo"),
        ("# Ours\ntitle = 'Storage'\n[params]\nauthor = 'Jo'", "Storage", None),
        ("title = Storage\nauthor = Jo", "Storage", "Jo"),
    ],
)
@pytest.mark.parametrize("name", ["rules.md", "rules.txt"])
def test_front_matter_in_toml_is_front_matter(front: str, title: str, author: str | None, name: str) -> None:
    text = f"+++\n{front}\n+++\n\nBoats come out of the water.\n"
    document = read_document(text.encode(), name)
    assert list_quotes(document) == ["Boats come out of the water."]
    assert (document.source.title, document.source.author) == (title, author)


@pytest.mark.parametrize("rule", ["---", "+++"])
@pytest.mark.parametrize("name", ["rules.md", "rules.txt"])
def test_what_is_never_closed_or_holds_prose_is_text(rule: str, name: str) -> None:
    sign = ":" if rule == "---" else " ="
    for text in (
        f"{rule}\ntitle{sign} a\n\nBoats come out of the water.\n",
        f"{rule}\nNote: bring tea.\nBoats come out of the water.\n\n{rule}\n\nThe end is near us.\n",
    ):
        assert "Boats come out of the water." in " ".join(list_quotes(read_document(text.encode(), name)))
