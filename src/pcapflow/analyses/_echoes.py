"""Every echo packet of a table, and every error that quotes an echo request, as rows of plain numbers.

Spec: RFC 792 pages 14 and 4; RFC 4443 sections 4 and 3. The header that matters
is the nearest IP header before the echo, whatever tunnels stand outside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from pcapflow.analyses import _fragments
from pcapflow.analyses._checksums import JUDGED_NOT, header_sums_right, message_sums_right
from pcapflow.analyses._fragments import Fragments, first_fragments
from pcapflow.analyses._sightings import POINT_COLUMNS, PointList, Points
from pcapflow.forms import Form, one_text
from pcapflow.table import MAX_DEPTH

if TYPE_CHECKING:
    from pcapflow.table import LayerRows, PacketTable

__all__ = ("COLUMNS", "ECHO", "ERROR", "Echoes", "Flow", "echo_packets")

Ints = npt.NDArray[np.int64]

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
        ("timed", np.bool_),
        ("flow", np.int64),  # index into Echoes.flows
        ("point", np.int64),  # index into the vantage points
        ("reply", np.bool_),
        ("seq", np.uint16),
        ("checksum", np.uint16),
        ("ttl", np.uint8),
        ("n_bytes", np.int64),  # of the ICMP message, by claim
        ("header_bytes", np.uint8),  # of the IP header
        ("header_right", np.int8),  # IPv4 header checksum: 1 right, 0 wrong, JUDGED_NOT
        ("sum_right", np.int8),  # ICMP checksum: the same
    ]
)

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


class Flow(NamedTuple):
    """Echo packets between two addresses under one identifier, in both directions."""

    family: int
    """4 or 6."""
    client: str
    """Who asks."""
    target: str
    """Who is asked."""
    ident: int


class Echoes:
    """What was found so far; rows are in file order."""

    def __init__(self) -> None:
        """Nothing was seen yet."""
        self.flows: list[Flow] = []
        self.points = PointList()
        self.echo: list[npt.NDArray[np.void]] = []
        """ECHO[K] of each table."""
        self.errors: list[npt.NDArray[np.void]] = []
        """ERROR[K] of each table."""
        self.n_cut = 0
        """Echo packets that are cut before their sequence number ends."""
        self._fragments = Fragments()
        self._flow_at: dict[bytes, int] = {}

    def update(self, table: PacketTable) -> None:
        """Take the next table of the same capture."""
        points = self.points.of(table)
        found = np.empty(0, ECHO)
        for family, layer in ((4, "icmp"), (6, "icmpv6")):
            rows = table.layer(f"{layer}.echo")
            if len(rows):
                found = np.concatenate([found, self._echoes_of(table, rows, layer, points)])
                self._take_errors(table, rows, layer, family, points)
        found = found[np.argsort(found["number"], kind="stable")]
        self._fragments.update(table, lambda packet: points(packet, np.zeros(len(packet), bool)), found)
        if len(found):
            self.echo.append(found)

    def _echoes_of(self, table: PacketTable, rows: LayerRows, layer: str, points: Points) -> npt.NDArray[np.void]:
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
        found = np.zeros(len(kept), ECHO)
        found["number"] = table.number[packet]
        found["time_ns"], found["timed"] = table.time_ns[packet], table.timed[packet]
        client = np.where(is_reply[:, None], carrier.dst, carrier.src)
        target = np.where(is_reply[:, None], carrier.src, carrier.dst)
        found["flow"] = self._flows(carrier.family, client, target, ident[kept])
        found["point"] = points(packet, is_reply)
        found["reply"], found["seq"] = is_reply, seq[kept]
        found["checksum"] = messages.values(f"{layer}.checksum")[above]
        found["ttl"] = carrier.ttl
        found["n_bytes"] = messages.stop[above] - messages.start[above]
        found["header_bytes"] = np.minimum(messages.start[above] - carrier.start, 255)
        found["header_right"] = header_sums_right(table, carrier.row, carrier.family == 4)
        pseudo = (carrier.src, carrier.dst) if layer == "icmpv6" else None
        found["sum_right"] = np.where(
            first_fragments(table)[packet],
            JUDGED_NOT,
            message_sums_right(table, packet, messages.start[above], messages.stop[above], pseudo),
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
        found["flow"] = self._flows(quoted.family, quoted.src, quoted.dst, ident[kept])
        found["point"] = points(packet, np.ones(len(packet), bool))
        found["seq"] = seq[kept]
        found["type"] = messages.values(f"{layer}.type")[outer]
        found["code"] = messages.values(f"{layer}.code")[outer]
        found["rest"] = _rest(table, layer, _place(messages, outer))
        found["family"], found["source"] = family, carrier.src
        self.errors.append(found)

    def _flows(
        self, family: npt.NDArray[np.uint8], client: npt.NDArray[np.uint8], target: npt.NDArray[np.uint8], ident: Ints
    ) -> Ints:
        """Number the flows. A flow's packets come in long rows, so that few of them are looked up."""
        words = ident.astype(">u2").view(np.uint8).reshape(-1, 2)
        keys = np.hstack([family[:, None], client, target, words])
        starts = np.flatnonzero(np.r_[True, (keys[1:] != keys[:-1]).any(axis=1)])
        numbers = [self._flow(keys[at].tobytes()) for at in starts.tolist()]
        return np.repeat(np.array(numbers, np.int64), np.diff(np.r_[starts, len(keys)]))

    def _flow(self, key: bytes) -> int:
        if key not in self._flow_at:
            self._flow_at[key] = len(self.flows)
            client, target = address_text(key[0], key[1:17]), address_text(key[0], key[17:33])
            self.flows.append(Flow(key[0], client, target, int.from_bytes(key[33:], "big")))
        return self._flow_at[key]


def address_text(family: int, address: bytes) -> str:
    """Write an address of 16 bytes, of which IPv4 uses the first four."""
    return one_text(address, Form.IPV6) if family == 6 else one_text(address[:4], Form.IPV4)


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
    return np.where(which >= 0, rows.packet[which] * MAX_DEPTH + rows.depth[which], -1)


def _last_before(rows: LayerRows, place: Ints) -> Ints:
    """For each place the last row of a layer that stands before it in the same packet, or -1."""
    if not len(rows):
        return np.full(len(place), -1, np.int64)
    at = np.searchsorted(rows.packet * MAX_DEPTH + rows.depth, place) - 1
    return np.where((at >= 0) & (rows.packet[at] == place // MAX_DEPTH), at, -1)


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
        at = np.searchsorted(rows.packet * MAX_DEPTH + rows.depth, place + 1)
        at = np.minimum(at, len(rows) - 1)
        here = rows.packet[at] * MAX_DEPTH + rows.depth[at] == place + 1
        found = rows.values(column)
        words = found.copy().view(">u4").ravel() if found.ndim == 2 else found
        values[here] = words[at[here]]
    return values
