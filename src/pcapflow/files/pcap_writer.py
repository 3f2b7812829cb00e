"""Write packets out as a classic pcap file with nanoseconds. Spec: draft-ietf-opsawg-pcap sections 4 and 5."""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING, BinaryIO

from pcapflow.errors import PcapflowError

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ("PcapWriter", "to_pcap")

MAGIC_NS = 0xA1B23C4D
VERSION = (2, 4)
SNAPLEN = 262_144
FILE_HEADER = struct.Struct("<IHHiIII")
RECORD_HEADER = struct.Struct("<IIII")


class PcapWriter:
    """Writes the file header at once, then a record per packet."""

    def __init__(self, file: BinaryIO, linktype: int, *, snaplen: int = SNAPLEN) -> None:
        """Begin a file.

        Args:
            file: Open for writing bytes; it is left open.
            linktype: Number of the link type, by the registry.
            snaplen: Longer packets are cut to it.
        """
        self._write = file.write
        self._snaplen = snaplen
        self._write(FILE_HEADER.pack(MAGIC_NS, *VERSION, 0, 0, snaplen, linktype))

    def write(self, time_ns: int, data: bytes | memoryview, wire_bytes: int | None = None) -> None:
        """Write one packet.

        Args:
            time_ns: Nanoseconds since the epoch.
            data: The packet, from its link-layer header on.
            wire_bytes: What it had on the wire; ``len(data)`` when not given.

        Raises:
            PcapflowError: The format has no place for the time (before 1970, after 2106-02-07) or the length.
        """
        seconds, fraction_ns = divmod(time_ns, 1_000_000_000)
        captured = min(len(data), self._snaplen)
        wire = len(data) if wire_bytes is None else wire_bytes
        try:
            header = RECORD_HEADER.pack(seconds, fraction_ns, captured, wire)
        except struct.error as error:
            raise PcapflowError(f"pcap has no place for a time of {time_ns} ns or a length of {wire} bytes") from error
        self._write(header)
        self._write(data[:captured])


def to_pcap(
    packets: Iterable[tuple[int, bytes | memoryview, int | None]], linktype: int, *, snaplen: int = SNAPLEN
) -> bytes:
    """Make a pcap file of packets, each a time in ns, its bytes, and its length on the wire (None: as captured)."""
    file = io.BytesIO()
    writer = PcapWriter(file, linktype, snaplen=snaplen)
    for time_ns, data, wire_bytes in packets:
        writer.write(time_ns, data, wire_bytes)
    return file.getvalue()
