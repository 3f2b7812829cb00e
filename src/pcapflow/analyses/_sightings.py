"""Vantage points: where in the network a packet was seen. A packet that is seen at several is one packet.

A point is an interface of the file; in LINUX_SLL2 the interface that each packet
names. LINUX_SLL names none, only the direction: there, the side on which
requests leave and replies arrive is one point, the other side another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from pcapflow.table import PacketTable

__all__ = ("POINT_COLUMNS", "PointList", "Points", "joined_halves")

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
POINT_COLUMNS = ("frame.interface_id", "sll.ifindex", "sll.pkttype")

_PLAIN, _BY_INDEX, _BY_SIDE = range(3)
_OUTGOING = 4
"""sll.pkttype of what this machine sent."""


class PointList:
    """The vantage points that were met, by number."""

    def __init__(self) -> None:
        """None yet."""
        self.names: list[str] = []
        self._number_of: dict[int, int] = {}

    def of(self, table: PacketTable) -> Points:
        """The points of packets of a table."""
        return Points(self, table)

    def number_of(self, table: PacketTable, key: int) -> int:
        """The number of a point by interface, kind and value."""
        if key not in self._number_of:
            interface, kind, value = key >> 34, key >> 32 & 3, key & 0xFFFFFFFF
            name = getattr(table.interfaces[interface], "name", None)
            where = f"interface {interface}" + (f" ({name})" if name else "")
            if kind == _BY_INDEX:
                where = f"interface index {value}" + (f" of {where}" if interface else "")
            elif kind == _BY_SIDE:
                where = f"{'target' if value else 'client'}'s side" + (f" of {where}" if interface else "")
            self._number_of[key] = len(self.names)
            self.names.append(where)
        return self._number_of[key]


class Points:
    """Who saw the packets of a table."""

    def __init__(self, points: PointList, table: PacketTable) -> None:
        """Nothing is worked out before it is asked for."""
        self._list = points
        self._table = table
        self._cooked: tuple[Ints, Ints] | None = None

    def only(self) -> int | None:
        """The point that saw all packets of the table; None where each has to be looked at."""
        table = self._table
        if not len(table) or "sll" in table.rows or "sll2" in table.rows:
            return None
        interface = int(table.interface[0])
        if (table.interface != interface).any():
            return None
        return self._list.number_of(table, interface << 34)

    def __call__(self, packet: Ints, replies: Flags) -> Ints:
        """The number of the point that saw each packet.

        Args:
            packet: Indices of packets.
            replies: Whether each goes the way of replies.
        """
        kind, value = self._of_headers()
        side = (value[packet] == _OUTGOING) ^ replies
        what = np.where(kind[packet] == _BY_SIDE, side, value[packet])
        keys = (self._table.interface[packet].astype(np.int64) << 34) | (kind[packet] << 32) | what
        different, which = np.unique(keys, return_inverse=True)
        numbers = [self._list.number_of(self._table, key) for key in different.tolist()]
        return np.array(numbers, np.int64)[which]

    def _of_headers(self) -> tuple[Ints, Ints]:
        """Of each packet what its outermost header says of the point: the kind of word, and the word."""
        if self._cooked is None:
            table = self._table
            kind, value = np.full(len(table), _PLAIN, np.int64), np.zeros(len(table), np.int64)
            for layer, what, column in (("sll", _BY_SIDE, "sll.pkttype"), ("sll2", _BY_INDEX, "sll.ifindex")):
                rows = table.layer(layer)
                outer = np.flatnonzero((rows.depth == 0) & rows.whole())
                packet = rows.packet[outer]
                kind[packet], value[packet] = what, rows.values(column)[outer]
            self._cooked = kind, value
        return self._cooked


def joined_halves(flow: Ints, point: Ints, replies: Flags) -> dict[tuple[int, int], int]:
    """Find the halves of network taps: of a flow, one point saw requests alone, one other replies alone.

    Args:
        flow: int64[N], the flow of each echo packet.
        point: int64[N], where it was seen.
        replies: bool[N], whether it is a reply.

    Returns:
        (flow, point of the replies) -> point of the requests, which count as one point.
    """
    n_points = int(point.max(initial=0)) + 1
    place, which = np.unique(flow.astype(np.int64) * n_points + point, return_inverse=True)
    n_replies = np.bincount(which, replies, len(place)).astype(np.int64)
    n_requests = np.bincount(which, ~replies, len(place)).astype(np.int64)
    asked: dict[int, list[int]] = {}
    told: dict[int, list[int]] = {}
    for key, requested, replied in zip(place.tolist(), n_requests.tolist(), n_replies.tolist(), strict=True):
        if not (requested and replied):
            (asked if requested else told).setdefault(key // n_points, []).append(key % n_points)
    return {
        (one, told[one][0]): points[0]
        for one, points in asked.items()
        if len(points) == 1 and len(told.get(one, ())) == 1
    }
