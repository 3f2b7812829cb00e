"""One packet as a rule sees it: its headers, outermost first, with the texts of their columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from _agree._times import recorded
from pcapflow.forms import Form, text_of

if TYPE_CHECKING:
    from _agree._times import Time
    from pcapflow.files import Interface
    from pcapflow.table import LayerRows, PacketTable

_ENDS = ("src", "dst")

__all__ = ("Connection", "Ends", "Header", "Packet", "connections_of")


class Listed(NamedTuple):
    """A value of a column that stands in a header's options."""

    at: int
    """Byte of the header at which it begins."""
    name: str
    text: str
    stop: int = 0
    """The byte after its last one; 0 where a rule adds it."""


@dataclass(slots=True)
class Header:
    """A header, and what is shown of it."""

    layer: str
    shown: str
    """What ``frame.protocols`` says of it; empty for a part of the header before."""
    data: bytes
    """The captured bytes from the header's first one to where, by all claims outside of it, the bytes end."""
    n_bytes: int
    """How many bytes there are by those claims, captured or not."""
    stop: int
    """Where, by its own claim too, what it carries ends; counted from its start."""
    n_carried: int
    """How many of the bytes are behind the header."""
    quoted: bool
    values: dict[str, str]
    stops: dict[str, int]
    """Column of the fixed fields -> the byte of the header after its last one."""
    listed: list[Listed]
    kind: str = ""
    """The layer's name, unless a rule knows better what this is."""
    is_announced: bool = True
    """Whether ``frame.protocols`` names it."""
    is_forgotten: bool = False
    """Whether it is taken for something else."""
    start: int = 0
    """Where in the packet it begins."""

    def __post_init__(self) -> None:
        self.kind = self.kind or self.layer

    def hide(self, *beginnings: str) -> None:
        """Show no column whose name begins so."""
        self.values = {name: text for name, text in self.values.items() if not name.startswith(beginnings)}
        self.listed = [one for one in self.listed if not one.name.startswith(beginnings)]

    def end_after(self, n_bytes: int) -> None:
        """Let there be no more bytes than these, by the claims outside."""
        self.data = self.data[:n_bytes]
        self.n_bytes = min(self.n_bytes, n_bytes)
        self.values = {name: text for name, text in self.values.items() if self.stops.get(name, 0) <= n_bytes}
        self.listed = [one for one in self.listed if one.stop <= n_bytes]

    def keep(self, *names: str) -> None:
        """Show these columns alone."""
        self.values = {name: text for name, text in self.values.items() if name in names}
        self.listed = [one for one in self.listed if one.name in names]

    def drop(self, start: int, stop: int, *beginnings: str) -> None:
        """Show nothing of these names, or of any, in some bytes of the options."""
        self.listed = [
            one
            for one in self.listed
            if not (start <= one.at < stop and (not beginnings or one.name.startswith(beginnings)))
        ]

    def add(self, at: int, name: str, text: str) -> None:
        """Show a value more in the options."""
        self.listed = sorted([*self.listed, Listed(at, name, text)])

    def texts(self, name: str) -> list[str]:
        """The values of a column in this header."""
        fixed = [self.values[name]] if self.values.get(name) else []
        return fixed + [one.text for one in self.listed if one.name == name]

    @property
    def shown_texts(self) -> dict[str, list[str]]:
        """Every column that is shown, and its texts."""
        return {name: self.texts(name) for name in (*self.values, *(one.name for one in self.listed))}


@dataclass(slots=True)
class Connection:
    """What later packets of a TCP connection depend on."""

    first: int
    """Index of its first packet."""
    counts_ecn: bool = False
    """Whether both ends agreed to accurate ECN."""


Ends = frozenset[tuple[str, str]]
"""Address and port of both ends, in no order."""


def connections_of(table: PacketTable) -> dict[Ends, Connection]:
    """The TCP connections of a table; those of quotes are none."""
    found: dict[Ends, Connection] = {}
    tcp = table.layer("tcp")
    numbers, rows = table.parents("tcp")
    ports = (tcp.values("tcp.srcport").tolist(), tcp.values("tcp.dstport").tolist())
    # RFC 9768 section 3.1.1: the SYN has all three flags set, the SYN-ACK one of other combinations.
    asks = (tcp.values("tcp.flags").astype(np.int64) & 0x1D2) == 0x1C2
    addresses = {
        number: [text_of(table.layer(layer).values(f"{layer}.{end}"), form) for end in _ENDS]
        for layer, form in (("ip", Form.IPV4), ("ipv6", Form.IPV6))
        for number in (table.schema.by_name[layer].number,)
    }
    for row in np.flatnonzero(~tcp.quoted & np.isin(numbers, list(addresses))).tolist():
        sources, destinations = addresses[int(numbers[row])]
        place = int(rows[row])
        ends = frozenset(((sources[place], str(ports[0][row])), (destinations[place], str(ports[1][row]))))
        connection = found.setdefault(ends, Connection(int(tcp.packet[row])))
        connection.counts_ecn |= bool(asks[row])
    return found


