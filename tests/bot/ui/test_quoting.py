"""Quotes of code and of rows of tables."""

from __future__ import annotations

from support.passages_read import passage

from bot.ui.quoting import quote_passage, quote_text
from index.outcomes import Citation

OVEN = (
    "To heat it, run this:\n\n```sh\n# Get the tools\napt install oven \\\n    tongs\noven --say '`hot`'\n```\n\n"
    "Then wait. It hums."
)


def test_commands_keep_their_lines_and_are_shown_as_code() -> None:
    read = passage(OVEN)
    assert quote_passage(read, read.sentences[:2], sentence=900, context=300).split("\n") == [
        "> **To heat it, run this:**",
        "> **`# Get the tools`**",
        "> **`apt install oven \\ `**",
        "> **`    tongs`**",
        "> oven --say '\\`hot\\`'",
        "> …",
    ]


def test_text_after_code_begins_a_line_and_the_fences_are_not_shown() -> None:
    read = passage(OVEN)
    assert quote_passage(read, read.sentences[3:4], sentence=900, context=300).split("\n") == [
        "> …", "> oven --say '\\`hot\\`'", "> **Then wait.** It hums.",
    ]  # fmt: skip
    assert quote_text(Citation(1, read, read.span), 90).split("\n")[:2] == [
        "> To heat it, run this:",
        "> `# Get the tools`",
    ]
