"""What a reply looks like in the terminal."""

from __future__ import annotations

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from bot.printing import plain
from bot.wording import sureness
from index.engine import Overview
from index.outcomes import Answer, Citation, Help, Reason, Refusal, Reply
from index.small_talk import Topic

HEADLINES = {
    Reason.OFF_TOPIC: "That is outside what the documents are about",
    Reason.NOT_STATED: "The documents don't say",
    Reason.EMPTY_CORPUS: "There are no documents yet",
    Reason.UNREADABLE_QUESTION: "That question can't be read",
}


GREETINGS = {
    Topic.GREETING: "Hello!",
    Topic.THANKS: "You're welcome.",
    Topic.ABILITIES: "I answer questions from this community's documents.",
}
ABILITIES = "Ask me something: I quote the documents word for word, with the source, and say so when they don't tell."


def show(console: Console, reply: Reply, overview: Overview) -> None:
    """Print a reply: the answer and its numbered quotes, or the refusal in another colour."""
    match reply:
        case Answer():
            console.print(_answer(reply))
        case Refusal():
            console.print(_refusal(reply, overview))
        case Help():
            console.print(_help(reply, overview))


def _answer(answer: Answer) -> RenderableType:
    body = Text()
    for citation in answer.citations:
        body.append(plain(citation.quote), "bold").append(f" [{citation.number}]\n", "cyan")
    title = "The moderators' answer" if answer.by else "Answer"
    sources: list[RenderableType] = [_place(citation) for citation in answer.citations]
    footer = Text(f"{sureness(answer.probability)} sure · every sentence is quoted as it stands in the document", "dim")
    return Panel(Group(body, *sources, Text(), footer), title=title, title_align="left", border_style="blue")


def _refusal(refusal: Refusal, overview: Overview) -> RenderableType:
    parts: list[RenderableType] = [Text(f"{HEADLINES[refusal.reason]}.", "bold"), Text(plain(refusal.detail))]
    if refusal.nearest and refusal.reason is Reason.NOT_STATED:
        parts += [Text(), Text("Nearest passage: related, does not answer", "dim")]
        first = refusal.nearest[0]
        parts += [Padding(Text(plain(first.quote), "italic"), (0, 0, 0, 2)), _place(first)]
    if refusal.reason is not Reason.UNREADABLE_QUESTION or not overview.titles:
        parts += [Text(), _topics(overview)]
    return Panel(Group(*parts), title="No answer", title_align="left", border_style="yellow")


def _help(reply: Help, overview: Overview) -> RenderableType:
    said = Text(f"{GREETINGS[reply.topic]} {ABILITIES}")
    return Panel(Group(said, Text(), _topics(overview)), title="Landscape", title_align="left", border_style="green")


def _topics(overview: Overview) -> Text:
    if not overview.titles:
        return Text("Add documents with: landscape corpus add PATH", "dim")
    listed = "; ".join(plain(title) for title in overview.titles[:4])
    more = f"; and {len(overview.titles) - 4} more" if len(overview.titles) > 4 else ""
    return Text(f"Ask about: {listed}{more}", "dim")


def _place(citation: Citation) -> Text:
    path = " › ".join((citation.document.title, *citation.passage.headings))
    line = Text(f"[{citation.number}] ", "cyan").append(plain(path))
    if citation.document.source.url:
        line.append(f"\n    {plain(citation.document.source.url)}", "blue underline")
    return line


def progress_bar(console: Console) -> Progress:
    """Return a bar that is gone when done."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console, transient=True)
