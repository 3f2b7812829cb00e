"""What consists of lists: GRE, SCTP, IGMP."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from pcapflow.testing.build._built import Built, internet_checksum, ip_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ("gre", "igmp", "igmp_record", "igmp_report", "sctp", "sctp_chunk", "sctp_parameter")

NO_GROUP = "0.0.0.0"  # noqa: S104  # what a general query names, nothing that is bound
CASTAGNOLI = 0x82F63B78
"""The polynomial of SCTP's checksum, bits in reverse (RFC 9260 appendix A)."""
PPP = 0x880B


def gre(
    payload: bytes = b"",
    *,
    key: int | None = None,
    sequence_number: int | None = None,
    ack_number: int | None = None,
    has_checksum: bool = False,
    version: int = 0,
    proto: int | None = None,
) -> Built:
    """GRE (RFC 2784, RFC 2890), around what has an EtherType, else around a frame of Ethernet.

    Args:
        payload: What the tunnel carries.
        key: There is none unless it is said; in version 1 the lower half is the call (RFC 2637 section 4.1).
        sequence_number: There is none unless it is said.
        ack_number: Of version 1; there is none unless it is said.
        has_checksum: Whether there is one, over header and payload.
        version: In version 1 PPP is what is carried.
        proto: The EtherType; None is that of the payload.
    """
    if proto is None:
        proto = PPP if version == 1 else getattr(payload, "ethertype", None) or 0x6558
    flags, words = version, b""
    for number, flag in ((key, 0x2000), (sequence_number, 0x1000), (ack_number, 0x0080)):
        if number is not None:
            flags |= flag
            words += struct.pack(">I", number)
    if has_checksum:
        flags |= 0x8000
        empty = struct.pack(">HHI", flags, proto, 0) + words + payload
        words = struct.pack(">HH", internet_checksum(empty + bytes(len(empty) % 2)), 0) + words
    return Built.of(struct.pack(">HH", flags, proto) + words + payload, ip_proto=47)


def sctp(
    *chunks: bytes, srcport: int = 40000, dstport: int = 3868, verification_tag: int = 1, checksum: int | None = None
) -> Built:
    """SCTP (RFC 9260 section 3) with chunks, as `sctp_chunk` makes them."""
    header, body = struct.pack(">HHI", srcport, dstport, verification_tag), b"".join(chunks)
    value = crc32c(header + bytes(4) + body) if checksum is None else checksum
    # Appendix A: the remainder is sent in the byte order in which it was computed.
    return Built.of(header + value.to_bytes(4, "little" if checksum is None else "big") + body, ip_proto=132)


def crc32c(data: bytes) -> int:
    """The checksum of SCTP."""
    value = 0xFFFFFFFF
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ (CASTAGNOLI if value & 1 else 0)
    return value ^ 0xFFFFFFFF


def sctp_chunk(type: int, value: bytes = b"", *, flags: int = 0, length: int | None = None) -> bytes:
    """A chunk (RFC 9260 section 3.2), padded to four bytes."""
    header = struct.pack(">BBH", type, flags, 4 + len(value) if length is None else length)
    return header + value + bytes(-len(value) % 4)


def sctp_parameter(type: int, value: bytes = b"", *, length: int | None = None) -> bytes:
    """A parameter of a chunk (RFC 9260 section 3.2.1), padded to four bytes."""
    header = struct.pack(">HH", type, 4 + len(value) if length is None else length)
    return header + value + bytes(-len(value) % 4)


def igmp(
    type: int = 0x11, maddr: str = NO_GROUP, *, max_resp: int = 100, sources: Sequence[str] | None = None
) -> Built:
    """A query, report or leave of IGMP (RFC 2236 section 2).

    Args:
        type: 0x11 query; 0x12 and 0x16 report; 0x17 leave.
        maddr: The group.
        max_resp: Tenths of a second.
        sources: With some, or an empty list, it is a query of version 3 (RFC 3376 section 4.1).
    """
    body = ip_bytes(maddr)
    if sources is not None:
        body += struct.pack(">BBH", 2, 125, len(sources)) + b"".join(map(ip_bytes, sources))
    return _igmp(type, max_resp, body)


def igmp_record(type: int, maddr: str, *sources: str, aux_data: bytes = b"") -> bytes:
    """A group record (RFC 3376 section 4.2.4); auxiliary data in multiples of four bytes."""
    counts = struct.pack(">BBH", type, len(aux_data) // 4, len(sources))
    return counts + ip_bytes(maddr) + b"".join(map(ip_bytes, sources)) + aux_data


def igmp_report(*records: bytes, num_grp_recs: int | None = None) -> Built:
    """A report of version 3 (RFC 3376 section 4.2) with records, as `igmp_record` makes them."""
    count = len(records) if num_grp_recs is None else num_grp_recs
    return _igmp(0x22, 0, struct.pack(">HH", 0, count) + b"".join(records))


def _igmp(kind: int, code: int, body: bytes) -> Built:
    checksum = internet_checksum(bytes([kind, code, 0, 0]) + body)
    return Built.of(struct.pack(">BBH", kind, code, checksum) + body, ip_proto=2)
