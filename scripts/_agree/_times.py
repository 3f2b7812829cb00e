"""Times as tshark has them where a classic file's fraction of a second is a second or more: arithmetic of 32 bits."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pcapflow.table import PacketTable

__all__ = ("Time", "delta", "recorded", "text")

_NS_PER_S = 1_000_000_000
_RECORD_HEADER_BYTES = 16

Time = tuple[int, int]
"""Seconds and nanoseconds, each for itself."""


def recorded(table: PacketTable, index: int) -> Time:
    """The time of a packet, out of the header of its record if the fraction there is not one."""
    time_ns = int(table.time_ns[index])
    if table.interface_id[table.interface[index]] < 0 and table.window is not None and table.packet_start is not None:
        at = int(table.packet_start[index]) - _RECORD_HEADER_BYTES
        for order in "<>":
            seconds, fraction = struct.unpack_from(f"{order}II", table.window.data, at)
            for ns_per_tick in (1000, 1):
                ns = fraction * ns_per_tick
                if ns >= _NS_PER_S and seconds * _NS_PER_S + ns == time_ns:
                    return seconds, _signed(ns)
    return divmod(time_ns, _NS_PER_S)


def _signed(value: int) -> int:
    return (value + (1 << 31)) % (1 << 32) - (1 << 31)


def delta(later: Time, earlier: Time) -> Time:
    """The difference; the nanoseconds are carried once."""
    seconds, ns = later[0] - earlier[0], _signed(later[1] - earlier[1])
    if seconds < 0 < ns:
        return seconds + 1, _signed(ns - _NS_PER_S)
    if ns < 0 < seconds:
        return seconds - 1, _signed(ns + _NS_PER_S)
    return seconds, ns


def text(time: Time) -> str:
    """As it is printed."""
    sign = "-" if min(time) < 0 else ""
    return f"{sign}{abs(time[0])}.{abs(time[1]):09d}"
