"""What IP headers say of the messages that they carry: whether these are whole, and their pseudo headers.

Spec: RFC 9293 section 3.1; RFC 8200 section 8.1. Addresses are those of the ends: where a packet is still on a route,
its destination stands in a source route (RFC 1122 section 3.2.1.8) or a routing header (types 0: RFC 2460 section 4.4;
2: RFC 6275 section 6.4; 4: RFC 8754 section 2), and who is not at home says where home is (RFC 6275 section 6.3).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from pcapflow.analyses._sums import sums_of
from pcapflow.table import MAX_DEPTH, Elements

if TYPE_CHECKING:
    from pcapflow.table import Found, LayerRows, PacketTable

__all__ = ("COLUMNS", "Carriers", "carriers_in")

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

COLUMNS = ("ip.len", "ipv6.plen", "ipv6.fraghdr.offset", "ipv6.routing.segleft", "ipv6.dstopts.nxt")

V4_BYTES, V6_BYTES = 20, 40
V4_ENDS, V6_ENDS = (12, 20), (8, 40)
"""Bytes of the headers in which both addresses stand."""
V4_TARGET, V6_SOURCE, V6_TARGET = (16, 20), (8, 24), (24, 40)
IS_FRAGMENT = 0x3FFF
"""More fragments, or an offset."""
IS_FRAGMENT_6 = 0xFFF9
STRICT_ROUTE, LOOSE_ROUTE = 137, 131
SHORTEST_ROUTE_BYTES = 7
"""Type, length, pointer, one address."""
ROUTES = {
    0: ("ipv6.routing.src.addr", True),
    2: ("ipv6.routing.mipv6.home_address", False),
    4: ("ipv6.routing.srh.addr", False),
}
"""Routing type to the column of its addresses, and whether the last of them is visited last, or the first."""


class Carriers(NamedTuple):
    """The rows of an IP layer, and behind them, at -1, one for no header; or those that carry K messages."""

    at: Ints
    """Packet and depth in one number; -1 where there is none."""
    is_v6: Flags
    judged: Flags
    """Whether it is as long as it says and no fragment, and its ends are known."""
    ends: Ints
    """Sum of the words of both addresses, modulo 65535."""
    is_open: Flags
    """Whether it leaves its length open."""
    n_bytes: Ints

    def take(self, which: Ints) -> Carriers:
        """Some of the rows; -1 is no header."""
        return Carriers._make(part[which] for part in self)


class CarriersIn(NamedTuple):
    """The IP headers of a table."""

    v4: Carriers
    v6: Carriers

    def of(self, at: Ints) -> Carriers:
        """The nearest before each of K places."""
        if len(self.v6.at) == 1:
            return self.v4.take(_last_before(self.v4.at[:-1], at))
        v4, v6 = (each.take(_last_before(each.at[:-1], at)) for each in self)
        return Carriers._make(np.where(v6.at > v4.at, six, four) for four, six in zip(v4, v6, strict=True))


def carriers_in(table: PacketTable) -> CarriersIn:
    """What the IP headers of a table say.

    Raises:
        ValueError: The table lends no bytes.
    """
    return CarriersIn(_of_v4(table), _of_v6(table))


def _last_before(rows: Ints, at: Ints) -> Ints:
    """For each place the last row that stands before it in the same packet, or -1."""
    found = np.searchsorted(rows, at) - 1
    if len(rows):
        found[rows[found] // MAX_DEPTH != at // MAX_DEPTH] = -1
    return found


class _Bytes:
    """The bytes of a layer's rows."""

    def __init__(self, table: PacketTable, rows: LayerRows) -> None:
        if table.window is None or table.packet_start is None:
            raise ValueError("a held table has no packet bytes: use iter_tables()")
        self._window = table.window
        self._first = table.packet_start[rows.packet] + rows.start
        self._whole = rows.whole()

    def sums(self, part: tuple[int, int], which: Ints | None = None) -> Ints:
        """Of a part of each header, or of some; of those that are cut 0."""
        first, whole = (self._first, self._whole) if which is None else (self._first[which], self._whole[which])
        start, stop = part
        return sums_of(self._window, np.where(whole, first + start, 0), np.where(whole, stop - start, 0))


