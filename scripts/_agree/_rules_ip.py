"""IPv4, IPv6, and what they carry."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

from _agree._rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from _agree._packet import Header, Packet

__all__ = ()

# IPv4.


@rule("ip of another version", "ip", fields="ip.", reason="nothing but the version is shown where it is not 4")
def _(header: Header, _packet: Packet) -> None:
    if header.data and header.data[0] >> 4 != 4:
        header.keep("ip.version")
        if header.data[0] >> 4 == 6:
            # Handed to IPv6, which shows its own.
            header.kind = "ip of version 6"
            header.keep()


@rule("ip header length", "ip", fields="ip.", reason="nothing is shown after a header length below 20 bytes")
def _(header: Header, _packet: Packet) -> None:
    if header.data and header.data[0] & 15 < 5:
        header.keep("ip.version", "ip.hdr_len")


_BEFORE_IP_ID = ("ip.version", "ip.hdr_len", "ip.dsfield", "ip.dsfield.dscp", "ip.dsfield.ecn", "ip.len")


@rule("ip total length", "ip", fields="ip.", reason="nothing is shown after a length below that of the header")
def _(header: Header, _packet: Packet) -> None:
    if "ip.len" in header.values and 0 < int(header.values["ip.len"]) < int(header.values["ip.hdr_len"]):
        header.keep(*_BEFORE_IP_ID)


@rule("ip length 0", "ip", fields="ip.len", reason="0 (segmentation offload) is shown as the length on hand")
def _(header: Header, _packet: Packet) -> None:
    if header.values.get("ip.len") == "0":
        header.values["ip.len"] = str(header.n_bytes)


@rule("ip options cut", "ip", fields="ip.dst", reason="read after the options, in which it may have to be looked for")
def _(header: Header, _packet: Packet) -> None:
    if header.data and len(header.data) < (header.data[0] & 15) * 4:
        header.hide("ip.dst")


@rule("ip source route", "ip", fields="ip.dst", reason="the last address of a source route is shown")
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


@rule("ip option size", "ip", fields="", reason="nothing is shown after an option that says less than its kind has")
def _(header: Header, packet: Packet) -> None:
    options = header.data[20 : (header.data[0] & 15) * 4] if header.data else b""
    for _, kind, n_bytes in _options(options):
        if n_bytes < _OPTION_BYTES.get(kind, 0):
            packet.forget_after(header)


# IPv6.


@rule("ipv6 of another version", "ipv6", fields="ip", reason="nothing but the version is shown where it is not 6")
def _(header: Header, packet: Packet) -> None:
    if header.data and header.data[0] >> 4 != 6:
        quoted = packet.innermost("", before=header).startswith("icmpv6.")
        header.keep(*(() if quoted else ("ip.version", "ipv6.version")))
        packet.unannounce(header)
        packet.keep_nothing_after(header)


@rule("ipv6 length 0", "ipv6", fields="ipv6.plen", reason="0 (offload) is shown as the length on hand")
def _(header: Header, _packet: Packet) -> None:
    if header.values.get("ipv6.plen") == "0" and header.values.get("ipv6.nxt") != "0":
        header.values["ipv6.plen"] = str(header.n_bytes - 40)


@rule("no jumbogram", "ipv6.hopopts", fields="ipv6.hopopts.", reason="given up at length 0 if no option says another")
def _(header: Header, packet: Packet) -> None:
    carrier = packet.before(header)
    is_jumbo = b"\xc2\x04" in header.data[: 8 + header.data[1] * 8] if len(header.data) > 1 else False
    if carrier is not None and carrier.values.get("ipv6.plen") == "0" and not is_jumbo:
        packet.forget_after(header)
        header.keep()


# IPv6 options.


@rule(
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


# UDP and TCP.


@rule("udp length", "udp", fields="udp.checksum", reason="nothing is shown after a length below 8, or 0 over IPv4")
def _(header: Header, packet: Packet) -> None:
    length = int(header.values.get("udp.length", "8"))
    if length < 8 and (length or getattr(packet.before(header), "layer", "") == "ip"):
        header.hide("udp.checksum")


@rule("tcp header length", "tcp", fields="tcp.", reason="nothing is shown after a header length below 20 bytes")
def _(header: Header, _packet: Packet) -> None:
    if len(header.data) >= 16 and header.data[12] >> 4 < 5:
        header.keep("tcp.srcport", "tcp.dstport", "tcp.seq_raw", "tcp.hdr_len")


@rule("quoted tcp.seq_raw", "tcp", fields="tcp.seq_raw", reason="named tcp.seq in an ICMP error of IPv4")
def _(header: Header, packet: Packet) -> None:
    if header.quoted and packet.innermost("icmp", before=header).startswith("icmp."):
        header.hide("tcp.seq_raw")


@rule("quoted tcp", "tcp", fields="tcp.", reason="a redirect quotes no more than 8 bytes")
def _(header: Header, packet: Packet) -> None:
    if header.quoted and packet.innermost("icmp.", before=header) == "icmp.redirect":
        header.keep("tcp.srcport", "tcp.dstport")


@rule("accurate ECN", "tcp", fields="tcp.flags.", reason="three flags are a counter once both ends agreed (RFC 9768)")
def _(header: Header, packet: Packet) -> None:
    connection = packet.connection_of(header)
    is_syn = header.values.get("tcp.flags.syn") == "1"
    if connection is not None and connection.counts_ecn and not is_syn:
        header.hide("tcp.flags.ae", "tcp.flags.cwr", "tcp.flags.ece")
