"""One packet as a rule sees it: its headers, outermost first, with the texts of their columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from _agree._times import recorded
from pcapflow.forms import Form, text_of

if TYPE_CHECKING:
    from _agree._times import Time
    from pcapflow.table import LayerSpec, PacketTable

_ENDS = ("src", "dst")

__all__ = ("Connection", "Ends", "Header", "Packet", "connections_of")


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
    """Text of each column; those of several values in the header are separated by commas."""
    kind: str = ""
    """The layer's name, unless a rule knows better what this is."""
    is_announced: bool = True
    """Whether ``frame.protocols`` names it."""
    is_forgotten: bool = False
    """Whether it is taken for something else."""

    def __post_init__(self) -> None:
        self.kind = self.kind or self.layer

    def hide(self, *beginnings: str) -> None:
        """Show no column whose name begins so."""
        self.values = {name: text for name, text in self.values.items() if not name.startswith(beginnings)}

    def keep(self, *names: str) -> None:
        """Show these columns alone."""
        self.values = {name: text for name, text in self.values.items() if name in names}


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


def _listed(table: PacketTable, layer: LayerSpec, row: int) -> dict[str, str]:
    """The columns that stand in the options of a header, all values of each."""
    found: dict[str, list[tuple[int, str]]] = {}
    for spec in layer.columns:
        if spec.option is not None:
            rows, values, start, _ = table.found(spec)
            mine = slice(*np.searchsorted(rows, (row, row + 1)))
            texts = text_of(values[mine], spec.form)
            found.setdefault(spec.name, []).extend(zip(start[mine].tolist(), texts, strict=True))
    return {name: ",".join(text for _, text in sorted(texts)) for name, texts in found.items() if texts}


class Times(NamedTuple):
    """Of the first packet, the one before, and this one."""

    first: Time
    previous: Time
    own: Time


@dataclass(slots=True)
class Packet:
    """A packet of a table."""

    index: int
    linktype: int
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
        limit = int(table.wire[index])
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
            values |= _listed(table, rows.spec, row)
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
                )
            )
            limit = stop
        announced = frame.pop("frame.protocols")
        times = Times(*(recorded(table, at) for at in (0, max(0, index - 1), index)))
        whole = Header("*frame*", "", data, int(table.wire[index]), int(table.wire[index]), 0, False, frame)
        linktype = int(table.linktype[table.interface[index]])
        return Packet(index, linktype, times, headers, whole, announced, connections)

    def before(self, header: Header) -> Header | None:
        """The header that carries this one."""
        number = next(number for number, one in enumerate(self.headers) if one is header)
        return self.headers[number - 1] if number else None

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
        values = [header.values[name] for header in (self.frame, *self.headers) if header.values.get(name)]
        return [text for value in values for text in value.split(",")]

    @property
    def protocols(self) -> str:
        """What ``frame.protocols`` begins with: up to the first header that it does not name."""
        parts = self.announced.split(":")
        n_gone = sum(1 for header in self.headers if header.shown and not header.is_announced)
        while n_gone:
            n_gone -= parts.pop() != "ethertype"
        return ":".join(parts)