def _of_v4(table: PacketTable) -> Carriers:
    rows = table.layer("ip")
    length, size = rows.header["len"].astype(np.int64), rows.place["size"].astype(np.int64)
    start, stop = rows.start, rows.stop
    is_open = length == 0
    fits = is_open | ((length >= size) & (start + length <= stop))
    judged = fits & rows.whole() & (rows.header["_version_ihl"] >> 4 == 4)
    judged &= rows.header["_flags_fragment"] & IS_FRAGMENT == 0
    data = _Bytes(table, rows)
    ends = data.sums(V4_ENDS)
    if (size > V4_BYTES).any():
        options, regions, _ = table.elements("ip")
        is_route = (options.kind == LOOSE_ROUTE) | (options.kind == STRICT_ROUTE)
        _follow_options(Elements._make(part[is_route] for part in options), regions.data, judged, ends, data)
    return _and_none(Carriers(rows.at, np.zeros(len(rows), bool), judged, ends, is_open, stop - start))


def _follow_options(routes: Elements, raw: npt.NDArray[np.uint8], judged: Flags, ends: Ints, data: _Bytes) -> None:
    """Put the last address of each source route that is not used up in the place of the destination."""
    broken = (routes.stop - routes.start < routes.n_bytes) | (routes.n_bytes < SHORTEST_ROUTE_BYTES)
    judged[routes.row[broken]] = False
    row, _, start, _, n_bytes = (part[~broken] for part in routes)
    # RFC 791 page 18: used up where the pointer, from 1, is beyond the length.
    on_way = np.flatnonzero(raw[start + 2] <= n_bytes)
    last = start[on_way] + 3 + (n_bytes[on_way] - 3) // 4 * 4 - 4
    _replace(ends, data, row[on_way], V4_TARGET, raw[last[:, None] + np.arange(4)])


def _of_v6(table: PacketTable) -> Carriers:
    rows = table.layer("ipv6")
    length = rows.header["plen"].astype(np.int64)
    at, start, stop = rows.at, rows.start, rows.stop
    is_open = length == 0
    judged = (is_open | (start + V6_BYTES + length <= stop)) & rows.whole()
    judged &= rows.header["_version_class_flow"] >> 28 == 6
    data = _Bytes(table, rows)
    ends = data.sums(V6_ENDS)
    fragments = table.layer("ipv6.fraghdr")
    is_part = fragments.header["_offset_more"] & IS_FRAGMENT_6 != 0
    judged[_there(_last_before(at, fragments.at[is_part]))] = False
    _follow_routes(table, at, judged, ends, data)
    options = table.layer("ipv6.dstopts")
    if len(options):
        homes = _found(table, "ipv6.dstopts", "ipv6.opt.mipv6.home_address")
        _replace(ends, data, _last_before(at, options.at[homes.row]), V6_SOURCE, homes.values)
    return _and_none(Carriers(at, np.ones(len(rows), bool), judged, ends, is_open, stop - start))


def _follow_routes(table: PacketTable, at: Ints, judged: Flags, ends: Ints, data: _Bytes) -> None:
    """Put the last address of each route that is not used up in the place of the destination."""
    rows = table.layer("ipv6.routing")
    on_way = np.flatnonzero((rows.header["segleft"] > 0) & rows.whole())
    carrier = _last_before(at, rows.at)
    is_known = np.zeros(len(rows), bool)
    for kind, (name, is_last) in ROUTES.items():
        mine = on_way[rows.header["type"][on_way] == kind]
        if not len(mine):
            continue
        found = _found(table, "ipv6.routing", name)
        first, stop = np.searchsorted(found.row, mine), np.searchsorted(found.row, mine, "right")
        has_some = first < stop
        is_known[mine[has_some]] = True
        address = found.values[(stop - 1 if is_last else first)[has_some]]
        _replace(ends, data, carrier[mine[has_some]], V6_TARGET, address)
    judged[_there(carrier[on_way[~is_known[on_way]]])] = False


def _and_none(rows: Carriers) -> Carriers:
    none = (-1, False, False, 0, False, 0)
    return Carriers._make(np.append(part, np.array(value, part.dtype)) for part, value in zip(rows, none, strict=True))


def _found(table: PacketTable, layer: str, name: str) -> Found:
    (spec,) = (spec for spec in table.schema.columns[name] if spec.layer == layer)
    return table.found(spec)


def _there(rows: Ints) -> Ints:
    return rows[rows >= 0]


def _replace(ends: Ints, data: _Bytes, rows: Ints, part: tuple[int, int], address: npt.NDArray[np.generic]) -> None:
    """Let another address count in the place of one in the header."""
    words = np.ascontiguousarray(address).reshape(len(rows), part[1] - part[0]).view(">u2").sum(axis=1, dtype=np.int64)
    there = rows >= 0
    rows = rows[there]
    ends[rows] += words[there] + 0xFFFF - data.sums(part, rows)
