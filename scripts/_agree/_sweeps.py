"""Packets in which each kind of option has each length, and errors that quote each protocol up to each length."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, TypeAlias

from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

__all__ = ("Drawn", "sweeps")

Drawn: TypeAlias = tuple[int, bytes] | tuple[int, bytes, int]
"""Link type, bytes, and how many there were on the wire, if that were more."""


def sweeps(dice: Random) -> dict[str, list[Drawn]]:
    """Name to packets."""
    quotes = list(_quotes(dice))
    return {
        "ip-option": list(_ip_options(dice)),
        "ipv6-option": list(_ipv6_options(dice)),
        "ipv6-route": list(_ipv6_routes(dice)),
        "tcp-option": list(_tcp_options(dice)),
        "igmp-type": list(_igmp(dice)),
        "quote": [(1, data) for data in quotes],
        "quote-cut": [(1, data[: dice.randrange(34, len(data) + 1)], len(data)) for data in quotes for _ in range(3)],
    }


_COMMERCIAL_SECURITY = 134


def _ip_options(dice: Random) -> Iterator[Drawn]:
    for kind in range(2, 256):
        for n_bytes in (2, 3, 4, 6, 8, 11, 15):
            if kind == _COMMERCIAL_SECURITY and n_bytes > 6:
                # Its labels are lists of their own.
                continue
            option = bytes([kind, n_bytes, dice.choice((4, 5, 8)), dice.randrange(4)]) + dice.randbytes(11)
            options = option[:n_bytes] + b"\x94\4\0\0"
            padded = options + bytes(-len(options) % 4)
            yield 1, build.ethernet(build.ipv4(build.udp(bytes(8)), options=padded))


def _ipv6_options(dice: Random) -> Iterator[Drawn]:
    for kind in range(256):
        for n_bytes in range(20):
            options = bytes([kind, n_bytes]) + dice.randbytes(n_bytes) + b"\5\2\0\1"
            padded = options + bytes((6 - len(options)) % 8)
            yield 1, build.ethernet(build.ipv6(build.destination_options(build.udp(bytes(8)), options=padded)))


def _ipv6_routes(dice: Random) -> Iterator[Drawn]:
    for kind in range(10):
        for n_eights in range(6):
            for _ in range(3):
                data = bytes([dice.choice((0, 1, 2, dice.getrandbits(8)))]) + dice.randbytes(3 + 8 * n_eights)
                route = build.routing(build.udp(bytes(8)), type=kind, data=data, segleft=dice.randrange(4))
                yield 1, build.ethernet(build.ipv6(route))


def _tcp_options(dice: Random) -> Iterator[Drawn]:
    for kind in (2, 3, 4, 5, 8, 9, 222):
        for n_bytes in range(30):
            options = bytes([kind, n_bytes]) + dice.randbytes(max(0, n_bytes - 2)) + b"\2\4\5\xb4"
            padded = options + bytes(-len(options) % 4)
            yield 1, build.ethernet(build.ipv4(build.tcp(b"data", options=padded)))


def _igmp(dice: Random) -> Iterator[Drawn]:
    for kind in range(256):
        for n_bytes in (0, 3, 7, 19):
            yield 1, build.ethernet(build.ipv4(bytes([kind]) + dice.randbytes(n_bytes), proto=2))


def _carried(dice: Random) -> list[tuple[int, bytes]]:
    """A protocol's number, and something of it."""
    inner = build.ipv4(build.udp(dice.randbytes(20)), options=dice.choice((b"", b"\x94\4\0\0")))
    return [
        (1, build.icmp_echo(dice.randbytes(20))),
        (1, build.icmp(dice.randbytes(16), type=13)),
        (1, build.icmp_error(inner, type=dice.choice((3, 5)))),
        (6, build.tcp(dice.randbytes(9), options=b"\2\4\5\xb4")),
        (17, build.udp(dice.randbytes(20))),
        (47, build.gre(inner, key=1)),
        (51, build.ah(build.udp(dice.randbytes(20)))),
        (132, build.sctp(build.sctp_chunk(0, bytes(16)))),
    ]


def _quotes(dice: Random) -> Iterator[bytes]:
    """Errors of ICMP and ICMPv6, with lengths in them that are told, and packets of which some is quoted."""

    def some_of(packet: bytes | bytearray) -> bytes:
        return bytes(packet)[: dice.choice((len(packet), len(packet), dice.randrange(len(packet))))]

    for length in (0, 1, 2, 3, 4, 5, 6, 7, 9, 11, 12, 200):
        for kind, code in ((3, 0), (3, 4), (4, 0), (5, 0), (11, 0), (12, 0)):
            for number, payload in _carried(dice):
                packet = bytearray(build.ipv4(payload, proto=number, options=dice.choice((b"", b"", b"\x94\4\0\0"))))
                if dice.randrange(8) == 0:
                    packet[0] = dice.getrandbits(8)
                if dice.randrange(8) == 0:
                    packet[2:4] = struct.pack(">H", dice.choice((0, 9, 4 * length, 4 * length + 1, 0xFFFF)))
                rest = struct.pack(">BBH", dice.getrandbits(8), length, dice.getrandbits(16))
                error = bytes([kind, code]) + dice.randbytes(2) + rest + some_of(packet)
                yield build.ethernet(build.ipv4(error, proto=1))
        for kind in (1, 3):
            quoted = build.ipv6(build.tcp(dice.randbytes(60)))
            error = bytes([kind, 0]) + dice.randbytes(2) + bytes([length]) + dice.randbytes(3) + some_of(quoted)
            yield build.ethernet(build.ipv6(error, nxt=58))
