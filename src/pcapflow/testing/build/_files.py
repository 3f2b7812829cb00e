"""Capture files out of packets: pcap of every magic, pcapng of any blocks."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ("Block", "Interface", "Packet", "Section", "Simple", "pcap", "pcapng")

MICROSECONDS = 0xA1B2C3D4
NANOSECONDS = 0xA1B23C4D
MODIFIED = 0xA1B2CD34
"""Kuznetzov's pcap: each record has eight bytes more."""

Options = Sequence[tuple[int, bytes]]
"""Codes and values of pcapng options, without the end that follows them."""


@dataclass(frozen=True, slots=True)
class Packet:
    """A packet in a capture; in pcapng an Enhanced Packet Block."""

    data: bytes
    at_ns: int = 0
    wire_bytes: int | None = None
    """What it had on the wire; None where all of it was captured."""
    interface: int = 0
    """Which of its section's interfaces saw it."""
    options: Options = ()

    @property
    def n_wire_bytes(self) -> int:
        """Bytes on the wire."""
        return len(self.data) if self.wire_bytes is None else self.wire_bytes


@dataclass(frozen=True, slots=True)
class Section:
    """A Section Header Block: what follows has its byte order and counts its interfaces from 0."""

    byteorder: str = "<"
    version: tuple[int, int] = (1, 0)
    options: Options = ()


@dataclass(frozen=True, slots=True)
class Interface:
    """An Interface Description Block."""

    linktype: int = 1
    snaplen: int = 0
    tsresol: int | None = 9
    """if_tsresol: decimal digits, or with bit 7 set binary ones; None leaves it out (microseconds)."""
    tsoffset: int | None = None
    """if_tsoffset: seconds that were taken off every timestamp."""
    options: Options = ()

    @property
    def ticks_per_s(self) -> int:
        """Units of a timestamp in a second."""
        if self.tsresol is None:
            return 1_000_000
        return 1 << (self.tsresol & 0x7F) if self.tsresol & 0x80 else int(10**self.tsresol)


@dataclass(frozen=True, slots=True)
class Simple:
    """A Simple Packet Block: neither time nor interface."""

    data: bytes
    wire_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """Any other block."""

    type: int
    body: bytes = b""


def _packet(packet: Packet | bytes) -> Packet:
    return packet if isinstance(packet, Packet) else Packet(packet)


def pcap(
    *packets: Packet | bytes,
    linktype: int = 1,
    magic: int = NANOSECONDS,
    byteorder: str = "<",
    snaplen: int = 262144,
    version: tuple[int, int] = (2, 4),
) -> bytes:
    """A classic capture file (draft-ietf-opsawg-pcap); ``linktype`` is the whole word, FCS bits included."""
    parts = [struct.pack(f"{byteorder}IHHiIII", magic, *version, 0, 0, snaplen, linktype)]
    unit_ns = 1 if magic == NANOSECONDS else 1_000
    for packet in map(_packet, packets):
        seconds, rest_ns = divmod(packet.at_ns, 1_000_000_000)
        words = (seconds, rest_ns // unit_ns, len(packet.data), packet.n_wire_bytes)
        parts.append(struct.pack(f"{byteorder}IIII", *words))
        if magic == MODIFIED:
            parts.append(struct.pack(f"{byteorder}IHBB", packet.interface, 0x0800, 0, 0))
        parts.append(packet.data)
    return b"".join(parts)


def pcapng(*parts: Section | Interface | Packet | Simple | Block | bytes) -> bytes:
    """A pcapng file (draft-ietf-opsawg-pcapng) of these blocks.

    What a file cannot do without is put in front: a section, and, for packets
    without an interface, one of Ethernet with times in nanoseconds.
    """
    blocks: list[Section | Interface | Packet | Simple | Block] = [
        _packet(part) if isinstance(part, bytes) else part for part in parts
    ]
    if not any(isinstance(block, Interface) for block in blocks):
        first = next((at for at, block in enumerate(blocks) if isinstance(block, Packet | Simple)), len(blocks))
        blocks.insert(first, Interface())
    if not isinstance(blocks[0], Section):
        blocks.insert(0, Section())
    written = []
    byteorder, interfaces = "<", list[Interface]()
    for block in blocks:
        if isinstance(block, Section):
            byteorder, interfaces = block.byteorder, []
        elif isinstance(block, Interface):
            interfaces.append(block)
        written.append(_block(block, byteorder, interfaces))
    return b"".join(written)


def _block(block: Section | Interface | Packet | Simple | Block, byteorder: str, interfaces: list[Interface]) -> bytes:
    match block:
        case Section(version=version):
            number, body = 0x0A0D0D0A, struct.pack(f"{byteorder}IHHq", 0x1A2B3C4D, *version, -1)
            body += _options(block.options, byteorder)
        case Interface():
            number, body = 1, struct.pack(f"{byteorder}HHI", block.linktype, 0, block.snaplen)
            resolution = [] if block.tsresol is None else [(9, bytes([block.tsresol]))]
            offset = [] if block.tsoffset is None else [(14, struct.pack(f"{byteorder}q", block.tsoffset))]
            body += _options([*resolution, *offset, *block.options], byteorder)
        case Packet():
            seen_by = interfaces[block.interface]
            at_ns = block.at_ns - (seen_by.tsoffset or 0) * 1_000_000_000
            ticks = at_ns * seen_by.ticks_per_s // 1_000_000_000
            words = (block.interface, ticks >> 32, ticks & 0xFFFFFFFF, len(block.data), block.n_wire_bytes)
            number, body = 6, struct.pack(f"{byteorder}IIIII", *words) + _padded(block.data)
            body += _options(block.options, byteorder)
        case Simple():
            wire_bytes = len(block.data) if block.wire_bytes is None else block.wire_bytes
            number, body = 3, struct.pack(f"{byteorder}I", wire_bytes) + _padded(block.data)
        case Block():
            number, body = block.type, _padded(block.body)
    total = struct.pack(f"{byteorder}I", len(body) + 12)
    return struct.pack(f"{byteorder}I", number) + total + body + total


def _options(options: Options, byteorder: str) -> bytes:
    if not options:
        return b""
    each = (struct.pack(f"{byteorder}HH", code, len(value)) + _padded(value) for code, value in options)
    return b"".join(each) + bytes(4)


def _padded(data: bytes) -> bytes:
    return bytes(data) + bytes(-len(data) % 4)