def _listed(table: PacketTable, rows: LayerRows, row: int) -> list[Listed]:
    """The columns that stand in the options of a header, all values in their order."""
    start = int(rows.start[row])
    listed = []
    for spec in rows.spec.columns:
        if spec.option is not None:
            found = table.found(spec)
            mine = slice(*np.searchsorted(found.row, (row, row + 1)))
            places = zip(found.start[mine].tolist(), found.stop[mine].tolist(), strict=True)
            for (at, stop), text in zip(places, text_of(found.values[mine], spec.form), strict=True):
                listed.append(Listed(at - start, spec.name, text, stop - start))
    return sorted(listed)


class Times(NamedTuple):
    """Of the first packet, the one before, and this one."""

    first: Time
    previous: Time
    own: Time


@dataclass(slots=True)
class Packet:
    """A packet of a table."""

    index: int
    interface: Interface
    times: Times
    headers: list[Header]
    frame: Header
    announced: str
    """The protocols as pcapflow has them."""
    connections: dict[Ends, Connection]
    """Those of the whole table."""

    @staticmethod
    def of(
        table: PacketTable,
        index: int,
        frame: dict[str, str],
        connections: dict[Ends, Connection],
    ) -> Packet:
        """Take a packet of a table apart, given the columns of the frame."""
        data = table.packet_bytes(index)
        limit = max(int(table.wire[index]), int(table.captured[index]))
        headers = []
        for rows, row in table.headers_of(index):
            start, stop = int(rows.start[row]), int(rows.stop[row])
            one = rows.take(np.array([row]), np.zeros(1, np.int64))
            values: dict[str, str] = {}
            for spec in rows.spec.columns:
                if spec.option is not None:
                    continue
                found, present = one.column(spec)
                if present is None or present[0]:
                    values[spec.name] = text_of(found, spec.form)[0]
            headers.append(
                Header(
                    rows.spec.name,
                    rows.spec.shown,
                    data[start:limit],
                    limit - start,
                    stop - start,
                    stop - int(rows.body[row]),
                    bool(rows.quoted[row]),
                    values,
                    {spec.name: spec.stop for spec in rows.spec.columns if spec.option is None},
                    _listed(table, rows, row),
                    start=start,
                )
            )
            limit = stop
        announced = frame.pop("frame.protocols")
        times = Times(*(recorded(table, at) for at in (0, max(0, index - 1), index)))
        whole = Header("*frame*", "", data, int(table.wire[index]), int(table.wire[index]), 0, False, frame, {}, [])
        interface: Interface = table.interfaces[table.interface[index]]
        return Packet(index, interface, times, headers, whole, announced, connections)

    @property
    def linktype(self) -> int:
        """The registry's number of its link-layer header."""
        return self.interface.linktype

    def before(self, header: Header) -> Header | None:
        """The header that carries this one."""
        number = next(number for number, one in enumerate(self.headers) if one is header)
        return self.headers[number - 1] if number else None

    def after(self, header: Header) -> Header | None:
        """The header that this one carries."""
        return next(iter(self._from(header)[1:]), None)

    def end_after(self, header: Header, n_bytes: int) -> None:
        """Let there be no more bytes than these of a header and what it carries."""
        for one in self._from(header):
            n_left = header.start + n_bytes - one.start
            if n_left <= 0:
                self.forget(one)
                return
            one.end_after(n_left)

    def innermost(self, beginning: str, *, before: Header) -> str:
        """The last layer of such a name before a header, or nothing."""
        number = next(number for number, one in enumerate(self.headers) if one is before)
        names = [one.layer for one in self.headers[:number] if one.layer.startswith(beginning)]
        return names[-1] if names else ""

    def _from(self, header: Header) -> list[Header]:
        number = next(number for number, one in enumerate(self.headers) if one is header)
        return self.headers[number:]

    def unannounce(self, header: Header) -> None:
        """Let ``frame.protocols`` end before this header."""
        for one in self._from(header):
            one.is_announced = False

    def keep_nothing_after(self, header: Header) -> None:
        """Show no column of what this header carries."""
        for one in self._from(header)[1:]:
            one.keep()

    def forget_after(self, header: Header) -> None:
        """Take what this header carries for something else."""
        for one in self._from(header)[1:]:
            one.is_announced = False
            one.is_forgotten = True
            one.keep()

    def forget(self, header: Header) -> None:
        """Take this header, too, for something else."""
        self.forget_after(header)
        header.is_announced = False
        header.is_forgotten = True
        header.keep()

    def connection_of(self, header: Header) -> Connection | None:
        """The TCP connection that the header belongs to, if the capture has shown it before."""
        carrier = self.before(header)
        if carrier is None:
            return None
        layer = carrier.layer
        ends = ((carrier.values.get(f"{layer}.{end}", ""), header.values.get(f"tcp.{end}port", "")) for end in _ENDS)
        found = self.connections.get(frozenset(ends))
        return found if found is not None and found.first < self.index else None

    def texts(self, name: str) -> list[str]:
        """The values of a column, outermost first."""
        return [text for header in (self.frame, *self.headers) for text in header.texts(name)]

    @property
    def protocols(self) -> str:
        """What ``frame.protocols`` begins with: up to the first header that it does not name."""
        parts = self.announced.split(":")
        gone = [header.shown for header in self.headers if header.shown and not header.is_announced]
        n_gone = sum(shown.count(":") + 1 for shown in gone)
        while n_gone:
            n_gone -= parts.pop() != "ethertype"
        return ":".join(parts)
