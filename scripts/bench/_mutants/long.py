"""Long captures whose payload is random, as they are and in gzip, written as fast as the disk takes them.

One stretch of packets is laid out, compressed, and written again and again.
"""

from __future__ import annotations

import struct
import zlib
from random import Random
from typing import TYPE_CHECKING

from pcapflow.testing import build

from .compressed import GZIP_HEAD

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ("write_long",)

N_PACKETS = 8_000
SIZES = (56, 100, 400, 1_400, 1_400)
"""Bytes of payload, in turns."""


def _pieces(form: str) -> tuple[bytes, bytes]:
    """How a file begins, and a stretch of its packets."""
    dice = Random(0)  # noqa: S311  # test data, no secret
    packets = [
        build.Packet(bytes(build.ethernet(build.ipv4(build.udp(dice.randbytes(SIZES[at % len(SIZES)]))))), at * 1_000)
        for at in range(N_PACKETS)
    ]
    if form == "pcap":
        return build.pcap(), build.pcap(*packets)[len(build.pcap()) :]
    head = build.pcapng(build.Interface())
    return head, build.pcapng(build.Interface(), *packets)[len(head) :]


def write_long(path: Path, form: str, n_bytes: int, *, is_compressed: bool = False) -> int:
    """Write a capture of about so many bytes, decompressed; gives how many packets it holds.

    Args:
        path: The file.
        form: ``pcap`` or ``pcapng``.
        n_bytes: How long.
        is_compressed: As one member of gzip.
    """
    head, stretch = _pieces(form)
    n_stretches = -(-(n_bytes - len(head)) // len(stretch))
    with path.open("wb") as file:
        if not is_compressed:
            file.write(head)
            for _ in range(n_stretches):
                file.write(stretch)
            return n_stretches * N_PACKETS
        compressor = zlib.compressobj(1, zlib.DEFLATED, -15)
        # After a full flush what comes is byte for byte what came before, if it was made of the same.
        file.write(GZIP_HEAD + compressor.compress(head) + compressor.flush(zlib.Z_FULL_FLUSH))
        piece = compressor.compress(stretch) + compressor.flush(zlib.Z_FULL_FLUSH)
        crc = zlib.crc32(head)
        for _ in range(n_stretches):
            file.write(piece)
            crc = zlib.crc32(stretch, crc)
        length = len(head) + n_stretches * len(stretch)
        file.write(compressor.flush() + struct.pack("<II", crc, length & 0xFFFFFFFF))
    return n_stretches * N_PACKETS
