"""What IP carries: ICMP, ICMPv6, UDP, TCP."""

from __future__ import annotations

import struct

from pcapflow.testing.build._built import Built, Pending, internet_checksum, ip_bytes, mac_bytes

__all__ = (
    "icmp",
    "icmp_echo",
    "icmp_error",
    "icmpv6",
    "icmpv6_echo",
    "icmpv6_error",
    "icmpv6_na",
    "icmpv6_ns",
    "tcp",
    "udp",
)


def icmp(body: bytes = bytes(4), *, type: int, code: int = 0, checksum: int | None = None) -> Built:
    """An ICMP message (RFC 792): four bytes, and a body that depends on the type."""
    value = internet_checksum(bytes([type, code, 0, 0]) + body) if checksum is None else checksum
    return Built.of(struct.pack(">BBH", type, code, value) + body, ip_proto=1)


def icmp_echo(
    data: bytes = b"", *, reply: bool = False, ident: int = 1, seq: int = 1, checksum: int | None = None
) -> Built:
    """Echo request or reply (RFC 792, page 14)."""
    return icmp(struct.pack(">HH", ident, seq) + data, type=0 if reply else 8, checksum=checksum)


def icmp_error(quoted: bytes, *, type: int = 3, code: int = 1, rest: int = 0, checksum: int | None = None) -> Built:
    """An error, by default "host unreachable", that quotes the packet it is about, as much of it as is given.

    ``rest`` is the second word of the header: nothing, the next hop's MTU (RFC 1191), a gateway's address.
    """
    return icmp(struct.pack(">I", rest) + quoted, type=type, code=code, checksum=checksum)


def icmpv6(body: bytes = bytes(4), *, type: int, code: int = 0) -> Built:
    """An ICMPv6 message (RFC 4443); `ipv6` fills in its checksum."""
    return Built.of(bytes([type, code, 0, 0]) + body, ip_proto=58, pending=Pending(58, checksum_at=2))


def icmpv6_echo(data: bytes = b"", *, reply: bool = False, ident: int = 1, seq: int = 1) -> Built:
    """Echo request or reply (RFC 4443 section 4)."""
    return icmpv6(struct.pack(">HH", ident, seq) + data, type=129 if reply else 128)


def icmpv6_error(quoted: bytes, *, type: int = 1, code: int = 3, rest: int = 0) -> Built:
    """An error (RFC 4443 section 3), by default "address unreachable", that quotes a packet."""
    return icmpv6(struct.pack(">I", rest) + quoted, type=type, code=code)


def icmpv6_ns(target: str, *, src_mac: str | None = None) -> Built:
    """Neighbour solicitation (RFC 4861 section 4.3), with the asker's link-layer address where one is given."""
    option = b"" if src_mac is None else b"\x01\x01" + mac_bytes(src_mac)
    return icmpv6(bytes(4) + ip_bytes(target) + option, type=135)


def icmpv6_na(target: str, *, dst_mac: str | None = None, flags: int = 0b011) -> Built:
    """Neighbour advertisement (RFC 4861 section 4.4); flags: router, solicited, override."""
    option = b"" if dst_mac is None else b"\x02\x01" + mac_bytes(dst_mac)
    return icmpv6(struct.pack(">I", flags << 29) + ip_bytes(target) + option, type=136)


def udp(
    payload: bytes = b"",
    *,
    srcport: int = 40000,
    dstport: int | None = None,
    length: int | None = None,
    checksum: int | None = None,
) -> Built:
    """UDP (RFC 768), by default to the port of the tunnel that it carries, else to 9.

    IP fills in the checksum unless one is said.
    """
    if dstport is None:
        dstport = getattr(payload, "udp_port", None) or 9
    header = struct.pack(">HHHH", srcport, dstport, 8 + len(payload) if length is None else length, checksum or 0)
    return Built.of(header + payload, ip_proto=17, pending=Pending(17, checksum_at=6) if checksum is None else None)


def tcp(
    payload: bytes = b"",
    *,
    srcport: int = 40000,
    dstport: int = 80,
    seq: int = 1,
    ack: int = 0,
    flags: int = 0x002,
    window_size: int = 65535,
    urgent_pointer: int = 0,
    options: bytes = b"",
    checksum: int | None = None,
) -> Built:
    """TCP (RFC 9293 section 3.1), by default a SYN; IP fills in the checksum unless one is said.

    Args:
        payload: What the segment carries.
        flags: Twelve bits: reserved, AE, CWR, ECE, URG, ACK, PSH, RST, SYN, FIN.
        options: A multiple of 4 bytes, 40 at most.
    """
    offset_flags = (20 + len(options)) // 4 << 12 | flags
    header = struct.pack(
        ">HHIIHHHH", srcport, dstport, seq, ack, offset_flags, window_size, checksum or 0, urgent_pointer
    )
    pending = Pending(6, checksum_at=16) if checksum is None else None
    return Built.of(header + options + payload, ip_proto=6, pending=pending)
