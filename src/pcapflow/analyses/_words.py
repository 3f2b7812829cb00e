"""Small words that several verdicts share."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ("counted", "listed", "sessions_words")


def listed(numbers: Sequence[int], most: int = 10) -> str:
    """Numbers with commas; of many the first."""
    rest = len(numbers) - most
    return ", ".join(map(str, numbers[:most])) + (f" and {rest} more" if rest > 0 else "")


def sessions_words(sessions: Sequence[object]) -> str:
    """Of how many pings, where it is not one."""
    return "" if len(sessions) == 1 else f" of {len(sessions)} pings"


def counted(n: int, what: str) -> str:
    """A number of things, one or many."""
    return f"{n} {what}" if n == 1 else f"{n} {_MANY.get(what, what + 's')}"


_MANY = {"reply": "replies"}
