"""What a reply looks like in the terminal."""

from __future__ import annotations

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text

from index.engine import Overview
from index.outcomes import Answer, Citation, Reason, Refusal, Reply

HEADLINES = {
    Reason.OFF_TOPIC: "That is outside what the documents are about",
    Reason.NOT_STATED: "The documents don't say",
    Reason.EMPTY_CORPUS: "There are no documents yet",
    Reason.UNREADABLE_QUESTION: "That question can't be read",
}


def show(console: Console, reply: Reply, overview: Overview) -> None:
    """Print a reply: the answer and its numbered quotes, or the refusal in another colour."""
    console.print(_answer(reply) if isinstance(reply, Answer) else _refusal(reply, overview))


def _answer(answer: Answer) -> RenderableType:
    body = Text()
    for citation in answer.citations:
        body.append(plain(citation.quote), "bold").append(f" [{citation.number}]\n", "cyan")
    sources: list[RenderableType] = [_place(citation) for citation in answer.citations]
    footer = Text(f"{answer.probability:.0%} sure · every sentence is quoted as it stands in the document", "dim")
    return Panel(Group(body, *sources, Text(), footer), title="Answer", title_align="left", border_style="blue")


def _refusal(refusal: Refusal, overview: Overview) -> RenderableType:
    parts: list[RenderableType] = [Text(f"{HEADLINES[refusal.reason]}.", "bold"), Text(refusal.detail)]
    if refusal.nearest and refusal.reason is Reason.NOT_STATED:
        parts += [Text(), Text("Nearest passage: related, does not answer", "dim")]
        first = refusal.nearest[0]
        parts += [Padding(Text(plain(first.quote), "italic"), (0, 0, 0, 2)), _place(first)]
    if overview.titles and refusal.reason is not Reason.UNREADABLE_QUESTION:
        listed = "; ".join(plain(title) for title in overview.titles[:4])
        more = f"; and {len(overview.titles) - 4} more" if len(overview.titles) > 4 else ""
        parts += [Text(), Text(f"Ask about: {listed}{more}", "dim")]
    elif not overview.titles:
        parts += [Text("Add some with: landscape corpus add PATH", "dim")]
    return Panel(Group(*parts), title="No answer", title_align="left", border_style="yellow")


def _place(citation: Citation) -> Text:
    path = " › ".join((citation.document.title, *citation.passage.headings))
    line = Text(f"[{citation.number}] ", "cyan").append(plain(path))
    if citation.document.source.url:
        line.append(f"\n    {plain(citation.document.source.url)}", "blue underline")
    return line


def plain(text: str) -> str:
    """Return text without characters that could steer the terminal."""
    return "".join(letter if letter.isprintable() or letter == "\n" else " " for letter in text)
