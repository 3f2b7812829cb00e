"""What every builder returns: bytes that know how their carriers announce them."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

__all__ = ("Built", "Pending", "finished", "internet_checksum", "ip_bytes", "mac_bytes")


@dataclass(frozen=True, slots=True)
class Pending:
    """A header whose checksum covers the addresses of the IP header that carries it."""

    proto: int
    start: int = 0
    """Byte at which it begins; extension headers stand before it."""
    checksum_at: int = 0
    """Byte of the checksum, counted from ``start``."""


class Built(bytes):
    """A header and what it carries."""

    ethertype: int | None = None
    """What Ethernet and its kin call it."""
    ip_proto: int | None = None
    """What IP calls it."""
    udp_port: int | None = None
    """What UDP calls it."""
    pending: Pending | None = None
    """The checksum that IP still has to fill in."""

    @classmethod
    def of(
        cls,
        data: bytes,
        *,
        ethertype: int | None = None,
        ip_proto: int | None = None,
        udp_port: int | None = None,
        pending: Pending | None = None,
    ) -> Built:
        """Bytes, and how they are announced."""
        built = cls(data)
        built.ethertype, built.ip_proto, built.udp_port, built.pending = ethertype, ip_proto, udp_port, pending
        return built


def internet_checksum(data: bytes) -> int:
    """One's complement of the one's complement sum of 16-bit words (RFC 1071)."""
    total = sum(data[0::2]) * 256 + sum(data[1::2])
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return 0xFFFF - total


def finished(payload: bytes, src: bytes, dst: bytes) -> bytes:
    """The payload of an IP packet, with the checksum that covers a pseudo header filled in."""
    pending = payload.pending if isinstance(payload, Built) else None
    if pending is None:
        return bytes(payload)
    covered = payload[pending.start :]
    # RFC 8200 section 8.1. IPv4's (RFC 9293 section 3.1) has a shorter length field: the sum is the same.
    pseudo = src + dst + len(covered).to_bytes(4, "big") + pending.proto.to_bytes(4, "big")
    value = internet_checksum(pseudo + covered)
    # RFC 768: 0 says that there is no checksum, so a sum of 0 is sent as its other form.
    value = value or (0xFFFF if pending.proto == 17 else 0)
    at = pending.start + pending.checksum_at
    return payload[:at] + value.to_bytes(2, "big") + payload[at + 2 :]


def mac_bytes(text: str) -> bytes:
    """``02:42:ac:11:00:02`` -> six bytes."""
    return bytes.fromhex(text.replace(":", ""))


def ip_bytes(text: str) -> bytes:
    """An address in words -> four or sixteen bytes."""
    return ipaddress.ip_address(text).packed
