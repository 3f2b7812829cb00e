"""What IP headers say of the messages that they carry: whether these are whole, and their pseudo headers.

Spec: RFC 9293 section 3.1; RFC 8200 section 8.1. Addresses are those of the ends: where a packet is still on a route,
its destination stands in a source route (RFC 1122 section 3.2.1.8) or a routing header (types 0: RFC 2460 section 4.4;
2: RFC 6275 section 6.4; 4: RFC 8754 section 2), and who is not at home says where home is (RFC 6275 section 6.3).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from pcapflow.analyses._sums import sums_of
from pcapflow.table import MAX_DEPTH, Elements

if TYPE_CHECKING:
    from pcapflow.table import Found, PacketTable

__all__ = ("COLUMNS", "Carriers", "carriers_in")

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.void]

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
    """The IP headers of a table: IPv4's rows, then IPv6's, and behind them, at -1, one for no header."""

    v4: Places
    v6: Places
    depth: npt.NDArray[np.int8]
    """Headers before it in the packet."""
    n_bytes: npt.NDArray[np.uint32]
    """Of the packet, by all claims."""
    judged: Flags
    """Whether it is as long as it says and no fragment, and its ends are known."""
    ends: Ints
    """Sum of the words of both addresses, modulo 65535."""
    is_open: Flags
    """Whether it leaves its length open."""

    def before(self, place: Places, n_packets: int) -> Ints:
        """The nearest before each of K headers of a table, by index; -1 is none."""
        found = last_before(self.v4, place, n_packets)
        if not len(self.v6):
            return found
        other = last_before(self.v6, place, n_packets)
        other[other >= 0] += len(self.v4)
        return np.where(self.depth[other] > self.depth[found], other, found)


class _Said(NamedTuple):
    """What the headers of one family say."""

    place: Places
    judged: Flags
    ends: Ints
    is_open: Flags

    def parts(self) -> tuple[npt.NDArray[Any], ...]:
        """As those of `Carriers`, by row."""
        place = self.place
        return place["depth"].view(np.int8), place["stop"] - place["start"], self.judged, self.ends, self.is_open


def carriers_in(table: PacketTable) -> Carriers:
    """What the IP headers of a table say.

    Raises:
        ValueError: The table lends no bytes.
    """
    v4, v6 = _of_v4(table), _of_v6(table)
    none = [np.array([-1], np.int8), *(np.zeros(1, dtype) for dtype in (np.uint32, bool, np.int64, bool))]
    joined = (np.concatenate(parts) for parts in zip(v4.parts(), v6.parts(), none, strict=True))
    return Carriers(v4.place, v6.place, *joined)


def last_before(rows: Places, place: Places, n_packets: int) -> Ints:
    """For each of K headers of a table the last row that stands before it in the same packet, or -1.

    Args:
        rows: PLACE[J], ascending.
        place: PLACE[K].
        n_packets: Of the table.
    """
    if not len(rows):
        return np.full(len(place), -1)
    last = np.full(n_packets, -1)
    # Of several rows of a packet the one that is written last stays.
    last[rows["packet"]] = np.arange(len(rows))
    found: Ints = last[place["packet"]]
    behind = np.flatnonzero((rows["depth"][found] >= place["depth"]) & (found >= 0))
    if len(behind):
        # A tunnel's outer header: few.
        at, before = (_numbers(each) for each in (rows, place[behind]))
        found[behind] = np.searchsorted(at, before) - 1
        found[behind[rows["packet"][found[behind]] != place["packet"][behind]]] = -1
    return found


def _numbers(place: Places) -> Ints:
    """Packet and depth in one number."""
    numbers: Ints = place["packet"].astype(np.int64) * MAX_DEPTH + place["depth"]
    return numbers


def _of_v4(table: PacketTable) -> _Said:
    rows = table.layer("ip")
    length, size = rows.header["len"].astype(np.int64), rows.place["size"]
    is_open = length == 0
    judged = is_open | ((length >= size) & (rows.start + length <= rows.place["stop"]))
    judged &= rows.header["_version_ihl"] >> 4 == 4
    judged &= rows.header["_flags_fragment"] & IS_FRAGMENT == 0
    judged[rows.cut_row] = False
    said = _Said(rows.place, judged, _words(table, rows.place, V4_ENDS), is_open)
    if (size > V4_BYTES).any():
        options, regions, _ = table.elements("ip")
        is_route = (options.kind == LOOSE_ROUTE) | (options.kind == STRICT_ROUTE)
        routes = Elements._make(part[is_route] for part in options)
        # One that is broken leads nobody knows where.
        broken = (routes.stop - routes.start < routes.n_bytes) | (routes.n_bytes < SHORTEST_ROUTE_BYTES)
        judged[routes.row[broken]] = False
        row, address = _ends_of(Elements._make(part[~broken] for part in routes), regions.data)
        _replace(said, table, row, V4_TARGET, address)
    return said


def _ends_of(routes: Elements, raw: npt.NDArray[np.uint8]) -> tuple[Ints, npt.NDArray[np.generic]]:
    """The rows of source routes that are not used up, and the last address of each: there the packet is going."""
    # RFC 791 page 18: used up where the pointer, from 1, is beyond the length.
    on_way = np.flatnonzero(raw[routes.start + 2] <= routes.n_bytes)
    start, n_bytes = routes.start[on_way], routes.n_bytes[on_way]
    last = start + 3 + (n_bytes - 3) // 4 * 4 - 4
    return routes.row[on_way], raw[last[:, None] + np.arange(4)]


def _of_v6(table: PacketTable) -> _Said:
    rows = table.layer("ipv6")
    length = rows.header["plen"].astype(np.int64)
    is_open = length == 0
    judged = is_open | (rows.start + V6_BYTES + length <= rows.place["stop"])
    judged &= rows.header["_version_class_flow"] >> 28 == 6
    judged[rows.cut_row] = False
    said = _Said(rows.place, judged, _words(table, rows.place, V6_ENDS), is_open)
    fragments = table.layer("ipv6.fraghdr")
    is_part = fragments.header["_offset_more"] & IS_FRAGMENT_6 != 0
    judged[_there(last_before(rows.place, fragments.place[is_part], len(table)))] = False
    _follow_routes(said, table)
    options = table.layer("ipv6.dstopts")
    if len(options):
        homes = _found(table, "ipv6.dstopts", "ipv6.opt.mipv6.home_address")
        carrier = last_before(rows.place, options.place[homes.row], len(table))
        _replace(said, table, carrier, V6_SOURCE, homes.values)
    return said


def _follow_routes(said: _Said, table: PacketTable) -> None:
    """Put the last address of each route that is not used up in the place of the destination."""
    rows = table.layer("ipv6.routing")
    on_way = np.flatnonzero((rows.header["segleft"] > 0) & rows.whole())
    carrier = last_before(said.place, rows.place, len(table))
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
        _replace(said, table, carrier[mine[has_some]], V6_TARGET, address)
    said.judged[_there(carrier[on_way[~is_known[on_way]]])] = False


def _found(table: PacketTable, layer: str, name: str) -> Found:
    (spec,) = (spec for spec in table.schema.columns[name] if spec.layer == layer)
    return table.found(spec)


def _there(rows: Ints) -> Ints:
    return rows[rows >= 0]


def _words(table: PacketTable, place: Places, part: tuple[int, int]) -> Ints:
    """The sums of a part of each header; of those that are cut they mean nothing."""
    start, stop = part
    return sums_of(table, place, np.full(len(place), stop - start, np.uint32), start).astype(np.int64)


def _replace(
    said: _Said, table: PacketTable, rows: Ints, part: tuple[int, int], address: npt.NDArray[np.generic]
) -> None:
    """Let another address count in the place of one in the header."""
    words = np.ascontiguousarray(address).reshape(len(rows), part[1] - part[0]).view(">u2").sum(axis=1, dtype=np.int64)
    there = rows >= 0
    rows = rows[there]
    said.ends[rows] += words[there] + 0xFFFF - _words(table, said.place[rows], part)
