"""What link layers carry: ARP, IPv4, IPv6 and its extension headers."""

from __future__ import annotations

import struct

from pcapflow.testing.build._built import Built, Pending, finished, internet_checksum, ip_bytes, mac_bytes
from pcapflow.testing.build._links import CLIENT_MAC

__all__ = ("arp", "destination_options", "fragment", "hop_by_hop", "ipv4", "ipv6", "routing")

CLIENT = "172.17.0.2"
SERVER = "172.17.0.3"
CLIENT_6 = "fd00::2"
SERVER_6 = "fd00::3"
NO_NEXT_HEADER = 59
PADDING = b"\x01\x04\0\0\0\0"
"""The six bytes of an options header without an option (PadN, RFC 8200 section 4.2)."""


def arp(
    *,
    opcode: int = 1,
    src_mac: str = CLIENT_MAC,
    src: str = CLIENT,
    dst_mac: str = "00:00:00:00:00:00",
    dst: str = SERVER,
) -> Built:
    """ARP for IPv4 over Ethernet (RFC 826); a request, or with ``opcode`` 2 a reply."""
    header = struct.pack(">HHBBH", 1, 0x0800, 6, 4, opcode)
    return Built.of(header + mac_bytes(src_mac) + ip_bytes(src) + mac_bytes(dst_mac) + ip_bytes(dst), ethertype=0x0806)


def _proto(payload: bytes, said: int | None) -> int:
    if said is not None:
        return said
    known = payload.ip_proto if isinstance(payload, Built) else None
    return NO_NEXT_HEADER if known is None else known


def ipv4(
    payload: bytes = b"",
    *,
    src: str = CLIENT,
    dst: str = SERVER,
    ttl: int = 64,
    proto: int | None = None,
    id: int = 0,
    flags: int = 0b010,
    frag_offset: int = 0,
    dsfield: int = 0,
    options: bytes = b"",
    total_bytes: int | None = None,
    checksum: int | None = None,
) -> Built:
    """IPv4 (RFC 791).

    Args:
        payload: What is carried; the checksums of UDP, TCP and ICMPv6 are filled in, unless it is a later fragment.
        flags: Three bits: reserved, do not fragment, more fragments.
        frag_offset: In bytes, a multiple of 8.
        options: A multiple of 4 bytes, 40 at most.
        total_bytes: The length field; None is the right one.
        checksum: The header's; None is the right one.
    """
    source, destination = ip_bytes(src), ip_bytes(dst)
    carried = finished(payload, source, destination) if frag_offset == 0 else bytes(payload)
    header_bytes = 20 + len(options)
    total = header_bytes + len(carried) if total_bytes is None else total_bytes
    words = (0x40 | header_bytes // 4, dsfield, total, id, flags << 13 | frag_offset // 8, ttl, _proto(payload, proto))
    header = struct.pack(">BBHHHBBH", *words, 0) + source + destination + options
    value = internet_checksum(header) if checksum is None else checksum
    return Built.of(header[:10] + value.to_bytes(2, "big") + header[12:] + carried, ethertype=0x0800, ip_proto=4)


def ipv6(
    payload: bytes = b"",
    *,
    src: str = CLIENT_6,
    dst: str = SERVER_6,
    hlim: int = 64,
    nxt: int | None = None,
    tclass: int = 0,
    flow: int = 0,
    plen: int | None = None,
) -> Built:
    """IPv6 (RFC 8200 section 3); the checksums of UDP, TCP and ICMPv6 in the payload are filled in."""
    source, destination = ip_bytes(src), ip_bytes(dst)
    carried = finished(payload, source, destination)
    length = len(carried) if plen is None else plen
    header = struct.pack(">IHBB", 6 << 28 | tclass << 20 | flow, length, _proto(payload, nxt), hlim)
    return Built.of(header + source + destination + carried, ethertype=0x86DD, ip_proto=41)


def _extension(header: bytes, payload: bytes, number: int) -> Built:
    pending = payload.pending if isinstance(payload, Built) else None
    if pending is not None:
        pending = Pending(pending.proto, pending.start + len(header), pending.checksum_at)
    return Built.of(header + payload, ip_proto=number, pending=pending)


def _options_header(payload: bytes, options: bytes, nxt: int | None, number: int) -> Built:
    if len(options) % 8 != 6:
        raise ValueError(f"an options header has 6, 14, 22 ... bytes of options, not {len(options)}")
    return _extension(bytes([_proto(payload, nxt), len(options) // 8]) + options, payload, number)


def hop_by_hop(payload: bytes = b"", *, options: bytes = PADDING, nxt: int | None = None) -> Built:
    """Hop-by-hop options (RFC 8200 section 4.3)."""
    return _options_header(payload, options, nxt, 0)


def destination_options(payload: bytes = b"", *, options: bytes = PADDING, nxt: int | None = None) -> Built:
    """Destination options (RFC 8200 section 4.6)."""
    return _options_header(payload, options, nxt, 60)


def routing(
    payload: bytes = b"", *, type: int = 253, segleft: int = 0, data: bytes = bytes(4), nxt: int | None = None
) -> Built:
    """A routing header (RFC 8200 section 4.4), by default of a type for experiments, with all segments done."""
    if len(data) % 8 != 4:
        raise ValueError(f"a routing header has 4, 12, 20 ... bytes of data, not {len(data)}")
    return _extension(bytes([_proto(payload, nxt), len(data) // 8, type, segleft]) + data, payload, 43)


def fragment(
    payload: bytes = b"", *, offset: int = 0, more: bool = False, id: int = 1, nxt: int | None = None
) -> Built:
    """A fragment header (RFC 8200 section 4.5); ``offset`` in bytes, a multiple of 8."""
    header = struct.pack(">BBHI", _proto(payload, nxt), 0, offset | more, id)
    # What stands in a later fragment is no header, whatever it was built as.
    return _extension(header, payload if offset == 0 else bytes(payload), 44)
