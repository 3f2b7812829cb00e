"""What carries packets in packets, above IP or UDP."""

from __future__ import annotations

import struct

from pcapflow.testing.build._built import Built

__all__ = ("ah", "esp", "etherip", "geneve", "gtp", "vxlan")


def vxlan(frame: bytes = b"", *, vni: int = 1, flags: int = 0x0800, gbp: int = 0) -> Built:
    """VXLAN (RFC 7348 section 5) around a frame of Ethernet; `udp` takes its port from it."""
    return Built.of(struct.pack(">HHI", flags, gbp, vni << 8) + frame, udp_port=4789)


def geneve(
    payload: bytes = b"", *, vni: int = 1, flags: int = 0, proto_type: int | None = None, options: bytes = b""
) -> Built:
    """Geneve (RFC 8926 section 3.4), around what has an EtherType, else around a frame of Ethernet."""
    if proto_type is None:
        proto_type = getattr(payload, "ethertype", None) or 0x6558
    header = struct.pack(">BBHI", len(options) // 4, flags, proto_type, vni << 8)
    return Built.of(header + options + payload, udp_port=6081)


def gtp(
    payload: bytes = b"",
    *,
    teid: int = 1,
    message: int = 0xFF,
    seq_number: int | None = None,
    extensions: tuple[tuple[int, bytes], ...] = (),
    length: int | None = None,
) -> Built:
    """GTP version 1 (3GPP TS 29.281 section 5.1) around IP.

    Args:
        payload: What the tunnel carries.
        teid: The tunnel's identifier at its end.
        message: Type of message.
        seq_number: There is none unless it is said.
        extensions: Type and content of each extension header, which is padded to four bytes.
        length: The length field; None is the right one.
    """
    flags, numbers = 0x30, b""
    if extensions or seq_number is not None:
        flags |= bool(extensions) << 2 | (seq_number is not None) << 1
        following = [kind for kind, _ in extensions] + [0]
        numbers = struct.pack(">HBB", seq_number or 0, 0, following[0])
        for (_, content), after in zip(extensions, following[1:], strict=True):
            padded = content + bytes(-(len(content) + 2) % 4)
            numbers += bytes([(len(padded) + 2) // 4]) + padded + bytes([after])
    if length is None:
        length = len(numbers) + len(payload)
    return Built.of(struct.pack(">BBHI", flags, message, length, teid) + numbers + payload, udp_port=2152)


def esp(data: bytes = bytes(16), *, spi: int = 0x01000001, sequence: int = 1, over_udp: bool = False) -> Built:
    """ESP (RFC 4303 section 2); ``data`` is what is encrypted, padding and all."""
    made = struct.pack(">II", spi, sequence) + data
    return Built.of(made, udp_port=4500) if over_udp else Built.of(made, ip_proto=50)


def ah(payload: bytes = b"", *, next_header: int | None = None, spi: int = 0x101, icv: bytes = bytes(12)) -> Built:
    """An authentication header (RFC 4302 section 2); the payload's own checksum must be said."""
    if next_header is None:
        next_header = getattr(payload, "ip_proto", None) or 59
    header = struct.pack(">BBHII", next_header, (12 + len(icv)) // 4 - 2, 0, spi, 1)
    return Built.of(header + icv + payload, ip_proto=51)


def etherip(frame: bytes = b"", *, ver: int = 3) -> Built:
    """Ethernet in IP (RFC 3378)."""
    return Built.of(struct.pack(">H", ver << 12) + frame, ip_proto=97)
