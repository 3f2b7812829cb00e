"""Packets that were read together. What one of them asks for is made for all, while their bytes are at hand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from pcapflow.capture._packet import Packet
from pcapflow.errors import PcapflowError
from pcapflow.files import SLACK_BYTES, Noted, Records
from pcapflow.forms import text_of
from pcapflow.layers import Cursor, decode

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping

    import numpy.typing as npt

    from pcapflow.capture._capture import Capture
    from pcapflow.files import Place, Reader
    from pcapflow.layers import Tables
    from pcapflow.table import Column, PacketTable

    Which = npt.NDArray[np.int64] | slice

__all__ = ("STRETCH_BYTES", "Origin", "Stretch", "packets_of", "stretches")

STRETCH_BYTES = 1 << 19
"""What is read at once for objects: of more the packets would come from memory, no longer from the cache."""

FEW = 4
"""So many questions to packets whose stretch was left are answered one by one; then it is read and decoded again."""


class Origin(NamedTuple):
    """Where packets come from, and how they are decoded."""

    reader: Reader
    tables: Tables
    label: str


class Opened(NamedTuple):
    """Records in bytes that nobody overwrites."""

    records: Records
    data: bytes
    """The window's bytes; a slice of these is made in half the time."""


class Stretch:
    """Consecutive packets of a capture.

    It is open while it holds their bytes; left, it remembers where they are.
    A packet that was kept asks it as before: it is decoded alone, from its own
    bytes, and where several ask, the stretch is opened again.
    """

    __slots__ = (
        "_before",
        "_beyond_ns",
        "_first_ns",
        "_n_asked",
        "_notes",
        "_opened",
        "_origin",
        "_place",
        "_table",
        "_values",
    )

    def __init__(self, origin: Origin, place: Place, before: Cursor, first_ns: int | None) -> None:
        """Begin as one that was left.

        Args:
            origin: Where the packets come from.
            place: Where they can be read again.
            before: How the capture stands before the first of them.
            first_ns: Time of the capture's first packet that has one, up to the end of this stretch.
        """
        self._origin = origin
        self._place = place
        self._before = before
        self._first_ns = first_ns
        self._opened: Opened | None = None
        self._table: PacketTable | None = None
        self._values: dict[str, list[Any]] | None = None
        self._notes: Mapping[str, Noted] = {}
        """What the file says of the packets beside their bytes: it stays, for a pipe says it once."""
        self._beyond_ns: dict[int, int] = {}
        """Packets whose time int64 does not hold, and its end that is nearest."""
        self._n_asked = 0

    @property
    def n_before(self) -> int:
        """How many packets stand before it in the capture."""
        return self._before.n_packets

    def open(self, records: Records | None = None) -> Opened:
        """Take the packets' bytes, from records that were just read, or from the file.

        Raises:
            OSError: The system fails to read.
            PcapflowError: The file changed, or can be read only once.
        """
        opened = self._opened
        if opened is None:
            if records is None:
                records = self._origin.reader.again(self._place)
            data = records.window.tobytes()
            opened = self._opened = Opened(replace(records, window=np.frombuffer(data, np.uint8)), data)
            self._notes = opened.records.notes()
            beyond = np.flatnonzero(~records.timed & (records.time_ns != 0))
            self._beyond_ns = dict(zip(beyond.tolist(), records.time_ns[beyond].tolist(), strict=True))
        return opened

    def leave(self) -> None:
        """Let go of the bytes, and of all that was made of them."""
        self._opened = self._table = self._values = None
        self._n_asked = 0

    def packets(self, capture: Capture, which: Which) -> Iterator[Packet]:
        """The packets, or those of some indices; opens the stretch where it is not."""
        records, data = self.open()
        first = self.n_before + 1
        start = records.start[which]
        time_ns: list[int | None] = records.time_ns[which].tolist()
        if not records.timed.all():
            time_ns = [time if timed else None for time, timed in zip(time_ns, records.timed[which], strict=True)]
        for number, begin, end, time, wire, interface, previous_ns in zip(
            np.arange(first, first + len(records))[which].tolist(),
            start.tolist(),
            (start + records.captured[which]).tolist(),
            time_ns,
            records.wire[which].tolist(),
            map(records.interfaces.__getitem__, records.interface[which].tolist()),
            self._previous_ns(records)[which].tolist(),
            strict=True,
        ):
            yield Packet(capture, self, number, data[begin:end], time, wire, interface, previous_ns)

    def _previous_ns(self, records: Records) -> npt.NDArray[np.int64]:
        """Time of the last packet before each that has one; the capture's first time where there is none."""
        before = self._first_ns if self._before.first_ns is None else self._before.previous_ns
        times = np.concatenate(([before or 0], records.time_ns))
        if records.timed.all():
            return times[:-1]
        last = np.where(records.timed, np.arange(1, len(times)), 0)
        return times[np.maximum.accumulate(np.concatenate(([0], last[:-1])))]

    def knows_layer(self, name: str) -> bool:
        """Whether a layer has this name, be it in a packet or not."""
        return name in self._origin.tables.schema.by_name

    def value(self, packet: Packet, name: str) -> Any:
        """The first value of a packet's field; None where it is absent.

        Raises:
            FieldError: No such column.
        """
        known = self._values
        if known is not None and name in known:
            return known[name][packet.number - 1 - self.n_before]
        table, index = self.row(packet)
        column = table.column(name)
        if table is not self._table:
            return column[index]
        values = _plain(column)
        self._values = {**(known or {}), name: values}
        return values[index]

    def row(self, packet: Packet) -> tuple[PacketTable, int]:
        """A table that holds the packet, with its bytes, and its place there."""
        table, index = self._table, packet.number - 1 - self.n_before
        if table is None:
            opened = self._opened or self._opened_again(packet, index)
            if opened is None:
                before = Cursor(packet.number - 1, self._first_ns, packet._previous_ns)
                alone = _records_of(packet, self._beyond_ns.get(index, 0), _notes_on(index, self._notes))
                return self._decoded(alone, before), 0
            table = self._table = self._decoded(opened.records, replace(self._before))
        return table, index

    def _decoded(self, records: Records, before: Cursor) -> PacketTable:
        return decode(records, self._origin.tables, before, label=self._origin.label)

    def _opened_again(self, packet: Packet, index: int) -> Opened | None:
        """Bytes of all packets, where it is worth while and possible."""
        self._n_asked += 1
        if self._n_asked <= FEW or not self._origin.reader.source.rereadable:
            return None
        try:
            opened = self.open()
        except (OSError, PcapflowError):
            return None
        packet._capture._index.hold(self)
        same = next(self.packets(packet._capture, slice(index, index + 1)), None)
        if same is None or same.data != packet.data:
            # A file object of the user's holds something else by now.
            self.leave()
            return None
        return opened


