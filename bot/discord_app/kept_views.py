"""Kept views: what moderators may look at later, because nothing could be sent to them alone when it was ready."""

from __future__ import annotations

from collections import OrderedDict

from discord import ui

from corpus.errors import MendableError

_KEPT = 200  # of all servers; the oldest goes first


class NothingKept(MendableError):
    """What a moderator wants to look at is not kept any more; the message says where else to look."""


class KeptViews:
    """Views by the token of the button that shows them. Each belongs to the server of a scope, and no other finds it.

    They are in memory alone: after a restart the work that they tell of is over too.
    """

    def __init__(self) -> None:
        self._views: OrderedDict[str, tuple[str, ui.LayoutView]] = OrderedDict()

    def keep(self, token: str, scope: str, view: ui.LayoutView) -> None:
        """Keep a view in place of the one before it."""
        self._views.pop(token, None)
        self._views[token] = scope, view
        while len(self._views) > _KEPT:
            self._views.popitem(last=False)

    def get(self, token: str, scope: str) -> ui.LayoutView | None:
        """Return the view that was kept last under a token; `None` where there is none in this server."""
        owner, view = self._views.get(token, ("", None))
        return view if owner == scope else None
