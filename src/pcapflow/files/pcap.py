"""Classic pcap, every magic. Spec: draft-ietf-opsawg-pcap (sections 4 and 5).

The real world beyond the draft: Alexey Kuznetzov's modified format has longer
record headers; Ixia's has a longer file header; libpcap before 0.4 exchanged
the two lengths of a record. Not read: Nokia's and Red Hat's other variants,
which cannot be told from the ordinary format by their magic, and AIX's.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from pcapflow.errors import FormatError
from pcapflow.files._linktypes import most_bytes_of, registered
from pcapflow.files._reader import FileFormat, Found
from pcapflow.files._records import NO_NOTES, Interface, Records
from pcapflow.files._room import Room
from pcapflow.files._walk import Lengths, walk_records
from pcapflow.kernel import is_compiled

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from pcapflow.files._window import Window

    Int64s = npt.NDArray[np.int64]
    Walk = Callable[[Window], tuple["Columns", int, int]]
    """Finds the records of a window: the columns, where it stopped, and how many bytes it needs from there."""

__all__ = ("PCAP",)

SPEC = "draft-ietf-opsawg-pcap section 5"
HEAD_SPEC = "draft-ietf-opsawg-pcap section 4"
HEAD_BYTES = 24
LEAST_HEADER_BYTES = 16


class Variant(NamedTuple):
    """What a magic number says of the file."""

    description: str
    ticks_per_s: int = 1_000_000
    head_bytes: int = HEAD_BYTES
    header_bytes: int = LEAST_HEADER_BYTES


MICROSECONDS = Variant("Wireshark/tcpdump/... - pcap")
NANOSECONDS = Variant("Wireshark/tcpdump/... - nanosecond pcap", ticks_per_s=1_000_000_000)
# The interface, the protocol and the packet type of a Linux packet socket stand behind the ordinary header.
MODIFIED = Variant("Modified tcpdump - pcap", header_bytes=24)
# Ixia's lcap: the bytes of all records together stand behind the ordinary header.
IXIA = Variant("Wireshark/tcpdump/... - pcap", head_bytes=28)

VARIANTS = {
    0xA1B2C3D4: MICROSECONDS,
    0xA1B23C4D: NANOSECONDS,
    0xA1B2CD34: MODIFIED,
    0x1C0001AC: IXIA,
    0x1C0001AB: IXIA,
}

# The link-type word: "LinkType and additional information".
LINKTYPE_MASK = 0x0000FFFF
RESERVED_MASK = 0x03FF0000
FCS_PRESENT = 0x04000000
FCS_SHIFT = 28  # in units of 16 bits


class Columns(NamedTuple):
    """What a record header says; int64[N] each."""

    start: Int64s
    captured: Int64s
    wire: Int64s
    time_ns: Int64s


_TRUE = np.broadcast_to(np.True_, 1 << 40)
"""All packets have a time: a view of one value, to be cut to length."""


class PcapParser:
    """Finds the records of a classic file."""

    spec = SPEC
    state = ()
    """All records are alike."""
    notes = NO_NOTES

    def __init__(self, head: bytes, variant: Variant, byte_order: str) -> None:
        """Read the file header, at least 24 bytes of it."""
        sign = "<" if byte_order == "little" else ">"
        major, minor, _zone, _accuracy, snaplen, link = struct.unpack_from(sign + "HHiIII", head, 4)
        if major < 2:
            raise FormatError(f"pcap version {major}.{minor}, 2.4 is expected", offset=4, spec=HEAD_SPEC)
        if link & RESERVED_MASK:
            problem = f"reserved bits of the link type are set: 0x{link:08x}"
            raise FormatError(problem, offset=20, spec=HEAD_SPEC)
        linktype = registered(link & LINKTYPE_MASK)
        self.description = variant.description
        self.byte_order = byte_order
        self.head_bytes = variant.head_bytes
        self.snaplen: int | None = snaplen
        self.interfaces: tuple[Interface, ...] = (
            Interface(
                linktype,
                snaplen=snaplen,
                ticks_per_s=variant.ticks_per_s,
                fcs_bytes=(link >> FCS_SHIFT) * 2 if link & FCS_PRESENT else 0,
            ),
        )
        self._most_bytes = most_bytes_of(linktype)
        self._ns_per_tick = 1_000_000_000 // variant.ticks_per_s
        self._lengths = _order_of_lengths(major, minor)
        self._header_bytes = variant.header_bytes
        self._walk = self._compiled_walk() if is_compiled() else self._walk_in_numpy
        self._interface = _zeros(0)

    def resume(self, state: tuple[object, ...]) -> None:
        """There is nothing to know."""

    def find(self, window: Window) -> Found:
        """Find the whole packets in a window that begins with a record header."""
        columns, stop, need_bytes = self._walk(window)
        claimed = need_bytes - self._header_bytes
        problem = f"record claims {claimed} bytes, more than {self._most_bytes}" if claimed > self._most_bytes else ""
        return Found(self._records(window, columns) if len(columns.start) else None, stop, need_bytes, problem)

    def _records(self, window: Window, columns: Columns) -> Records:
        n = len(columns.start)
        if n > len(self._interface):
            self._interface = _zeros(2 * n)
        return Records(
            window=window.lent,
            window_offset=window.offset,
            start=columns.start,
            captured=columns.captured,
            wire=columns.wire,
            time_ns=columns.time_ns,
            timed=_TRUE[:n],
            interface=self._interface[:n],
            interfaces=self.interfaces,
        )

    def _compiled_walk(self) -> Walk:
        from pcapflow.kernel import _records as kernel

        room = Room(*(np.int64,) * 4)
        layout = (
            self._header_bytes,
            self.byte_order == "big",
            self._lengths.value,
            self._most_bytes,
            self._ns_per_tick,
        )

        def walk(window: Window) -> tuple[Columns, int, int]:
            arrays = room.open(window.n_bytes)
            n, stop, need_bytes = kernel.walk_records(window.buffer, window.n_bytes, 0, 0, *layout, *arrays)
            while need_bytes == 0:
                arrays = room.grow(n, stop, window.n_bytes)
                n, stop, need_bytes = kernel.walk_records(window.buffer, window.n_bytes, stop, n, *layout, *arrays)
            return Columns(*room.take(n, stop)), stop, need_bytes

        return walk

    def _walk_in_numpy(self, window: Window) -> tuple[Columns, int, int]:
        word = np.dtype("<u4" if self.byte_order == "little" else ">u4")
        found = walk_records(
            window.buffer,
            window.n_bytes,
            header_bytes=self._header_bytes,
            byte_order=word.byteorder,
            lengths=self._lengths,
            most_bytes=self._most_bytes,
        )
        every = np.ndarray(
            (len(window.lent) - LEAST_HEADER_BYTES + 1, LEAST_HEADER_BYTES // 4), word, window.lent, strides=(1, 4)
        )
        seconds, fraction, first, second = every[found.at].T.astype(np.int64)
        captured, wire = self._lengths.sort(first, second)
        time_ns = seconds * 1_000_000_000 + fraction * self._ns_per_tick
        return Columns(found.at + self._header_bytes, captured, wire, time_ns), found.stop, found.need_bytes


def _zeros(n: int) -> npt.NDArray[np.int32]:
    """All packets came in by the one interface."""
    zeros = np.zeros(n, np.int32)
    zeros.flags.writeable = False
    return zeros


def _order_of_lengths(major: int, minor: int) -> Lengths:
    """The captured length stands first since version 2.3; files of 2.3 have it either way (libpcap 0.4's own note)."""
    if (major, minor) < (2, 3) or (major, minor) == (543, 0):  # 543.0 is DG/UX
        return Lengths.WIRE_FIRST
    return Lengths.EITHER if (major, minor) == (2, 3) else Lengths.CAPTURED_FIRST


def _parse_head(peek: Callable[[int], bytes]) -> PcapParser:
    head = peek(HEAD_BYTES)
    byte_order, variant = _KINDS[head[:4]]
    if variant.head_bytes > len(head):
        head = peek(variant.head_bytes)
    if len(head) < variant.head_bytes:
        problem = f"file ends in its header: {variant.head_bytes} bytes needed, {len(head)} there"
        raise FormatError(problem, offset=len(head), spec=HEAD_SPEC)
    return PcapParser(head, variant, byte_order)


_KINDS = {
    magic.to_bytes(4, order): (order, variant) for magic, variant in VARIANTS.items() for order in ("little", "big")
}

PCAP = FileFormat("pcap", tuple(_KINDS), _parse_head)
