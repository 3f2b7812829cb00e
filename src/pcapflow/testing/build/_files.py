"""Capture files out of packets: pcap of every magic, pcapng of any blocks."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from pcapflow.testing.build._blocks import Interface, Obsolete, Packet, Section, Simple, written

if TYPE_CHECKING:
    from pcapflow.testing.build._blocks import AnyBlock

__all__ = ("MICROSECONDS", "MODIFIED", "NANOSECONDS", "pcap", "pcapng")

MICROSECONDS = 0xA1B2C3D4
NANOSECONDS = 0xA1B23C4D
MODIFIED = 0xA1B2CD34
"""Kuznetzov's pcap: each record has eight bytes more."""


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


def pcapng(*parts: AnyBlock | bytes) -> bytes:
    """A pcapng file (draft-ietf-opsawg-pcapng) of these blocks.

    What a file cannot do without is put in front: a section, and, for packets
    without an interface, one of Ethernet with times in nanoseconds.
    """
    blocks: list[AnyBlock] = [_packet(part) if isinstance(part, bytes) else part for part in parts]
    if not any(isinstance(block, Interface) for block in blocks):
        packets = (at for at, block in enumerate(blocks) if isinstance(block, Packet | Simple | Obsolete))
        blocks.insert(next(packets, len(blocks)), Interface())
    if not isinstance(blocks[0], Section):
        blocks.insert(0, Section())
    parts_written = []
    byteorder, interfaces = "<", list[Interface]()
    for block in blocks:
        if isinstance(block, Section):
            byteorder, interfaces = block.byteorder, []
        elif isinstance(block, Interface):
            interfaces.append(block)
        parts_written.append(written(block, byteorder, interfaces))
    return b"".join(parts_written)
