"""Buttons and menus that are found by their ID: which of them anybody may press."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

from bot.discord_app.bot import EXTENSIONS
from bot.discord_app.buttons import MemberButton, ModeratorItem, PageButton, PressableItem


def below(base: type[PressableItem]) -> Iterator[type[PressableItem]]:
    for item in base.__subclasses__():
        yield item
        yield from below(item)


def test_what_is_not_for_moderators_is_known_by_name() -> None:
    for extension in EXTENSIONS:
        import_module(extension)
    moderators, bases = set(below(ModeratorItem)), {MemberButton, ModeratorItem, PageButton}
    assert {item.__name__ for item in set(below(PressableItem)) - moderators - bases} == {
        "FiguresButton", "FollowButton", "ListPageButton", "NotAskedButton", "PickButton", "PrivacyButton", "ReceiptButton",
        "UnfollowButton", "VoteButton",
    }  # fmt: skip
    assert all(item.handle is ModeratorItem.handle for item in moderators), "the check comes first"
    assert all(item.callback is PressableItem.callback for item in below(PressableItem))