def _notes_on(index: int, notes: Mapping[str, Noted]) -> Mapping[str, Noted]:
    """Those on one packet, as if it were the only one."""
    found = {name: noted.values[noted.packet == index] for name, noted in notes.items()}
    return {name: Noted(np.zeros(len(values), np.int64), values) for name, values in found.items() if len(values)}


def _records_of(packet: Packet, beyond_ns: int, notes: Mapping[str, Noted]) -> Records:
    """One packet as if it were read alone."""
    return Records(
        window=np.frombuffer(packet.data + bytes(SLACK_BYTES), np.uint8),
        window_offset=0,
        start=np.zeros(1, np.int64),
        captured=np.array([len(packet.data)]),
        wire=np.array([packet.wire_bytes]),
        time_ns=np.array([packet.time_ns or beyond_ns]),
        timed=np.array([packet.time_ns is not None]),
        interface=np.zeros(1, np.int32),
        interfaces=(packet.interface,),
        note=lambda _: notes,
    )


def _plain(column: Column) -> list[Any]:
    """Every value of a column as `Column.__getitem__` gives it."""
    values = text_of(column.values, column.form) if column.values.ndim == 2 else column.values.tolist()
    if column.valid.all():
        return values
    return [value if there else None for value, there in zip(values, column.valid.tolist(), strict=True)]


def stretches(origin: Origin, window_bytes: int) -> Iterator[tuple[Stretch, Records]]:
    """One pass over a capture: each stretch, left, with its records, which are lent until the next is asked for."""
    before = Cursor()
    for place, records in origin.reader.places(window_bytes):
        times = records.time_ns if records.timed.all() else records.time_ns[records.timed]
        first_ns = int(times[0]) if before.first_ns is None and len(times) else before.first_ns
        yield Stretch(origin, place, before, first_ns), records
        previous_ns = int(times[-1]) if len(times) else before.previous_ns
        before = Cursor(before.n_packets + len(records), first_ns, previous_ns)


def packets_of(capture: Capture, origin: Origin, chosen: npt.NDArray[np.int64] | None) -> Generator[Packet, None, int]:
    """One pass over the packets of a capture, or over those of some indices; gives how many there are in all."""
    n_packets = 0
    for stretch, records in stretches(origin, STRETCH_BYTES):
        n_before, n_packets = n_packets, n_packets + len(records)
        which: Which = slice(None)
        if chosen is not None:
            first, last = np.searchsorted(chosen, (n_before, n_packets))
            which = chosen[first:last] - n_before
            if first == last:
                continue
        stretch.open(records)
        try:
            yield from stretch.packets(capture, which)
        finally:
            stretch.leave()
    return n_packets
