"""HTML inside Markdown is read as the HTML of a page is; the Markdown around it stays as it is."""

from __future__ import annotations

import pytest
from support.format_files import pairs, quotable

from corpus.documents import LeftOut, ReadDocument
from corpus.readers import read_document

pytestmark = pytest.mark.slow  # each conversion is a process

CLUB = """---
author: Mia
---
# The *club*

<details>
<summary>Where is the key?</summary>

It hangs **behind** the door.

</details>
<details><summary>Who mends nets?</summary><p>Otto does; ask <b>early</b>.</p></details>

We meet at noon.

<p align="center">The hut is <i>blue</i>.</p>

> <div>
> Dogs are welcome.
> </div>

- Tea
- <div>Cups</div>

<pre>
row 1
</pre>

<!-- Is it? -->

<div>
Bring tea.
<!-- Really? -->
</div>

```html
<div>shown as code</div>
```
"""


def read(text: str) -> ReadDocument:
    return read_document(text.encode(), "club.md")


def test_blocks_of_html_are_read_as_those_of_a_page() -> None:
    document = read(CLUB)
    assert [words for _, words in quotable(document)] == [
        "It hangs **behind** the door.", "Otto does; ask early.", "We meet at noon.", "The hut is blue.", "Dogs are welcome.",
        "Tea", "Cups", "row 1", "Bring tea.", "<div>shown as code</div>",
    ]  # fmt: skip
    assert pairs(document) == [
        ("Where is the key?", "It hangs **behind** the door."),
        ("Who mends nets?", "Otto does; ask early."),
    ]
    assert [headings for headings, words in quotable(document) if words == "We meet at noon."] == [()]
    assert (document.source.title, document.source.author) == ("The club", "Mia")
    assert sum(each.count for each in document.left_out if each.thing == "comment") == 2


def test_a_table_of_html_with_empty_lines_is_one_table() -> None:
    head = "<table>\n<tr><th>Boat</th><th>Seats</th></tr>\n\n<tr><td>Heron</td><td>4</td></tr>\n\n</table>\n\nAfter.\n"
    (_, row), (_, after) = quotable(read(head))
    assert ("Heron" in row, "4" in row, after) == (True, True, "After.")


@pytest.mark.parametrize(
    "text", ["A < b and <https://example.org> here.\n", "```\n<div>\n```\n", "Press `<kbd>F1</kbd>` now.\n"]
)
def test_markdown_without_blocks_of_html_is_stored_as_it_is(text: str) -> None:
    assert read(text).text == text


def test_comments_between_double_percent_signs_are_counted_and_not_quoted() -> None:
    document = read(
        "Bring tea %%ask Mia%% and cups.\n\n%%\nsecret\n\nmore\n%%\n\nIt is 100%% sure, 50%% at least.\n\n"
        "```\n%%time\nx = 1\n```\n\nBetween.\n\n```\n%%time\n```\n"
    )
    assert [words for _, words in quotable(document)] == [
        "Bring tea", "and cups.", "It is 100%% sure, 50%% at least.", "%%time\nx = 1", "Between.", "%%time",
    ]  # fmt: skip
    assert document.left_out == (LeftOut("comment", 2),)
