"""Small words that several verdicts share."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ("N_LISTED", "counted", "listed", "sessions_words")


N_LISTED = 10


def listed(numbers: Sequence[int], most: int = N_LISTED, *, n: int | None = None) -> str:
    """Numbers with commas; of many the first.

    Args:
        numbers: All of them, or at least the first ones.
        most: How many are listed.
        n: How many there are.
    """
    rest = (len(numbers) if n is None else n) - most
    return ", ".join(map(str, numbers[:most])) + (f" and {rest} more" if rest > 0 else "")


def sessions_words(sessions: Sequence[object]) -> str:
    """Of how many pings, where it is not one."""
    return "" if len(sessions) == 1 else f" of {len(sessions)} pings"


def counted(n: int, what: str) -> str:
    """A number of things, one or many."""
    return f"{n} {what}" if n == 1 else f"{n} {_MANY.get(what, what + 's')}"


_MANY = {"reply": "replies"}
