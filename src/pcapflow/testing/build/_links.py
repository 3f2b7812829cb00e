"""Link layers: Ethernet, 802.1Q, Linux cooked captures, BSD loopback."""

from __future__ import annotations

import struct

from pcapflow.testing.build._built import Built, mac_bytes

__all__ = ("ethernet", "null", "sll", "sll2", "vlan")

CLIENT_MAC = "02:42:ac:11:00:02"
SERVER_MAC = "02:42:ac:11:00:03"


def _ethertype(payload: bytes, said: int | None) -> int:
    """The number in an EtherType field: as said, as the payload knows it, else a length (802.3)."""
    if said is not None:
        return said
    known = payload.ethertype if isinstance(payload, Built) else None
    return len(payload) if known is None else known


def ethernet(payload: bytes = b"", *, src: str = CLIENT_MAC, dst: str = SERVER_MAC, type: int | None = None) -> Built:
    """Ethernet II, or 802.3 where the payload has no EtherType and none is said. Nothing is padded."""
    return Built.of(mac_bytes(dst) + mac_bytes(src) + struct.pack(">H", _ethertype(payload, type)) + payload)


def vlan(
    payload: bytes = b"", *, id: int = 1, priority: int = 0, dei: int = 0, etype: int | None = None, tpid: int = 0x8100
) -> Built:
    """IEEE 802.1Q tag; ``tpid`` 0x88a8 makes it a service tag."""
    tag = struct.pack(">HH", priority << 13 | dei << 12 | id, _ethertype(payload, etype))
    return Built.of(tag + payload, ethertype=tpid)


def sll(
    payload: bytes = b"",
    *,
    pkttype: int = 0,
    hatype: int = 1,
    halen: int = 6,
    src: str = CLIENT_MAC,
    etype: int | None = None,
) -> Built:
    """LINUX_SLL (link type 113)."""
    address = mac_bytes(src).ljust(8, b"\0")
    return Built.of(struct.pack(">HHH8sH", pkttype, hatype, halen, address, _ethertype(payload, etype)) + payload)


def sll2(
    payload: bytes = b"",
    *,
    etype: int | None = None,
    ifindex: int = 2,
    hatype: int = 1,
    pkttype: int = 0,
    halen: int = 6,
    src: str = CLIENT_MAC,
) -> Built:
    """LINUX_SLL2 (link type 276): as LINUX_SLL, and the index of the interface."""
    address = mac_bytes(src).ljust(8, b"\0")
    header = struct.pack(">HHIHBB8s", _ethertype(payload, etype), 0, ifindex, hatype, pkttype, halen, address)
    return Built.of(header + payload)


def null(payload: bytes = b"", *, family: int | None = None, byteorder: str = "<") -> Built:
    """BSD loopback (link type 0): an address family in the byte order of the machine that captured."""
    if family is None:
        # 30 is what macOS calls IPv6; FreeBSD says 28, OpenBSD and NetBSD 24.
        family = 30 if payload[:1] and payload[0] >> 4 == 6 else 2
    return Built.of(struct.pack(f"{byteorder}I", family) + payload)
