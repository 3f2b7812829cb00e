"""A packet as a dpkt object."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from pcapflow.errors import PacketError
from pcapflow.packets._dpkt._guard import raised_by_dpkt, reason_of

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ("MOST_BYTES", "to_dpkt")

MOST_BYTES = 65_600
"""The longest IP packet that is no jumbogram, and a link header. dpkt copies the rest of a packet at each SCTP chunk
and each IPv6 extension header, so that time grows with the square: a second for these, four for twice as many."""


def to_dpkt(linktype: int, data: bytes) -> Any:
    """Hand a packet to dpkt.

    Args:
        linktype: By the registry; dpkt's own constants depend on the system that it runs on.
        data: The captured bytes.

    Returns:
        A new object at each call: ``dpkt.ethernet.Ethernet``, ``dpkt.sll.SLL``, ``dpkt.sll2.SLL2``,
        ``dpkt.loopback.Loopback``, ``dpkt.ip.IP`` or ``dpkt.ip6.IP6``. What dpkt cannot read further in is bytes
        there, as always with dpkt.

    Raises:
        PacketError: dpkt has no such link type, or gave up; or the packet is longer than any that dpkt reads in time.
    """
    opener = _openers().get(linktype)
    if opener is None:
        raise PacketError(f"dpkt has no link type {linktype}")
    if len(data) > MOST_BYTES:
        raise PacketError(f"dpkt is given packets of {MOST_BYTES} bytes at most, this one has {len(data)}")
    try:
        return opener(data)
    except raised_by_dpkt() as error:
        raise PacketError(f"dpkt could not read the packet ({reason_of(error)})") from error


@functools.cache
def _openers() -> dict[int, Callable[[bytes], Any]]:
    """Link type to what makes an object of a packet; once, for an import statement at each packet is felt."""
    import dpkt.ethernet
    import dpkt.ip
    import dpkt.ip6
    import dpkt.loopback
    import dpkt.sll
    import dpkt.sll2

    def raw_ip(data: bytes) -> Any:
        return (dpkt.ip6.IP6 if data[:1] and data[0] >> 4 == 6 else dpkt.ip.IP)(data)

    return {
        0: dpkt.loopback.Loopback,
        1: dpkt.ethernet.Ethernet,
        101: raw_ip,
        113: dpkt.sll.SLL,
        228: dpkt.ip.IP,
        229: dpkt.ip6.IP6,
        276: dpkt.sll2.SLL2,
    }
