"""Headers and quotes that end early."""

from __future__ import annotations

from typing import TYPE_CHECKING

from _agree._rule import rule

if TYPE_CHECKING:
    from _agree._packet import Header, Packet

__all__ = ()

# Headers that are cut. pcapflow shows each field whose bytes are there. tshark does so, too, in general, but:

_READ_TOGETHER = (
    # layer, columns, bytes of the header that must have been captured
    ("eth", "eth.", 14),
    ("vlan", "vlan.", 2),
    ("ieee8021ad", "ieee8021ad.", 4),
    ("llc.snap", "llc.oui", 6),
    ("llc.numbered", "llc.control", 2),
    ("mpls", "mpls.", 4),
    ("mpls.below", "mpls.", 4),
    ("pppoed", "pppoe.", 6),
    ("pppoes", "pppoe.", 6),
    ("chdlc", "chdlc.", 4),
    ("sll", "sll.pkttype", 4),
    ("sll2", "sll.", 12),
    ("ah", "ah.", 2),
    ("vxlan", "vxlan.flag", 2),
    ("etherip", "etherip.", 2),
    ("ip", "ip.flags", 8),
    ("ipv6", "ipv6.tclass", 4),
    ("ipv6", "ipv6.plen", 7),
    ("ipv6.hopopts", "ipv6.hopopts.nxt", 2),
    ("ipv6.dstopts", "ipv6.dstopts.nxt", 2),
    ("ipv6.fraghdr", "ipv6.fraghdr.", 8),
    ("icmpv6.nd.na", "icmpv6.nd.na.flag.", 4),
    ("icmpv6.mld.query_v2", "icmpv6.mld.flag", 4),
    ("tcp", "tcp.srcport", 4),
    ("udp", "udp.srcport", 4),
)


def _add_read_together(layer: str, beginning: str, n_bytes: int) -> None:
    columns = f"{beginning}*" if beginning.endswith(".") else beginning

    @rule(
        f"cut {columns} of {layer}",
        layer,
        fields=beginning,
        reason=f"shown when {n_bytes} bytes of the header of {layer} were captured",
    )
    def _(header: Header, _packet: Packet) -> None:
        if len(header.data) < n_bytes:
            header.hide(beginning)


for _line in _READ_TOGETHER:
    _add_read_together(*_line)


@rule("cut tcp", "tcp", fields="tcp.", reason="nothing but the ports is shown of a header of less than 16 bytes")
def _(header: Header, _packet: Packet) -> None:
    if len(header.data) < 16:
        header.keep("tcp.srcport", "tcp.dstport")


@rule("cut icmp", "icmp", fields="icmp.", reason="nothing is shown of a header of less than 6 bytes")
def _(header: Header, packet: Packet) -> None:
    if len(header.data) < 6:
        header.keep()
        packet.keep_nothing_after(header)


# What ICMP errors quote.

_READ_OF_QUOTE = {
    "udp": (4,),
    "tcp": (4,),
    "icmp": (1, 2, 6),
    "gre": (2, 4),
    "ah": (1, 2),
    "esp": (4,),
    "etherip": (2,),
    "eth": (6, 12, 14),
    "ipv6.hopopts": (1, 2),
    "ipv6.dstopts": (1, 2),
    "ipv6.fraghdr": (1, 4, 8),
    "mpls": (1, 4),
    "sctp": (2, 4, 8, 12),
}
"""Where each step of reading a header ends."""


@rule(
    "short quote", *_READ_OF_QUOTE, fields="", reason="not shown where the quote, captured or not, ends in what is read"
)
def _(header: Header, packet: Packet) -> None:
    there = len(header.data)
    if header.quoted and not (header.layer == "esp" and there):
        # The first step that was not captured is told by it that either the capture or the quote is too short.
        end = next((end for end in _READ_OF_QUOTE[header.layer] if end > there), 0)
        if end > header.n_bytes:
            packet.forget(header)


_CAPTURED_OF_QUOTE = {"icmp.redirect": 1} | dict.fromkeys(("icmpv6.error", "icmpv6.too_big", "icmpv6.parameter"), 1)


@rule("cut quote", "ip", "ipv6", fields="ip", reason="read when some of the quote was captured, in some messages")
def _(header: Header, packet: Packet) -> None:
    carrier = packet.before(header)
    least = _CAPTURED_OF_QUOTE.get(carrier.layer, 0) if carrier is not None else 0
    if header.data and header.data[0] >> 4 not in (4, 6):
        # Of another version that alone is read.
        least = min(least, 1)
    if len(header.data) < least and len(header.data) < header.n_bytes:
        packet.forget(header)


@rule(
    "icmpv6 length", "icmpv6.error", fields="", reason="lengths from 128 are read as negative, and the message given up"
)
def _(header: Header, packet: Packet) -> None:
    length = int(header.values.get("icmpv6.length", "0"))
    message = packet.before(header)
    if length < 128 or message is None:
        return
    is_whole = len(message.data) >= message.n_bytes
    if is_whole and 0 < 8 * (255 - length) <= message.n_bytes:
        packet.unannounce(message)
