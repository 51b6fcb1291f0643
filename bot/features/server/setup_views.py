"""What a server has set, and what is missing, as `/setup …` shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.features.server.lacking import format_lacking
from bot.ui.escaping import escape_inline
from bot.ui.layout import BLURPLE, YELLOW, View, build_text_card
from bot.wording import format_count
from corpus.store.servers import ServerSettings

_WARNING = "⚠"
_ROLES = 15  # roles that are listed


@dataclass(frozen=True, slots=True)
class SetupState:
    """What a server has set, and what Discord says of it.

    `roles` are those of `settings` that Discord still has. `hidden` has by the IDs of roles the commands that they do not see;
    `None` where Discord did not tell. `lacking_in_log` and `lacking_here` name permissions; the former is `None` where no log
    channel is set or it is gone.
    """

    settings: ServerSettings
    roles: Sequence[int]
    hidden: Mapping[int, Sequence[str]] | None
    lacking_in_log: Sequence[str] | None
    lacking_here: Sequence[str]
    documents: int
    shared: int  # documents that the operator shares with all servers
    notes_anywhere: bool  # whether the operator lets the shipped notes answer
    bot_name: str


def render_setup(state: SetupState) -> View:
    """Return all that a server has set, and what is missing, with the remedy."""
    return _render([_tell_moderators(state), _tell_log(state), _tell_notes(state), _tell_here(state)])


def render_moderators(state: SetupState, done: str = "") -> View:
    """Return who keeps the documents; `done` says what was changed just now."""
    return _render([done, _tell_moderators(state)])


def render_log(state: SetupState, done: str = "") -> View:
    """Return where changes are told; `done` says what was changed just now."""
    return _render([done, _tell_log(state)])


def render_notes(state: SetupState, done: str = "") -> View:
    """Return whether the shipped notes answer; `done` says what was changed just now."""
    return _render([done, _tell_notes(state)])


def _render(texts: Sequence[str]) -> View:
    told = [text for text in texts if text]
    return build_text_card(YELLOW if any(_WARNING in text for text in told) else BLURPLE, *told)


def _tell_moderators(state: SetupState) -> str:
    lines = ["**Moderators** keep the documents, the FAQ and the open questions"]
    lines.append("- Members with *Manage Messages* in the whole server")
    shown = state.roles[:_ROLES]
    lines += [f"- <@&{role}>" for role in shown]
    if more := len(state.roles) - len(shown):
        lines.append(f"- and {format_count(more, 'more role')}")
    gone = len(state.settings.moderator_roles) - len(state.roles)
    if gone:
        lines.append(f"- {format_count(gone, 'role')} that {'was' if gone == 1 else 'were'} deleted since")
    if not state.roles:
        lines.append("- No role besides: `/setup moderators` adds one")
    return "\n".join((*lines, *_tell_hidden(state)))


def _tell_hidden(state: SetupState) -> list[str]:
    """Return which roles do not see the commands, and how an admin changes that."""
    where = f"**Server Settings → Integrations → {escape_inline(state.bot_name)}**"
    choose = "choose the command, press **Add Roles or Members** and pick the role"
    why = "Discord shows these commands to members with *Manage Messages* only, and lets no bot change that."
    if state.hidden is None:
        return [
            f"{_WARNING} I could not ask Discord which roles see my commands. {why} An admin can: in {where}, {choose}."
        ]
    if not state.hidden:
        return []
    lines = [f"{_WARNING} <@&{role}> does not see {_join(names)} yet." for role, names in state.hidden.items()]
    return [
        *lines,
        f"{why} An admin can: in {where}, for each of them, {choose}. Buttons of mine work for the role already.",
    ]


def _tell_log(state: SetupState) -> str:
    head = "**Log channel** for changes, answers that wait and the weekly digest"
    channel = state.settings.log_channel
    if channel is None:
        return f"{head}\n- Nowhere: `/setup log-channel` with a channel switches it on"
    if state.lacking_in_log is None:
        return f"{head}\n{_WARNING} In a channel that I don't find any more: name another with `/setup log-channel`."
    return f"{head}\n- <#{channel}>\n{format_lacking(state.lacking_in_log, 'there')}"


def _tell_notes(state: SetupState) -> str:
    head = "**Documents** that answer here"
    own = f"- {format_count(state.documents, 'document')} of this server: `/corpus list`"
    shared = f"- {format_count(state.shared, 'document')} that whoever runs me shares with all servers"
    if not state.notes_anywhere:
        notes = "- Not the notes that ship with me: whoever runs me switched them off everywhere"
    elif state.settings.notes:
        notes = "- The notes that ship with me: `/setup notes` switches them off here"
    else:
        notes = "- Not the notes that ship with me: `/setup notes` switches them on here"
    return "\n".join((head, own, *([shared] if state.shared else []), notes))


def _tell_here(state: SetupState) -> str:
    return f"**This channel**\n{format_lacking(state.lacking_here, 'here')}"


def _join(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)
