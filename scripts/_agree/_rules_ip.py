"""IPv4, IPv6, and what they carry."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

from _agree._rule import NOTHING, rule
from _agree._rules_options import ip_options_of

if TYPE_CHECKING:
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


_ROUTES = (131, 137)
"""Source routes, loose and strict (RFC 791, page 18)."""


def _leads_elsewhere(options: bytes, n_bytes: int) -> bool | None:
    """Whether the first source route in options, which claim to have some bytes, is not used up; None is cut off."""
    at = 0
    while at < n_bytes and options[at : at + 1] not in (b"", b"\0"):
        if options[at] == 1:
            at += 1
            continue
        if at + 1 >= n_bytes:
            return False
        if at + 1 >= len(options):
            return None
        kind, size = options[at : at + 2]
        if size < 2 or at + size > n_bytes:
            return False
        if kind in _ROUTES and size > 2:
            pointer = options[at + 2] if at + 2 < len(options) else None
            return None if pointer is None else pointer >= 4 and pointer % 4 == 0 and pointer <= size
        at += size
    return None if at < n_bytes and at >= len(options) else False


@rule("ip source route", "ip", fields="ip.dst", reason="where a source route ends is where the packet goes")
def _(header: Header, _packet: Packet) -> None:
    n_bytes = (header.data[0] & 15) * 4 if header.data else 0
    if n_bytes <= 20:
        return
    # Read after the options, in which it may have to be looked for.
    if _leads_elsewhere(header.data[20:n_bytes], n_bytes - 20) is not False:
        header.hide("ip.dst")
    for at, kind, size in ip_options_of(header):
        last = at + size - 4
        if kind in _ROUTES and (size - 3) % 4 == 0 and any(one.at == at for one in header.listed):
            pointer = header.data[at + 2]
            if pointer >= 4 and pointer % 4 == 0 and at + pointer - 1 <= last:
                header.add(last, "ip.dst", socket.inet_ntoa(header.data[last : last + 4]))


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


@rule("no jumbogram", "ipv6.hopopts", fields="ipv6.", reason="given up at length 0 if no option says another")
def _(header: Header, packet: Packet) -> None:
    carrier = packet.before(header)
    is_jumbo = b"\xc2\x04" in header.data[: 8 + header.data[1] * 8] if len(header.data) > 1 else False
    if carrier is not None and carrier.values.get("ipv6.plen") == "0" and not is_jumbo:
        packet.forget_after(header)
        header.keep()


@rule("ipv6.fraghdr in ip", "ipv6.fraghdr", fields=NOTHING, reason="read without the packet that it is a fragment of")
def _(header: Header, packet: Packet) -> None:
    if packet.innermost("ip", before=header) == "ip":
        header.kind = "ipv6.fraghdr in ip"


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


@rule("accurate ECN", "tcp", fields="tcp.flags.", reason="three flags are a counter once both ends agreed (RFC 9768)")
def _(header: Header, packet: Packet) -> None:
    connection = packet.connection_of(header)
    is_syn = header.values.get("tcp.flags.syn") == "1"
    if connection is not None and connection.counts_ecn and not is_syn:
        header.hide("tcp.flags.ae", "tcp.flags.cwr", "tcp.flags.ece")
