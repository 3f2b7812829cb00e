"""Where tshark shows something else than the bytes say: a rule computes it from the bytes alone.

A rule looks at one packet and changes what pcapflow shows of it into what
tshark must show. It names its fields, and never a file or a frame.
"""

from __future__ import annotations

import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING

from _agree._times import delta, text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import TypeAlias

    from _agree._packet import Header, Packet

    Change: TypeAlias = Callable[[Header, Packet], None]

__all__ = ("LEFT_OUT", "RULES", "Rule")


@dataclass(frozen=True, slots=True)
class Rule:
    """A difference that must be."""

    name: str
    fields: str
    """The columns that it may change: a name, or what names begin with."""
    reason: str
    apply: Callable[[Packet], None]


RULES: list[Rule] = []


def _rule(name: str, *layers: str, fields: str, reason: str) -> Callable[[Change], Change]:
    """Register a function that changes a header of one of these layers."""

    def add(change: Change) -> Change:
        def apply(packet: Packet) -> None:
            for header in (packet.frame, *packet.headers):
                if header.layer in layers and not header.is_forgotten:
                    change(header, packet)

        RULES.append(Rule(name, fields, reason, apply))
        return change

    return add


# Headers that are cut. pcapflow shows each field whose bytes are there. tshark does so, too, in general, but:

