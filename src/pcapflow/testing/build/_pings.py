"""Pings in a capture, in a few words."""

from __future__ import annotations

from pcapflow.testing.build._blocks import Packet
from pcapflow.testing.build._built import Built, ip_bytes
from pcapflow.testing.build._files import pcap
from pcapflow.testing.build._ip import CLIENT, SERVER, ipv4, ipv6
from pcapflow.testing.build._links import ethernet
from pcapflow.testing.build._messages import icmp_echo, icmpv6_echo

__all__ = ("capture", "ping", "pong")

DATA = bytes(range(0x10, 0x10 + 56))
"""As many bytes as ping sends unless told otherwise, in its counting pattern."""


def _mac(address: str) -> str:
    """The MAC that Docker gives a container with an IPv4 address; IPv6's last four bytes do as well."""
    return "02:42:" + ip_bytes(address)[-4:].hex(":")


def _echo(data: bytes, src: str, dst: str, ttl: int, *, reply: bool, ident: int, seq: int) -> Built:
    if ":" in src:
        packet = ipv6(icmpv6_echo(data, reply=reply, ident=ident, seq=seq), src=src, dst=dst, hlim=ttl)
    else:
        packet = ipv4(icmp_echo(data, reply=reply, ident=ident, seq=seq), src=src, dst=dst, ttl=ttl)
    return ethernet(packet, src=_mac(src), dst=_mac(dst))


def ping(
    *,
    seq: int = 1,
    at_ns: int = 0,
    src: str = CLIENT,
    dst: str = SERVER,
    ident: int = 1,
    ttl: int = 64,
    data: bytes = DATA,
    interface: int = 0,
) -> Packet:
    """An echo request on Ethernet, IPv4 or IPv6 by its addresses."""
    return Packet(_echo(data, src, dst, ttl, reply=False, ident=ident, seq=seq), at_ns, interface=interface)


def pong(
    *,
    seq: int = 1,
    at_ns: int = 0,
    src: str = SERVER,
    dst: str = CLIENT,
    ident: int = 1,
    ttl: int = 64,
    data: bytes = DATA,
    interface: int = 0,
) -> Packet:
    """The echo reply; ``src`` is who answers."""
    return Packet(_echo(data, src, dst, ttl, reply=True, ident=ident, seq=seq), at_ns, interface=interface)


def capture(*packets: Packet | bytes, linktype: int = 1) -> bytes:
    """A capture file of these packets, with nanoseconds, for ``pf.open``."""
    return pcap(*packets, linktype=linktype)
