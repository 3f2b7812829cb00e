"""A line's second column, in tshark's forms."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from pcapflow.table import PacketTable

__all__ = ("TIMES", "time_text")

_NS_PER_S = 1_000_000_000


def time_text(table: PacketTable, index: int, kind: str = "r") -> str:
    """Write a packet's time with as many digits as the file has of it, as tshark: 0, 1, 2, 3, 6 or 9.

    Args:
        table: The packet's table.
        index: Its place there.
        kind: One of `TIMES`.

    Returns:
        Empty where the file has no time for the packet.
    """
    if not table.timed[index]:
        return ""
    interface = table.interfaces[table.interface[index]]
    # An interface is a plain object here; one without a resolution has nanoseconds.
    digits = len(str(getattr(interface, "ticks_per_s", _NS_PER_S))) - 1
    return TIMES[kind](table, index, digits if digits < 3 else min(9, digits // 3 * 3))


def _seconds(value_ns: int, digits: int) -> str:
    whole, rest = divmod(abs(value_ns), _NS_PER_S)
    return f"{'-' if value_ns < 0 else ''}{whole}{_fraction(rest, digits)}"


def _fraction(rest_ns: int, digits: int) -> str:
    return f".{rest_ns:09d}"[: digits + 1] if digits else ""


def _local(form: str) -> Callable[[PacketTable, int, int], str]:
    def text(table: PacketTable, index: int, digits: int) -> str:
        whole, rest = divmod(int(table.time_ns[index]), _NS_PER_S)
        return time.strftime(form, time.localtime(whole)) + _fraction(rest, digits)

    return text


TIMES: dict[str, Callable[[PacketTable, int, int], str]] = {
    "r": lambda table, index, digits: _seconds(int(table.relative_ns[index]), digits),
    "a": _local("%H:%M:%S"),
    "ad": _local("%Y-%m-%d %H:%M:%S"),
    "d": lambda table, index, digits: _seconds(int(table.delta_ns[index]), digits),
    "e": lambda table, index, digits: _seconds(int(table.time_ns[index]), digits),
}
"""tshark's letters: since the first packet, time of day, with the date, since the packet before, since 1970."""