_READ_TOGETHER = (
    # layer, columns, bytes of the header that must have been captured
    ("eth", "eth.", 14),
    ("vlan", "vlan.", 2),
    ("sll", "sll.pkttype", 4),
    ("sll2", "sll.", 12),
    ("arp.addresses", "arp.", 20),
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

    @_rule(
        f"cut {columns}",
        layer,
        fields=beginning,
        reason=f"shown when {n_bytes} bytes of the header of {layer} were captured",
    )
    def _(header: Header, _packet: Packet) -> None:
        if len(header.data) < n_bytes:
            header.hide(beginning)


for _line in _READ_TOGETHER:
    _add_read_together(*_line)


@_rule("cut tcp", "tcp", fields="tcp.", reason="nothing but the ports is shown of a header of less than 16 bytes")
def _(header: Header, _packet: Packet) -> None:
    if len(header.data) < 16:
        header.keep("tcp.srcport", "tcp.dstport")


@_rule("cut icmp", "icmp", fields="icmp.", reason="nothing is shown of a header of less than 6 bytes")
def _(header: Header, packet: Packet) -> None:
    if len(header.data) < 6:
        header.keep()
        packet.keep_nothing_after(header)


# Ethernet and what looks like it.


@_rule("no length 0", "eth", fields="eth.", reason="a word of 0 is shown as a type (Cisco's Fibre Channel switches)")
def _(header: Header, _packet: Packet) -> None:
    if header.values.pop("eth.len", "") == "0":
        header.values["eth.type"] = "0x0000"


@_rule("isl", "eth", fields="eth.", reason="Cisco's ISL wraps the frame whose addresses are shown")
def _(header: Header, packet: Packet) -> None:
    if header is packet.headers[0] and header.data[:5] in (b"\x01\0\x0c\0\0", b"\x03\0\x0c\0\0"):
        header.keep()
        header.kind = "isl"


# IPv4.


@_rule("ip of another version", "ip", fields="ip.", reason="nothing but the version is shown where it is not 4")
def _(header: Header, _packet: Packet) -> None:
    if header.data and header.data[0] >> 4 != 4:
        header.keep("ip.version")
        if header.data[0] >> 4 == 6:
            # Handed to IPv6, which shows its own.
            header.kind = "ip of version 6"
            header.keep()


@_rule("ip header length", "ip", fields="ip.", reason="nothing is shown after a header length below 20 bytes")
def _(header: Header, _packet: Packet) -> None:
    if header.data and header.data[0] & 15 < 5:
        header.keep("ip.version", "ip.hdr_len")


_BEFORE_IP_ID = ("ip.version", "ip.hdr_len", "ip.dsfield", "ip.dsfield.dscp", "ip.dsfield.ecn", "ip.len")


@_rule("ip total length", "ip", fields="ip.", reason="nothing is shown after a length below that of the header")
def _(header: Header, _packet: Packet) -> None:
    if "ip.len" in header.values and 0 < int(header.values["ip.len"]) < int(header.values["ip.hdr_len"]):
        header.keep(*_BEFORE_IP_ID)


@_rule("ip length 0", "ip", fields="ip.len", reason="0 (segmentation offload) is shown as the length on hand")
def _(header: Header, _packet: Packet) -> None:
    if header.values.get("ip.len") == "0":
        header.values["ip.len"] = str(header.n_bytes)


@_rule("ip options cut", "ip", fields="ip.dst", reason="read after the options, in which it may have to be looked for")
def _(header: Header, _packet: Packet) -> None:
    if header.data and len(header.data) < (header.data[0] & 15) * 4:
        header.hide("ip.dst")


@_rule("ip source route", "ip", fields="ip.dst", reason="the last address of a source route is shown")
def _(header: Header, _packet: Packet) -> None:
    last = _end_of_route(header.data[20 : (header.data[0] & 15) * 4]) if header.data else None
    if last is not None and "ip.dst" in header.values:
        header.values["ip.dst"] = socket.inet_ntoa(last)


def _options(options: bytes) -> Iterator[tuple[int, int, int]]:
    """Place, kind and size of each option (RFC 791, page 15), while their sizes make sense."""
    at = 0
    while at < len(options) and options[at] != 0:
        n_bytes = 1 if options[at] == 1 else int.from_bytes(options[at + 1 : at + 2], "big")
        if options[at] != 1 and (n_bytes < 2 or at + n_bytes > len(options)):
            return
        yield at, options[at], n_bytes
        at += n_bytes


def _end_of_route(options: bytes) -> bytes | None:
    """The last address of the first source route (RFC 791, page 18), if it is not used up."""
    for at, kind, n_bytes in _options(options):
        if kind in (131, 137) and n_bytes >= 7:
            return options[at + n_bytes - 4 : at + n_bytes] if options[at + 2] <= n_bytes - 3 else None
    return None


_OPTION_BYTES = {11: 4, 12: 4, 82: 12, 136: 4, 148: 4}
"""Kinds of option with a fixed size: MTU probe and reply, traceroute, stream identifier, router alert."""


@_rule("ip option size", "ip", fields="", reason="nothing is shown after an option that says less than its kind has")
def _(header: Header, packet: Packet) -> None:
    options = header.data[20 : (header.data[0] & 15) * 4] if header.data else b""
    for _, kind, n_bytes in _options(options):
        if n_bytes < _OPTION_BYTES.get(kind, 0):
            packet.forget_after(header)


# IPv6.


@_rule("ipv6 of another version", "ipv6", fields="ip", reason="nothing but the version is shown where it is not 6")
def _(header: Header, packet: Packet) -> None:
    if header.data and header.data[0] >> 4 != 6:
        quoted = packet.innermost("", before=header).startswith("icmpv6.")
        header.keep(*(() if quoted else ("ip.version", "ipv6.version")))
        packet.unannounce(header)
        packet.keep_nothing_after(header)


@_rule("ipv6 length 0", "ipv6", fields="ipv6.plen", reason="0 (offload) is shown as the length on hand")
def _(header: Header, _packet: Packet) -> None:
    if header.values.get("ipv6.plen") == "0" and header.values.get("ipv6.nxt") != "0":
        header.values["ipv6.plen"] = str(header.n_bytes - 40)


@_rule("no jumbogram", "ipv6.hopopts", fields="ipv6.hopopts.", reason="given up at length 0 if no option says another")
def _(header: Header, packet: Packet) -> None:
    carrier = packet.before(header)
    is_jumbo = b"\xc2\x04" in header.data[: 8 + header.data[1] * 8] if len(header.data) > 1 else False
    if carrier is not None and carrier.values.get("ipv6.plen") == "0" and not is_jumbo:
        packet.forget_after(header)
        header.keep()


# UDP and TCP.


@_rule("udp length", "udp", fields="udp.checksum", reason="nothing is shown after a length below 8, or 0 over IPv4")
def _(header: Header, packet: Packet) -> None:
    length = int(header.values.get("udp.length", "8"))
    if length < 8 and (length or getattr(packet.before(header), "layer", "") == "ip"):
        header.hide("udp.checksum")


@_rule("tcp header length", "tcp", fields="tcp.", reason="nothing is shown after a header length below 20 bytes")
def _(header: Header, _packet: Packet) -> None:
    if len(header.data) >= 16 and header.data[12] >> 4 < 5:
        header.keep("tcp.srcport", "tcp.dstport", "tcp.seq_raw", "tcp.hdr_len")


@_rule("quoted tcp.seq_raw", "tcp", fields="tcp.seq_raw", reason="named tcp.seq in an ICMP error of IPv4")
def _(header: Header, packet: Packet) -> None:
    if header.quoted and packet.innermost("icmp", before=header).startswith("icmp."):
        header.hide("tcp.seq_raw")


@_rule("quoted tcp", "tcp", fields="tcp.", reason="a redirect quotes no more than 8 bytes")
def _(header: Header, packet: Packet) -> None:
    if header.quoted and packet.innermost("icmp.", before=header) == "icmp.redirect":
        header.keep("tcp.srcport", "tcp.dstport")


@_rule("accurate ECN", "tcp", fields="tcp.flags.", reason="three flags are a counter once both ends agreed (RFC 9768)")
def _(header: Header, packet: Packet) -> None:
    connection = packet.connection_of(header)
    is_syn = header.values.get("tcp.flags.syn") == "1"
    if connection is not None and connection.counts_ecn and not is_syn:
        header.hide("tcp.flags.ae", "tcp.flags.cwr", "tcp.flags.ece")


# What ICMP errors quote.

_LEAST_QUOTED = {"udp": 4, "tcp": 4, "icmp": 6}


@_rule(
    "short quote", *_LEAST_QUOTED, fields="", reason="ports and ICMP types are not shown of a quote that ends before"
)
def _(header: Header, packet: Packet) -> None:
    if header.quoted and header.n_bytes < _LEAST_QUOTED[header.layer]:
        packet.forget(header)


_CAPTURED_OF_QUOTE = {"icmp.redirect": 1, "icmp.parameter": 4} | dict.fromkeys(
    ("icmpv6.error", "icmpv6.too_big", "icmpv6.parameter"), 1
)


@_rule("cut quote", "ip", "ipv6", fields="ip", reason="read when some of the quote was captured, in some messages")
def _(header: Header, packet: Packet) -> None:
    carrier = packet.before(header)
    least = _CAPTURED_OF_QUOTE.get(carrier.layer, 0) if carrier is not None else 0
    if len(header.data) < least and len(header.data) < header.n_bytes:
        packet.forget(header)


@_rule(
    "icmpv6 length", "icmpv6.error", fields="", reason="lengths from 128 are read as negative, and the message given up"
)
def _(header: Header, packet: Packet) -> None:
    length = int(header.values.get("icmpv6.length", "0"))
    message = packet.before(header)
    if length > 127 and message is not None and 0 < 8 * (255 - length) <= message.n_bytes:
        packet.unannounce(message)


# ARP.


def _arp_addresses(header: Header) -> dict[str, str]:
    """The addresses of Ethernet or of IPv4, wherever the sizes put them."""
    n_hw, n_proto = header.data[4:6]
    shown = {}
    at = 8
    for whose in ("src", "dst"):
        if n_hw == 6 and header.data[0:2] in (b"\0\x01", b"\0\x06") and len(header.data) >= at + 6:
            shown[f"arp.{whose}.hw_mac"] = header.data[at : at + 6].hex(":")
        at += n_hw
        if n_proto == 4 and header.data[2:4] == b"\x08\0" and len(header.data) >= at + 4:
            shown[f"arp.{whose}.proto_ipv4"] = socket.inet_ntoa(header.data[at : at + 4])
        at += n_proto
    return shown


@_rule("arp of atm", "arp", fields="arp.", reason="shown as a protocol of its own where the hardware is ATM")
def _(header: Header, packet: Packet) -> None:
    if header.values.get("arp.hw.type") == "19":
        header.keep()
        packet.keep_nothing_after(header)


@_rule("arp kinds", "arp", fields="arp.", reason="finds an address of a known kind beside one of another, or elsewhere")
def _(header: Header, packet: Packet) -> None:
    if len(header.data) >= 8 and not any(one.layer == "arp.addresses" for one in packet.headers):
        header.values |= _arp_addresses(header)


@_rule(
    "arp error", "arp", "arp.addresses", fields="arp.dst.proto_ipv4", reason="dynamic RARP's error has a status there"
)
def _(header: Header, packet: Packet) -> None:
    if packet.texts("arp.opcode")[:1] == ["7"]:
        header.hide("arp.dst.proto_ipv4")


# IPv6 options.


@_rule(
    "ipv6 options", "ipv6.hopopts", "ipv6.dstopts", fields="", reason="nothing is shown after an option beyond the end"
)
def _(header: Header, packet: Packet) -> None:
    if len(header.data) < 8:
        return
    at, stop = 2, (header.data[1] + 1) * 8
    while at < stop:
        if header.data[at : at + 1] == b"\0":
            at += 1
            continue
        if at + 2 > len(header.data) or at + 2 + header.data[at + 1] > len(header.data):
            packet.forget_after(header)
            return
        at += 2 + header.data[at + 1]


# Link layers without addresses.


@_rule(
    "null family", "null", fields="null.family", reason="above 1500 it is an EtherType; one of 16 bits is tried, too"
)
def _(header: Header, _packet: Packet) -> None:
    family = int(header.values.get("null.family", "0"))
    if family & 0xFF == 0 and 0 < family < 0x600:
        header.values["null.family"] = str(family >> 8)
        header.kind = "null of 16 bits"
    elif family > 1500:
        header.hide("null.family")
        header.kind = "null of a type"


@_rule("gre in sll", "sll", "sll2", fields="", reason="GRE's numbers are not announced as EtherTypes")
def _(header: Header, packet: Packet) -> None:
    if "sll.gretype" in header.values:
        packet.announced = packet.announced.replace("sll:ethertype", "sll", 1)


@_rule("cut raw", "ip", "ipv6", fields="ip", reason="not shown of a packet of less than 8 bytes")
def _(header: Header, packet: Packet) -> None:
    if packet.announced.startswith("raw:") and header is packet.headers[0] and len(header.data) < 8:
        packet.forget(header)


# The frame.


@_rule("atm pseudo header", "*frame*", fields="frame.", reason="4 bytes before the packet count as the record's header")
def _(frame: Header, packet: Packet) -> None:
    if packet.linktype == 123:
        for name in ("frame.len", "frame.cap_len"):
            frame.values[name] = str(int(frame.values[name]) - 4)


@_rule("fraction of a second", "*frame*", fields="frame.time", reason="a fraction of a second or more overflows")
def _(frame: Header, packet: Packet) -> None:
    first, previous, own = packet.times
    if not frame.values["frame.time_epoch"]:
        return
    frame.values["frame.time_epoch"] = text(own)
    frame.values["frame.time_relative"] = text(delta(own, first))
    frame.values["frame.time_delta"] = text(delta(own, previous))


@_rule("packet of 2 GiB", "*frame*", fields="frame.len", reason="2,147,483,647 is the most it knows")
def _(frame: Header, _packet: Packet) -> None:
    if int(frame.values["frame.len"]) > 0x7FFFFFFF:
        frame.values["frame.len"] = str(0x7FFFFFFF)


LEFT_OUT = {
    "ah": "IPsec's authentication header",
    "arcnet": "ARCNET",
    "arp after arp": "announced twice for AX.25",
    "avsp": "Arista's time stamps",
    "chdlc": "Cisco's HDLC",
    "clip": "IP over ATM",
    "cmd": "Cisco's metadata",
    "eth after isl": "the frame in a frame of ISL",
    "etherip": "Ethernet in IP, number 97",
    "fr": "frame relay",
    "geneve": "a tunnel over UDP",
    "gre": "a tunnel over IP",
    "gtp": "a tunnel over UDP",
    "icmp after icmpv6.extended_request": "extensions are named after ICMP",
    "ieee8021ad": "802.1ad, whose fields have names of their own",
    "ip after null of 16 bits": "IRIX",
    "ip after null of a type": "old libpcap on Linux",
    "ip after udp": "VXLAN's generic protocol extension, which is not announced",
    "ipnet": "Solaris' IP observability",
    "ipoib": "IP over InfiniBand",
    "ipv6 after icmpv6.nd.rd": "the packet in an option of a redirect",
    "ipv6 after ip of version 6": "handed on by the version",
    "ipv6 after null of a type": "old libpcap on Linux",
    "juniper": "Juniper's link layers",
    "macsec": "802.1AE",
    "mpls": "labels",
    "nflog": "Linux netfilter's log",
    "nsh": "service function chains",
    "openflow": "packets in messages of switches",
    "pim": "registered multicast packets",
    "pktap": "Apple's packet tap",
    "ppi": "per-packet information",
    "ppp": "the point-to-point protocol",
    "pppoes": "PPP over Ethernet",
    "radiotap": "wireless LAN",
    "sflow": "samples of packets",
    "teredo": "IPv6 over UDP",
    "user_dlt": "link types for private use",
    "vxlan": "a tunnel over UDP",
    "wpan": "802.15.4",
}
"""Protocols that are not read in this version and carry headers that are: from there on tshark repeats our fields.

A key may name the layer before, where the protocol alone would excuse too much.
"""
