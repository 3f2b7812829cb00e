"""How results of different captures add: side by side, never fused."""

from __future__ import annotations

from collections import Counter

from pcapflow.errors import PcapflowError

__all__ = ("joined_labels",)


def joined_labels(left: tuple[str, ...], right: tuple[str, ...]) -> tuple[str, ...]:
    """The labels of both results.

    Raises:
        PcapflowError: A capture stands in both.
    """
    twice = [label for label, count in Counter(left + right).items() if count > 1]
    if twice:
        raise PcapflowError(f"the same capture is in both results: {twice[0]}")
    return left + right
