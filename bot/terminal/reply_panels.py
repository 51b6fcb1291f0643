"""What a reply looks like in the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text

from bot.terminal.output import clean
from bot.ui.quoting import lay_out, share_context
from bot.wording import (
    IN_RETURN,
    UNSURE,
    format_count,
    format_first_ones,
    format_likelihood,
    format_missing,
    head_nearest,
    head_refusal,
)
from index.engine import Overview
from index.judge.grades import Certainty
from index.judge.windows import name_columns
from index.outcomes import Answer, Citation, Help, Reason, Refusal, Reply, Several, Topic

_SENTENCE, _CONTEXT = 900, 360  # characters, as on Discord
_ABILITIES = "Ask me something: I quote the documents word for word, with the source, and tell you where I'm not sure."
_ADD = "Add documents with: landscape corpus add PATH"
_LIST = "landscape corpus list"
_TOPICS, _DOCUMENTS = 4, 30  # that are listed


def print_reply(console: Console, reply: Reply | Several, overview: Overview) -> None:
    """Print a reply: the answer and its numbered quotes, or the refusal in another colour; of several questions each."""
    match reply:
        case Several():
            for number, one in enumerate(reply.replies, start=1):
                console.print(Text(f"{number}. {clean(one.question)}", "bold"))
                print_reply(console, one, overview)
            if reply.left_out:
                console.print(Text(format_first_ones(len(reply.replies), reply.left_out), "dim"))
        case Answer():
            console.print(_frame_answer(reply))
        case Refusal():
            console.print(_frame_refusal(reply, overview))
        case Help():
            console.print(_frame_help(reply, overview))


def _frame_answer(answer: Answer) -> RenderableType:
    surely = answer.certainty is Certainty.SURE
    context = share_context(answer, _CONTEXT)
    parts: list[RenderableType] = []
    if not surely:
        missing = format_missing([clean(name) for name in answer.missing])
        parts += [Text(f"{UNSURE} {missing}".rstrip(), "bold"), Text()]
    for citations in answer.by_passage:
        quote = Text(clean(citations[0].quote), "bold") if answer.by else _format_quote(citations, context)
        parts += [_format_place(citations), Padding(quote, (0, 0, 0, 2)), Text()]
    parts.append(
        Text(f"{format_likelihood(answer.probability)} · every sentence is quoted as it stands in the document", "dim")
    )
    title = "The moderators' answer" if answer.by else "Answer" if surely else "Perhaps an answer"
    return Panel(Group(*parts), title=title, title_align="left", border_style="blue" if surely else "dark_orange")


def _format_quote(citations: Sequence[Citation], context: int) -> Text:
    """Return the passage of some citations with the words that answer in bold."""
    lines = lay_out(
        citations[0].passage, [citation.span for citation in citations], sentence=_SENTENCE, context=context
    )
    text = Text()
    for line in lines:
        text.append("\n" if text else "")
        for words in line:
            text.append(clean(words.text), "bold" if words.answers else "")
    return text


def _frame_refusal(refusal: Refusal, overview: Overview) -> RenderableType:
    parts: list[RenderableType] = [Text(head_refusal(refusal), "bold")]
    if refusal.detail:
        parts.append(Text(clean(refusal.detail)))
    nearest = refusal.nearest[:1] if refusal.reason is Reason.NOT_STATED else ()
    for closest in nearest:
        parts += [Text(), Text(head_nearest(refusal, 1), "bold" if refusal.is_close else "dim")]
        parts += [_format_place([closest]), Padding(Text(clean(closest.quote), "italic"), (0, 0, 0, 2))]
    if not nearest and (refusal.reason is not Reason.UNREADABLE_QUESTION or not overview.titles):
        parts += [Text(), _list_topics(overview)]
    return Panel(Group(*parts), title="No answer", title_align="left", border_style="yellow")


def _frame_help(reply: Help, overview: Overview) -> RenderableType:
    said = IN_RETURN[reply.topic]
    parts: list[RenderableType] = [Text(said if reply.topic is Topic.THANKS else f"{said} {_ABILITIES}".strip())]
    if reply.topic is Topic.DOCUMENTS:
        parts = [_list_documents(overview)]
    elif reply.topic in (Topic.GREETING, Topic.ABILITIES):
        parts += [Text(), _list_topics(overview)]
    return Panel(Group(*parts), title="Landscape", title_align="left", border_style="green")


def _list_topics(overview: Overview) -> Text:
    if not overview.titles:
        return Text(_ADD, "dim")
    listed = "; ".join(clean(title) for title in overview.titles[:_TOPICS])
    rest = len(overview.titles) - _TOPICS
    more = f"; and {rest} more: {_LIST}" if rest > 0 else ""
    return Text(f"Ask about: {listed}{more}", "dim")


def _list_documents(overview: Overview) -> Text:
    if not overview.listed:
        return Text(_ADD)
    text = Text(format_count(len(overview.listed), "document"), "bold")
    for document in overview.listed[:_DOCUMENTS]:
        text.append(f"\n- {clean(document.title)}", "default")
        if document.url:
            text.append(f"\n  {clean(document.url)}", "blue underline")
    rest = len(overview.listed) - _DOCUMENTS
    return text.append(f"\nand {rest} more: {_LIST}", "dim") if rest > 0 else text


def _format_place(citations: Sequence[Citation]) -> Text:
    """Return where citations of one passage stand: their numbers, title, headings and link."""
    first = citations[0]
    columns = name_columns(first.document.text, first.span.start)  # of a row of a table
    path = " › ".join(filter(None, (first.document.title, *first.passage.headings, columns)))
    line = Text(f"[{', '.join(str(citation.number) for citation in citations)}] ", "cyan").append(
        clean(path), "default"
    )
    if first.document.source.url:
        line.append(f"\n    {clean(first.document.source.url)}", "blue underline")
    return line
