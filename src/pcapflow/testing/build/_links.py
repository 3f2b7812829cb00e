"""Link layers: Ethernet, 802.1Q, Linux cooked captures, BSD loopback."""

from __future__ import annotations

import struct

from pcapflow.testing.build._built import Built, mac_bytes

__all__ = (
    "chdlc",
    "ethernet",
    "frame_relay",
    "llc",
    "mpls",
    "null",
    "ppp",
    "pppoe",
    "sll",
    "sll2",
    "snap",
    "vlan",
)

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


def llc(payload: bytes = b"", *, dsap: int = 0x06, ssap: int | None = None, control: int = 0x03) -> Built:
    """LLC (IEEE 802.2), by default around IP; a ``control`` that is not unnumbered has two bytes."""
    field = bytes([control]) if control & 3 == 3 else struct.pack("<H", control)
    return Built.of(bytes([dsap, dsap if ssap is None else ssap]) + field + payload)


def snap(payload: bytes = b"", *, oui: int = 0, type: int | None = None, control: int = 0x03) -> Built:
    """LLC and SNAP (RFC 1042); `ethernet` around it says its length."""
    header = oui.to_bytes(3, "big") + struct.pack(">H", _ethertype(payload, type))
    return llc(header + payload, dsap=0xAA, control=control)


def mpls(payload: bytes = b"", *, label: int = 16, exp: int = 0, bottom: bool | None = None, ttl: int = 64) -> Built:
    """A label (RFC 3032 section 2.1); the bottom of the stack unless it carries another."""
    if bottom is None:
        bottom = getattr(payload, "ethertype", None) != 0x8847
    entry = label << 12 | exp << 9 | bottom << 8 | ttl
    return Built.of(struct.pack(">I", entry) + payload, ethertype=0x8847, ip_proto=137, udp_port=6635)


_PPP_NUMBERS = {0x0800: 0x0021, 0x86DD: 0x0057, 0x8847: 0x0281}


def ppp(payload: bytes = b"", *, protocol: int | None = None, address: int | None = None, short: bool = False) -> Built:
    """PPP (RFC 1661).

    Args:
        payload: What is carried; IP and MPLS are known.
        protocol: Its number, if it is another.
        address: 0xff puts an address and a control field in front (RFC 1662 section 3.1).
        short: Whether the number has one byte.
    """
    if protocol is None:
        protocol = _PPP_NUMBERS[_ethertype(payload, None)]
    front = b"" if address is None else bytes([address, 0x03])
    return Built.of(front + protocol.to_bytes(1 if short else 2, "big") + payload, ethertype=0x880B)


def pppoe(
    payload: bytes = b"", *, code: int = 0, session_id: int = 1, payload_length: int | None = None, etype: int = 0x8864
) -> Built:
    """PPP over Ethernet (RFC 2516 section 4), a session around `ppp`; ``etype`` 0x8863 makes it discovery."""
    length = len(payload) if payload_length is None else payload_length
    return Built.of(struct.pack(">BBHH", 0x11, code, session_id, length) + payload, ethertype=etype)


def chdlc(payload: bytes = b"", *, address: int = 0x0F, protocol: int | None = None) -> Built:
    """Cisco's HDLC (link type 104)."""
    return Built.of(struct.pack(">BBH", address, 0, _ethertype(payload, protocol)) + payload)


_NLPIDS = {0x0800: 0xCC, 0x86DD: 0x8E}


def frame_relay(payload: bytes = b"", *, dlci: int = 100, nlpid: int | None = None) -> Built:
    """Frame relay (link type 107) as RFC 2427 has it, around IP."""
    number = _NLPIDS[_ethertype(payload, None)] if nlpid is None else nlpid
    address = struct.pack(">BB", dlci >> 4 << 2, (dlci & 15) << 4 | 1)
    return Built.of(address + bytes([0x03, number]) + payload)
