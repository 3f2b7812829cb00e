"""Every echo packet of a table, and every error that quotes an echo request, as rows of plain numbers.

Spec: RFC 792 pages 14 and 4; RFC 4443 sections 4 and 3. The header that matters
is the nearest IP header before the echo, whatever tunnels stand outside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from pcapflow.analyses import _fragments
from pcapflow.analyses._flows import Flow, flow_numbers, flows_from, keys_of
from pcapflow.analyses._fragments import Fragments, first_fragments
from pcapflow.analyses._sightings import POINT_COLUMNS, PointList, Points
from pcapflow.analyses._sums import JUDGED_NOT, header_sums_right, message_sums_right
from pcapflow.kernel import is_compiled
from pcapflow.table import MAX_DEPTH

if TYPE_CHECKING:
    from pcapflow.analyses._flows import FlowNumbers
    from pcapflow.table import LayerRows, PacketTable

__all__ = ("COLUMNS", "ECHO", "ERROR", "Echoes", "echo_packets")

Ints = npt.NDArray[np.int64]
Rows = npt.NDArray[np.void]

COLUMNS = (
    *POINT_COLUMNS,
    *_fragments.COLUMNS,
    *("frame.number", "frame.time_epoch"),
    *("ip.src", "ip.dst", "ip.ttl", "ipv6.src", "ipv6.dst", "ipv6.hlim"),
    *("icmp.type", "icmp.code", "icmp.checksum", "icmp.ident", "icmp.seq", "icmp.mtu", "icmp.pointer", "icmp.redir_gw"),
    *("icmpv6.type", "icmpv6.code", "icmpv6.checksum", "icmpv6.echo.identifier", "icmpv6.echo.sequence_number"),
    *("icmpv6.mtu", "icmpv6.pointer"),
)

ECHO = np.dtype(
    [
        ("number", np.int64),  # frame.number
        ("time_ns", np.int64),
        ("flow", np.int32),  # index into Echoes.flows
        ("point", np.int32),  # index into the vantage points
        ("n_bytes", np.uint32),  # of the ICMP message, by claim
        ("seq", np.uint16),
        ("checksum", np.uint16),
        ("header_bytes", np.uint16),  # of the IP header
        ("ttl", np.uint8),
        ("header_right", np.int8),  # IPv4 header checksum: 1 right, 0 wrong, JUDGED_NOT
        ("sum_right", np.int8),  # ICMP checksum: the same
        ("timed", np.bool_),
        ("reply", np.bool_),
        ("is_part", np.bool_),  # first fragment of a longer message
    ]
)
"""Of 40 bytes, as many are held; kernel/_echoes.pyx and kernel/_tallies.pyx have the same."""

ERROR = np.dtype(
    [
        ("number", np.int64),
        ("time_ns", np.int64),
        ("timed", np.bool_),
        ("flow", np.int64),  # of the echo request that it quotes
        ("point", np.int64),
        ("seq", np.uint16),
        ("type", np.uint8),
        ("code", np.uint8),
        ("rest", np.uint32),  # MTU, pointer, or the gateway's IPv4 address
        ("family", np.uint8),
        ("source", np.uint8, 16),  # who says so
    ]
)


class Echoes:
    """What was found so far; rows are in file order."""

    def __init__(self) -> None:
        """Nothing was seen yet."""
        self.flow_numbers: FlowNumbers = flow_numbers()
        self.points = PointList()
        self.echo: list[Rows] = []
        """ECHO[K] of each table."""
        self.errors: list[Rows] = []
        """ERROR[K] of each table."""
        self.n_cut = 0
        """Echo packets that are cut before their sequence number ends."""
        self.fragments = Fragments()
        self._flows: list[Flow] = []

    @property
    def flows(self) -> list[Flow]:
        """All that were met, by number."""
        self._flows += flows_from(self.flow_numbers, len(self._flows))
        return self._flows

    def anew(self) -> Echoes:
        """The same for a second pass: flows and points keep their numbers."""
        other = Echoes()
        other.flow_numbers, other.points, other._flows = self.flow_numbers, self.points, self._flows
        return other

    def choose(self, flows: npt.NDArray[np.bool_]) -> None:
        """Keep the echo packets of the flows under a mask."""
        self.echo = [rows[flows[rows["flow"]]] for rows in self.echo]

    def update(self, table: PacketTable) -> None:
        """Take the next table of the same capture."""
        found = self.rows_of(table)
        if len(found):
            self.echo.append(found)

    def rows_of(self, table: PacketTable) -> Rows:
        """ECHO[K] of the next table of the same capture, which are not kept; errors are."""
        points = self.points.of(table)
        parts = []
        may_be_parts = True
        for family, layer in ((4, "icmp"), (6, "icmpv6")):
            rows = table.rows.get(f"{layer}.echo")
            if rows is None:
                continue
            part = self._usual_echoes(table, rows, layer, points)
            may_be_parts &= part is None
            parts.append(self._echoes_of(table, rows, layer, points) if part is None else part)
            if rows.place["quoted"].any():
                self._take_errors(table, rows, layer, family, points)
        found = np.concatenate(parts) if len(parts) > 1 else parts[0] if parts else np.empty(0, ECHO)
        if len(parts) > 1:
            found = found[np.argsort(found["number"], kind="stable")]
        if may_be_parts:
            self.fragments.update(table, lambda packet: points(packet, np.zeros(len(packet), bool)), found)
        return found

    def _usual_echoes(self, table: PacketTable, rows: LayerRows, layer: str, points: Points) -> Rows | None:
        """What `_echoes_of` finds, by the compiled loop; None where there is none, or the table is not for it."""
        if not is_compiled() or table.window is None or table.packet_start is None or "ipv6.fraghdr" in table.rows:
            return None
        layers = (rows, table.layer(layer), table.layer("ip"), table.layer("ipv6"))
        if any(len(each.cut_row) for each in layers):
            return None
        from pcapflow.kernel import _echoes as kernel

        echo, message, v4, v6 = ((each.place, each.header.view(np.uint8)) for each in layers)
        found = np.empty(len(rows), ECHO)
        the_point = points.only()
        n_found = kernel.collect(
            self.flow_numbers,  # type: ignore[arg-type]  # compiled, too
            found,
            the_point or 0,
            echo,
            message,
            v4,
            v6,
            table.number,
            table.time_ns,
            np.ascontiguousarray(table.timed).view(np.uint8),
            table.captured,
            table.packet_start,
            table.window,
            layer == "icmpv6",
        )
        if n_found == kernel.NOT_USUAL:
            return None
        found = found[:n_found]
        if the_point is None and n_found:
            found["point"] = points(np.searchsorted(table.number, found["number"]), found["reply"])
        return found

    def _echoes_of(self, table: PacketTable, rows: LayerRows, layer: str, points: Points) -> Rows:
        self.n_cut += int(np.count_nonzero(~rows.quoted[rows.cut_row]))
        kept = np.flatnonzero(rows.whole() & ~rows.quoted)
        messages = table.layer(layer)
        above = _last_before(messages, _place(rows, kept))
        carrier = _Carrier.of(table, _place(messages, above))
        kept, above, carrier = kept[carrier.there], above[carrier.there], carrier.only_there()
        if not len(kept):
            return np.empty(0, ECHO)
        packet = rows.packet[kept]
        is_reply = np.isin(messages.values(f"{layer}.type")[above], (0, 129))
        ident, seq = _ident_and_seq(rows, layer)
        start, stop = messages.start[above], messages.stop[above]
        found = np.zeros(len(kept), ECHO)
        found["number"] = table.number[packet]
        found["time_ns"], found["timed"] = table.time_ns[packet], table.timed[packet]
        client = np.where(is_reply[:, None], carrier.dst, carrier.src)
        target = np.where(is_reply[:, None], carrier.src, carrier.dst)
        found["flow"] = self._numbers_of(carrier.family, client, target, ident[kept])
        found["point"] = points(packet, is_reply)
        found["reply"], found["seq"] = is_reply, seq[kept]
        found["checksum"] = messages.values(f"{layer}.checksum")[above]
        found["ttl"] = carrier.ttl
        found["n_bytes"] = stop - start
        found["header_bytes"] = np.minimum(start - carrier.start, 255)
        found["header_right"] = header_sums_right(table, carrier.row, carrier.family == 4)
        found["is_part"] = first_fragments(table)[packet]
        pseudo = (carrier.src, carrier.dst) if layer == "icmpv6" else None
        found["sum_right"] = np.where(
            found["is_part"], JUDGED_NOT, message_sums_right(table, messages.place[above], pseudo)
        )
        return found

    def _take_errors(self, table: PacketTable, rows: LayerRows, layer: str, family: int, points: Points) -> None:
        messages = table.layer(layer)
        kept = np.flatnonzero(rows.whole() & rows.quoted)
        if not len(kept):
            return
        inner = _last_before(messages, _place(rows, kept))
        kept = kept[np.isin(messages.values(f"{layer}.type")[inner], (8, 128))]
        inner = _last_before(messages, _place(rows, kept))
        quoted = _Carrier.of(table, _place(messages, inner))
        # The message that quotes stands before the quoted IP header.
        outer = _last_before(messages, quoted.place)
        there = quoted.there & (outer >= 0)
        there[there] = ~messages.quoted[outer[there]]
        kept, outer, quoted = kept[there], outer[there], quoted.take(there)
        carrier = _Carrier.of(table, _place(messages, outer))
        kept, outer, quoted = kept[carrier.there], outer[carrier.there], quoted.take(carrier.there)
        carrier = carrier.only_there()
        if not len(kept):
            return
        packet = rows.packet[kept]
        ident, seq = _ident_and_seq(rows, layer)
        found = np.zeros(len(kept), ERROR)
        found["number"] = table.number[packet]
        found["time_ns"], found["timed"] = table.time_ns[packet], table.timed[packet]
        found["flow"] = self._numbers_of(quoted.family, quoted.src, quoted.dst, ident[kept])
        found["point"] = points(packet, np.ones(len(packet), bool))
        found["seq"] = seq[kept]
        found["type"] = messages.values(f"{layer}.type")[outer]
        found["code"] = messages.values(f"{layer}.code")[outer]
        found["rest"] = _rest(table, layer, _place(messages, outer))
        found["family"], found["source"] = family, carrier.src
        self.errors.append(found)

    def _numbers_of(
        self, family: npt.NDArray[np.uint8], client: npt.NDArray[np.uint8], target: npt.NDArray[np.uint8], ident: Ints
    ) -> Ints:
        numbers = np.empty(len(family), np.int64)
        self.flow_numbers.number(keys_of(family, client, target, ident), numbers)
        return numbers


def echo_packets(table: PacketTable) -> Ints:
    """Indices of the packets that hold an echo message of their own, ascending."""
    packets = [rows.packet[~rows.quoted] for rows in (table.layer("icmp.echo"), table.layer("icmpv6.echo"))]
    # Not np.unique, whose first call imports numpy.ma.
    return np.flatnonzero(np.bincount(np.concatenate(packets)))


class _Carrier(NamedTuple):
    """The nearest IP header before each of K places."""

    there: npt.NDArray[np.bool_]
    family: npt.NDArray[np.uint8]
    row: Ints
    """Row in the layer of the family."""
    place: Ints
    start: Ints
    src: npt.NDArray[np.uint8]
    """uint8[K, 16]; IPv4 addresses are filled up with zeros."""
    dst: npt.NDArray[np.uint8]
    ttl: npt.NDArray[np.uint8]

    @staticmethod
    def of(table: PacketTable, place: Ints) -> _Carrier:
        v4, v6 = table.layer("ip"), table.layer("ipv6")
        row4, row6 = _last_before(v4, place), _last_before(v6, place)
        place4 = np.where(row4 >= 0, _place(v4, row4), -1)
        place6 = np.where(row6 >= 0, _place(v6, row6), -1)
        is_v6 = place6 > place4
        row = np.where(is_v6, row6, row4)
        there = (row >= 0) & (place >= 0)
        parts: dict[str, npt.NDArray[np.generic]] = {
            "src": np.zeros((len(place), 16), np.uint8),
            "dst": np.zeros((len(place), 16), np.uint8),
            "ttl": np.zeros(len(place), np.uint8),
            "start": np.zeros(len(place), np.int64),
        }
        for rows, mine, name, hops in ((v4, there & ~is_v6, "ip", "ttl"), (v6, there & is_v6, "ipv6", "hlim")):
            which = row[mine]
            there[mine] = rows.whole()[which]
            for end in ("src", "dst"):
                address = rows.values(f"{name}.{end}")
                parts[end][mine, : address.shape[1]] = address[which]
            parts["ttl"][mine] = rows.values(f"{name}.{hops}")[which]
            parts["start"][mine] = rows.start[which]
        return _Carrier(
            there=there,
            family=np.where(is_v6, 6, 4).astype(np.uint8),
            row=row,
            place=np.where(is_v6, place6, place4),
            **parts,  # type: ignore[arg-type]  # the types are those of the zeros above
        )

    def take(self, which: npt.NDArray[np.bool_]) -> _Carrier:
        return _Carrier._make(part[which] for part in self)

    def only_there(self) -> _Carrier:
        return self.take(self.there)


def _place(rows: LayerRows, which: Ints) -> Ints:
    """Packet and depth in one number; -1 for row -1."""
    if not len(rows):
        return np.full(len(which), -1, np.int64)
    return np.where(which >= 0, rows.at[which], -1)


def _last_before(rows: LayerRows, place: Ints) -> Ints:
    """For each place the last row of a layer that stands before it in the same packet, or -1."""
    if not len(rows):
        return np.full(len(place), -1, np.int64)
    places = rows.at
    at = np.searchsorted(places, place) - 1
    return np.where((at >= 0) & (places[at] // MAX_DEPTH == place // MAX_DEPTH), at, -1)


def _ident_and_seq(rows: LayerRows, layer: str) -> tuple[Ints, Ints]:
    names = ("icmp.ident", "icmp.seq") if layer == "icmp" else ("icmpv6.echo.identifier", "icmpv6.echo.sequence_number")
    ident, seq = (rows.values(name).astype(np.int64) for name in names)
    return ident, seq


_REST = {
    "icmp": (("icmp.too_big", "icmp.mtu"), ("icmp.parameter", "icmp.pointer"), ("icmp.redirect", "icmp.redir_gw")),
    "icmpv6": (("icmpv6.too_big", "icmpv6.mtu"), ("icmpv6.parameter", "icmpv6.pointer")),
}


def _rest(table: PacketTable, layer: str, place: Ints) -> npt.NDArray[np.uint32]:
    """What the second word of each error says: 0 where it says nothing."""
    values = np.zeros(len(place), np.uint32)
    for name, column in _REST[layer]:
        rows = table.layer(name)
        if not len(rows):
            continue
        # It follows the message's first four bytes directly.
        places = rows.at
        at = np.minimum(np.searchsorted(places, place + 1), len(rows) - 1)
        here = places[at] == place + 1
        found = rows.values(column)
        words = found.copy().view(">u4").ravel() if found.ndim == 2 else found
        values[here] = words[at[here]]
    return values
