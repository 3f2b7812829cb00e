"""Drawn lists of options, and what consists of such: lengths are mostly those of their kinds, all else is drawn."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from pcapflow.testing._carriers import PPP_NUMBERS, usually

if TYPE_CHECKING:
    from random import Random

__all__ = (
    "gre",
    "igmp",
    "ip_options",
    "ipv6_options",
    "ipv6_route",
    "neighbor_options",
    "sctp",
    "tcp_options",
)

Numbered = tuple[int, bytes]

_IP_OPTION_BYTES = {0: 1, 1: 1, 7: 11, 131: 11, 137: 7, 68: 12, 11: 4, 12: 4, 82: 12, 136: 4, 148: 4, 149: 10}
"""Kinds of option, and a length that each may have."""


def ip_options(dice: Random, *, leads_on: bool = False) -> bytes:
    """Some options of the known kinds (RFC 791 pages 14 to 22) in up to 40 bytes.

    They are mostly as long as their kinds are; with ``leads_on`` always, for a decoder may give up at others.
    """
    options = b""
    while len(options) < 40 and dice.randrange(4):
        kind = dice.choice(tuple(_IP_OPTION_BYTES))
        kind = kind if leads_on else usually(dice, kind, 8)
        n_bytes = _IP_OPTION_BYTES.get(kind, 4)
        n_bytes = n_bytes if leads_on else usually(dice, n_bytes, 4)
        # A pointer to each place that there is; a flag behind it.
        body = bytes([usually(dice, dice.choice((4, 5, 8, 12)), 8), usually(dice, dice.randrange(4), 8)])
        body += dice.randbytes(max(0, n_bytes - 4))
        options += bytes([kind]) if kind < 2 else bytes([kind, n_bytes]) + body[: max(0, n_bytes - 2)]
    options = options[:40]
    return options + bytes(-len(options) % 4)


def tcp_options(dice: Random) -> bytes:
    """Some options of the known kinds (RFC 9293 section 3.2), mostly as long as these are, in up to 40 bytes."""
    options = b""
    while len(options) < 40 and dice.randrange(5):
        kind = dice.choice((0, 1, 2, 3, 4, 5, 8, dice.choice((2, 8, 9, 100, 222))))
        n_bytes = {0: 1, 1: 1, 2: 4, 3: 3, 4: 2, 5: 2 + 8 * dice.randrange(1, 4), 8: 10}.get(kind, dice.randrange(2, 8))
        options += bytes([kind]) if n_bytes == 1 else bytes([kind, usually(dice, n_bytes, 8)])
        options += dice.randbytes(max(0, n_bytes - 2))
    options = options[:40]
    return options + bytes(-len(options) % 4)


_IPV6_OPTION_BYTES = {0x04: 1, 0x05: 2, 0x30: 4, 0xC2: 4, 0xC9: 16}


def ipv6_options(dice: Random, n_bytes: int) -> bytes:
    """Options that fill an options header (RFC 8200 section 4.2), mostly of the known kinds and their lengths."""
    options = b""
    while n_bytes - len(options) > 2:
        # The last three are for experiments (RFC 4727).
        kind = dice.choice((0, 1, *_IPV6_OPTION_BYTES, dice.choice((0x1E, 0x3E, 0x9E))))
        room = n_bytes - len(options) - 2
        length = usually(dice, min(room, _IPV6_OPTION_BYTES.get(kind, dice.randrange(5))), 8)
        options += b"\0" if kind == 0 else bytes([kind, length]) + dice.randbytes(min(room, length))
    return options + bytes(n_bytes - len(options))


def ipv6_route(dice: Random, n_eights: int) -> bytes:
    """A routing header behind its first two bytes: type, segments left, and addresses."""
    kind, last = usually(dice, dice.choice((0, 2, 4)), 8), usually(dice, max(0, n_eights // 2 - 1), 8)
    return bytes([kind, dice.getrandbits(2), last]) + dice.randbytes(3 + 8 * n_eights)


_NEIGHBOR_OPTION_EIGHTS = {1: 1, 2: 1, 3: 4, 5: 1, 7: 1, 8: 1, 24: 3, 25: 3, 38: 2, 253: 1}


def neighbor_options(dice: Random) -> bytes:
    """Some options of neighbour discovery, mostly as long as their types are (RFC 4861 section 4.6)."""
    options = b""
    while dice.randrange(3):
        kind = dice.choice(tuple(_NEIGHBOR_OPTION_EIGHTS))
        eights = _NEIGHBOR_OPTION_EIGHTS[kind] + (2 if kind == 25 and dice.randrange(2) else 0)
        # An address that leads beyond its option is nobody's.
        length = eights if kind == 25 else usually(dice, eights, 2 if eights < 4 else 8)
        options += bytes([kind, length]) + dice.randbytes(8 * eights - 2)
    return options


def gre(dice: Random, frame: bytes, carried: Numbered) -> bytes:
    """GRE (RFC 2890, RFC 2637) around a frame of Ethernet, or around what has an EtherType."""
    protocol, payload = dice.choice(((0x6558, frame), carried))
    version = usually(dice, dice.choice((0, 0, 0, 1)), 3)
    if version == 1:
        protocol, payload = 0x880B, b"\xff\x03" + struct.pack(">H", PPP_NUMBERS[carried[0]]) + carried[1]
    # Routes are lists of their own: seldom.
    flags = dice.choice((0, 0x8000)) | dice.choice((0, 0x2000)) | dice.choice((0, 0x1000)) | dice.getrandbits(12) & ~7
    flags = flags & ~0x80 if version != 1 else flags
    n_words = (flags >> 15) + (flags >> 13 & 1) + (flags >> 12 & 1) + (flags >> 7 & 1)
    return struct.pack(">HH", flags | version, usually(dice, protocol, 16)) + dice.randbytes(4 * n_words) + payload


_CHUNK_BYTES = {
    0: 14,
    1: 16,
    2: 16,
    3: 12,
    4: 0,
    5: 0,
    6: 0,
    7: 4,
    8: 0,
    9: 0,
    11: 0,
    12: 4,
    13: 4,
    14: 0,
    64: 18,
    192: 12,
}
"""Types of chunk, and how many bytes each has before lists (RFC 9260 section 3.3)."""


def _padded(kind: bytes, value: bytes, length: int) -> bytes:
    return kind + struct.pack(">H", length) + value + bytes(-len(value) % 4)


def _parameter(dice: Random) -> bytes:
    kind = dice.choice((1, 5, 6, 9, 12, 0xC006, 0x8000))
    value = dice.randbytes({5: 4, 6: 16, 9: 4, 12: 4, 0xC006: 4}.get(kind, dice.randrange(4)))
    # What may be padding or not is left alone.
    length = 4 * dice.getrandbits(4) if dice.randrange(10) == 0 else len(value) + 4
    return _padded(struct.pack(">H", kind), value, length)


def sctp(dice: Random) -> bytes:
    """SCTP with some chunks (RFC 9260 section 3)."""
    packet = dice.randbytes(12)
    while dice.randrange(4):
        kind = dice.choice(tuple(_CHUNK_BYTES))
        value = dice.randbytes(_CHUNK_BYTES[kind])
        if kind == 3:
            n_gaps, n_duplicates = dice.randrange(3), dice.randrange(3)
            value = value[:8] + struct.pack(">HH", usually(dice, n_gaps, 4), usually(dice, n_duplicates, 4))
            value += dice.randbytes(4 * n_gaps + 4 * n_duplicates)
        elif kind in (1, 2):
            value += b"".join(_parameter(dice) for _ in range(dice.randrange(3)))
        elif kind in (4, 5):
            value = _padded(b"\0\1", dice.randbytes(n_bytes := dice.randrange(6)), n_bytes + 4)
        length = len(value) + 4 if kind == 3 else usually(dice, len(value) + 4, 6)
        packet += _padded(bytes([kind, dice.getrandbits(8)]), value, length)
    return packet


def igmp(dice: Random) -> bytes:
    """IGMP: the messages of versions 0 to 3 (RFC 988, RFC 1112, RFC 2236, RFC 3376)."""
    kind = dice.choice((0x11, 0x12, 0x16, 0x17, 0x1F, 0x22, 0x22, dice.randrange(1, 9)))
    start = bytes([kind, usually(dice, 0, 8)]) + dice.randbytes(2)
    if kind < 9:
        return start + dice.randbytes(16)
    if kind == 0x1F:
        return start + dice.randbytes(20 + 32 * dice.randrange(3))
    if kind != 0x22:
        n_sources = dice.randrange(4)
        rest = dice.randbytes(2) + struct.pack(">H", usually(dice, n_sources, 3)) + dice.randbytes(4 * n_sources)
        return start + dice.randbytes(4) + (rest if kind == 0x11 and dice.randrange(2) else b"")
    n_records = dice.randrange(4)
    records = b""
    for _ in range(n_records):
        n_sources, n_words = dice.randrange(3), usually(dice, 0, 2)
        counts = bytes([dice.randrange(1, 7), n_words]) + struct.pack(">H", usually(dice, n_sources, 3))
        records += counts + dice.randbytes(4 + 4 * n_sources + 4 * n_words)
    return start + dice.randbytes(2) + struct.pack(">H", usually(dice, n_records, 3)) + records
