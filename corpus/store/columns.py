"""Types of columns: times and Discord's IDs are values in Python and texts in the database."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Dialect, String
from sqlalchemy.types import TypeDecorator


class UtcTime(TypeDecorator[datetime]):
    """A moment, kept as text: ISO 8601, in UTC, to the second. So the texts sort as the moments do.

    Raises `ValueError` for a time without a time zone.
    """

    impl = String
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """Return a moment as text."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        return value.astimezone(UTC).isoformat(timespec="seconds")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        """Return a text as the moment that it means."""
        return None if value is None else datetime.fromisoformat(value)


class DiscordId(TypeDecorator[int]):
    """The ID of a member, a channel or a message, kept as text, as Discord's API writes it."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: int | None, dialect: Dialect) -> str | None:
        """Return an ID as text."""
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> int | None:
        """Return a text as the ID that it is."""
        return None if value is None else int(value)
