"""Options of TCP, IP and neighbour discovery."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

from _agree._rule import rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from _agree._packet import Header, Packet

__all__ = ("ip_options_of",)

# IPv4.


def _ip_options(options: bytes) -> Iterator[tuple[int, int, int]]:
    """Place, kind and size of each option (RFC 791, page 15), while their sizes make sense."""
    at = 0
    while at < len(options) and options[at] != 0:
        n_bytes = 1 if options[at] == 1 else int.from_bytes(options[at + 1 : at + 2], "big")
        if options[at] != 1 and (n_bytes < 2 or at + n_bytes > len(options)):
            return
        yield at, options[at], n_bytes
        at += n_bytes


def ip_options_of(header: Header) -> Iterator[tuple[int, int, int]]:
    """The same of a header, counted from its first byte, with those that were cut."""
    n_bytes = (header.data[0] & 15) * 4 if header.data else 20
    options = header.data[20:n_bytes].ljust(max(0, n_bytes - 20), b"\0")
    return ((20 + at, kind, size) for at, kind, size in _ip_options(options))


@rule("cut ip options", "ip", fields="ip.", reason="shown when the whole header was captured")
def _(header: Header, _packet: Packet) -> None:
    if header.data and len(header.data) < (header.data[0] & 15) * 4:
        header.listed = []


_KNOWN = {7: 3, 11: 4, 12: 4, 25: 8, 68: 4, 82: 12, 130: 3, 131: 3, 133: 3, 134: 6, 136: 4, 137: 3, 148: 4, 149: 2}
"""Kinds of option, and how many bytes each must have."""


_QUICK_START = 25


@rule("unknown ip option", "ip", fields="ip.opt.", reason="nothing is shown of an option of an unknown kind")
def _(header: Header, _packet: Packet) -> None:
    for at, kind, n_bytes in ip_options_of(header):
        if kind != 1 and kind not in _KNOWN:
            header.drop(at, at + n_bytes)


@rule("ip option size", "ip", fields="", reason="nothing is shown after an option that says less than its kind has")
def _(header: Header, packet: Packet) -> None:
    for at, kind, n_bytes in ip_options_of(header):
        if n_bytes < _KNOWN.get(kind, 0):
            # What quick start asks for is read before anything is shown.
            is_gone = kind == _QUICK_START and n_bytes < 3
            header.drop(at if is_gone else at + n_bytes, len(header.data))
            packet.forget_after(header)
            return


# IPv6.

_FIXED: dict[int, tuple[int, int, str, Callable[[bytes], str]]] = {
    0x04: (1, 1, "ipv6.opt.tel", lambda raw: str(raw[0])),
    0x05: (2, 2, "ipv6.opt.router_alert", lambda raw: str(int.from_bytes(raw, "big"))),
    0x30: (4, 2, "ipv6.opt.pmtu.min", lambda raw: str(int.from_bytes(raw, "big"))),
    0xC2: (4, 4, "ipv6.opt.jumbo", lambda raw: str(int.from_bytes(raw, "big"))),
    0xC9: (16, 16, "ipv6.opt.mipv6.home_address", lambda raw: socket.inet_ntop(socket.AF_INET6, raw)),
}
"""Types that have a length of their own: how many bytes, how many of these are shown, and as what."""
_LEAST: dict[int, Callable[[bytes], int]] = {
    # CALIPSO's length counts words (RFC 5570 section 5.1.3).
    0x07: lambda raw: 8 + 4 * raw[6] if len(raw) > 6 else 0,
    # Duplicate detection (RFC 6621 section 6.1.1) has an identifier where its first bit is not set.
    0x08: lambda raw: 2 + (raw[2] & 15) if 0 < raw[2] >> 4 < 8 else 1,
    0x0F: lambda _raw: 10,
    0x26: lambda raw: 6 if raw[2] >> 4 in (0, 8) else 1,
    # Without any length it is read for ever.
    0x31: lambda raw: len(raw) if raw[1] == 0 else 10 if raw[3:4] == b"\0" else 2,
    0x41: lambda _raw: 4,
    0x63: lambda _raw: 4,
    0x6D: lambda raw: (2, 4, 10, 18)[raw[2] >> 6],
    0xEE: lambda _raw: 3,
}
"""Types that are not shown, and how many bytes each has behind its length, by its own bytes."""


@rule(
    "ipv6 options",
    "ipv6.hopopts",
    "ipv6.dstopts",
    fields="",
    reason="read as long as their types are, whatever they say; nothing is shown after one that is cut",
)
def _(header: Header, packet: Packet) -> None:
    if len(header.data) < 2:
        return
    at, stop = 2, (header.data[1] + 1) * 8
    header.listed = []
    while at < stop:
        shown, n_bytes, is_whole = _shown_of(header.data[at:])
        for place, name, text in shown:
            header.add(at + place, name, text)
        if not is_whole:
            packet.forget_after(header)
            return
        at += n_bytes


def _shown_of(data: bytes) -> tuple[list[tuple[int, str, str]], int, bool]:
    """Of an option of IPv6: what is shown and where in it; its bytes; whether it is whole."""
    if len(data) < 2:
        return [], 0, False
    kind, length = data[:2]
    if kind == 0:
        return [(0, "ipv6.opt.type", "0x00")], 1, True
    shown = [
        (0, "ipv6.opt.type", f"{kind:#04x}"),
        (0, "ipv6.opt.type.action", str(kind >> 6)),
        (0, "ipv6.opt.type.change", str(kind >> 5 & 1)),
        (0, "ipv6.opt.type.rest", f"{kind & 0x1F:#04x}"),
        (1, "ipv6.opt.length", str(length)),
    ]
    n_bytes = length
    if kind in _LEAST:
        if len(data) < 3:
            return shown, 2, False
        n_bytes = max(length, _LEAST[kind](data))
    if kind in _FIXED:
        least, n_shown, name, text = _FIXED[kind]
        if len(data) >= 2 + n_shown:
            shown.append((2, name, text(data[2 : 2 + n_shown])))
        n_bytes = max(length, least)
    return shown, 2 + n_bytes, len(data) >= 2 + n_bytes


_COMPACT_ROUTES = (5, 6)
"""tshark reads more segments of these than there are (RFC 9631)."""


@rule("ipv6 route", "ipv6.routing", fields="", reason="nothing is shown after a route without the addresses it says")
def _(header: Header, packet: Packet) -> None:
    if len(header.data) < 8:
        return
    kind, n_bytes = header.data[2], (header.data[1] + 1) * 8
    least = {2: 24, 4: 24 + 16 * header.data[4]}.get(kind, 0)
    if kind == 3 and n_bytes > 8:
        # How many bytes less than 16 an address has, but for the last; the last; and what is behind it (RFC 6554).
        saved, last_saved, padding = header.data[4] >> 4, header.data[4] & 15, header.data[5] >> 4
        others = max(0, n_bytes - 8 - padding - (16 - last_saved)) // (16 - saved)
        least = 8 + others * (16 - saved) + 16 - last_saved
    if n_bytes < least or kind in _COMPACT_ROUTES:
        packet.forget_after(header)


# TCP.


def _tcp_options(header: Header) -> Iterator[tuple[int, int, int | None]]:
    """Place, kind and length of each option; None is a length that was not captured."""
    at, stop = 20, (header.data[12] >> 4) * 4 if len(header.data) > 12 else 0
    has_ended = False
    while at < min(stop, len(header.data)):
        kind = header.data[at]
        n_bytes = 1 if kind < 2 else header.data[at + 1] if at + 1 < len(header.data) else None
        if (has_ended and kind) or (n_bytes is not None and (at + n_bytes > stop or n_bytes < 1 + (kind > 1))):
            return
        yield at, kind, n_bytes
        if n_bytes is None:
            return
        has_ended |= not kind
        at += n_bytes


@rule("cut tcp option", "tcp", fields="tcp.option_kind", reason="shown when the length was captured")
def _(header: Header, _packet: Packet) -> None:
    for at, _, n_bytes in _tcp_options(header):
        if n_bytes is None:
            header.drop(at, at + 1)


@rule("cut sack", "tcp", fields="tcp.options.sack.count", reason="counted when all blocks were captured")
def _(header: Header, _packet: Packet) -> None:
    for at, kind, n_bytes in _tcp_options(header):
        if kind == 5 and at + (n_bytes or 0) > len(header.data):
            header.drop(at + 1, at + 2, "tcp.options.sack.count")


@rule("sack permitted", "tcp", fields="tcp.options.sack_perm", reason="of another length it is shown, too")
def _(header: Header, _packet: Packet) -> None:
    for at, kind, n_bytes in _tcp_options(header):
        if kind == 4 and n_bytes and n_bytes != 2 and any(one.at == at for one in header.listed):
            header.add(at, "tcp.options.sack_perm", header.data[at : at + n_bytes].hex())


@rule(
    "short sack", "tcp", fields="tcp.option", reason="nothing is shown after selective acknowledgments without a block"
)
def _(header: Header, _packet: Packet) -> None:
    for at, kind, n_bytes in _tcp_options(header):
        if kind == 5 and n_bytes is not None and n_bytes < 10:
            header.drop(at + n_bytes, len(header.data))
            return


@rule("mptcp", "tcp", fields="tcp.option", reason="nothing is shown after a data sequence signal without its flags")
def _(header: Header, _packet: Packet) -> None:
    for at, kind, n_bytes in _tcp_options(header):
        if kind == 30 and n_bytes == 3 and header.data[at + 2] >> 4 == 2:
            header.drop(at + n_bytes, len(header.data))


# Neighbour discovery.

_NEIGHBORS = (
    "icmpv6.nd.rs",
    "icmpv6.nd.ra",
    "icmpv6.nd.ns",
    "icmpv6.nd.na",
    "icmpv6.nd.rd",
    "icmpv6.options",
    "icmpv6.path",
)


@rule("cut neighbor option", *_NEIGHBORS, fields="icmpv6.opt.type", reason="shown when the length was captured")
def _(header: Header, _packet: Packet) -> None:
    header.drop(len(header.data) - 1, len(header.data), "icmpv6.opt.type")
