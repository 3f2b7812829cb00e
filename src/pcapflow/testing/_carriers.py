"""Drawn link layers and tunnels: what is around a packet that `vary` draws. Each function is given what it carries.

A number that leads on is mostly right; every other bit is drawn.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

__all__ = (
    "ah",
    "chdlc",
    "esp",
    "etherip",
    "frame_relay",
    "geneve",
    "gtp",
    "ieee8021ad",
    "llc",
    "mpls",
    "ppp",
    "pppoe",
    "usually",
    "vxlan",
)

Numbered = tuple[int, bytes]
"""A packet and the number that announces it: link type, EtherType, IP protocol or UDP port."""

IP_NUMBERS = {0x0800: 4, 0x86DD: 41}
PPP_NUMBERS = {0x0800: 0x21, 0x86DD: 0x57}
NLPIDS = {0x0800: 0xCC, 0x86DD: 0x8E}
OSI = (0x81, 0x82, 0x83)
"""Whose number tshark shows where it could read all of what they carry, which is not ours to say."""


def usually(dice: Random, value: int, n_bits: int) -> int:
    """The value that lets a decoder go on; one time in ten, any."""
    return dice.getrandbits(n_bits) if dice.randrange(10) == 0 else value


def _unnumbered(dice: Random) -> int:
    """A control field of one byte, mostly of plain information."""
    return usually(dice, 0x03, 8) | 0x03


def llc(dice: Random, carried: Numbered) -> bytes:
    """LLC: SNAP, IP without SNAP, or anything else."""
    number, payload = carried
    kind = dice.randrange(4)
    if kind < 2:
        organisation = usually(dice, dice.choice((0, 0xF8)), 24)
        return struct.pack(">HIH", 0xAAAA, _unnumbered(dice) << 24 | organisation, usually(dice, number, 16)) + payload
    if kind == 2 and number == 0x0800:
        return bytes([0x06, usually(dice, 0x06, 8), _unnumbered(dice)]) + payload
    destination = dice.choice([value for value in range(256) if value not in (0x06, 0xAA, 0xFF)])
    return bytes([destination]) + dice.randbytes(3) + payload


def ieee8021ad(dice: Random, carried: Numbered) -> Numbered:
    """One to three provider tags."""
    number, payload = carried
    for _ in range(dice.choice((1, 2, 2, 3))):
        payload = struct.pack(">HH", dice.getrandbits(16), usually(dice, number, 16)) + payload
        number = 0x88A8
    return number, payload


def mpls(dice: Random, carried: Numbered) -> Numbered:
    """One to three labels."""
    _, payload = carried
    n_labels = dice.choice((1, 1, 2, 3))
    for depth in range(n_labels):
        bottom = usually(dice, int(depth == 0), 1)
        payload = struct.pack(">I", dice.getrandbits(23) << 9 | bottom << 8 | dice.getrandbits(8)) + payload
    return dice.choice((0x8847, 0x8848)), payload


def _ppp_number(dice: Random, number: int) -> bytes:
    """In one byte or two."""
    return bytes([number]) if dice.randrange(3) == 0 else struct.pack(">H", usually(dice, number, 15) & ~0x0100)


def ppp(dice: Random, carried: Numbered) -> bytes:
    """PPP, with its address and control fields or without, or Cisco's HDLC in its place."""
    if dice.randrange(10) == 0:
        return chdlc(dice, carried)
    number, payload = carried
    front = dice.choice((b"", b"\xff" + bytes([usually(dice, 0x03, 8)])))
    return front + _ppp_number(dice, PPP_NUMBERS[number]) + payload


def pppoe(dice: Random, carried: Numbered) -> Numbered:
    """PPP over Ethernet, mostly a session."""
    number, payload = carried
    payload = _ppp_number(dice, PPP_NUMBERS[number]) + payload
    length = usually(dice, len(payload), 16)
    words = (dice.getrandbits(8), usually(dice, 0, 8), dice.getrandbits(16), length)
    return dice.choice((0x8863, 0x8864, 0x8864, 0x8864)), struct.pack(">BBHH", *words) + payload


def chdlc(dice: Random, carried: Numbered) -> bytes:
    """Cisco's HDLC around something, or around SLARP."""
    number, payload = carried
    if dice.randrange(4) == 0:
        number, payload = 0x8035, struct.pack(">I", dice.randrange(3)) + dice.randbytes(14)
    return struct.pack(">BBH", dice.choice((0x0F, 0x8F)), dice.getrandbits(8), usually(dice, number, 16)) + payload


def frame_relay(dice: Random, carried: Numbered) -> bytes:
    """Frame relay with an address of two bytes."""
    number, payload = carried
    address = bytes([dice.getrandbits(8) & 0xFE, dice.getrandbits(8) | 0x01])
    if dice.randrange(4) == 0:
        return address + struct.pack(">H", number) + payload
    padding = dice.choice((b"", b"\0"))
    if dice.randrange(3) == 0:
        organisation = usually(dice, dice.choice((0, 0xF8)), 24)
        snap = struct.pack(">BIB", 0x80, organisation << 8 | number >> 8, number & 0xFF)
        return address + b"\x03" + padding + snap + payload
    nlpid = usually(dice, NLPIDS[number], 8)
    return address + b"\x03" + padding + bytes([NLPIDS[number] if nlpid in OSI else nlpid]) + payload


def vxlan(dice: Random, frame: bytes, carried: Numbered) -> Numbered:
    """VXLAN around a frame; or its extension around a packet."""
    if dice.randrange(3):
        return 4789, dice.randbytes(8) + frame
    number, payload = carried
    return 4790, dice.randbytes(3) + bytes([usually(dice, {0x0800: 1, 0x86DD: 2}[number], 8)]) + dice.randbytes(
        4
    ) + payload


def geneve(dice: Random, frame: bytes, carried: Numbered) -> Numbered:
    """Geneve around a frame or a packet, with options or without."""
    number, payload = dice.choice(((0x6558, frame), carried))
    n_words = dice.choice((0, 0, 1, 3, 63))
    # Each option has no data: class, type, and a length of 0 in its last byte (RFC 8926 section 3.5).
    options = b"".join(dice.randbytes(3) + bytes([dice.getrandbits(3) << 5]) for _ in range(n_words))
    words = (dice.getrandbits(2) << 6 | usually(dice, n_words, 6), dice.getrandbits(8), usually(dice, number, 16))
    return 6081, struct.pack(">BBH", *words) + dice.randbytes(4) + options + payload


def gtp(dice: Random, carried: Numbered) -> Numbered:
    """GTP version 1, mostly around a packet, with numbers and extension headers or without."""
    payload = carried[1]
    flags = 0x30 | dice.getrandbits(4)
    numbers = b""
    if flags & 7:
        kinds = [dice.choice((0x85, 0x82, 0xC0, 0x40, 0x20)) for _ in range(dice.randrange(3))] if flags & 4 else []
        following = [*kinds, 0]
        numbers = dice.randbytes(3) + bytes([following[0] if flags & 4 else dice.getrandbits(8)])
        for after in following[1:]:
            n_units = dice.choice((1, 1, 1, 2, 4, 7))
            numbers += bytes([n_units]) + dice.randbytes(4 * n_units - 2) + bytes([after])
    length = usually(dice, len(numbers) + len(payload), 16)
    # Echoes, error indication, supported headers, end marker: what carries no packet.
    message = 0xFF if flags & 4 or dice.randrange(4) else dice.choice((1, 2, 26, 31, 254))
    return 2152, struct.pack(">BBH", flags, message, length) + dice.randbytes(4) + numbers + payload


def esp(dice: Random) -> bytes:
    """ESP: two numbers, and bytes that nobody can read; over UDP a first byte of 0 needs a closer look."""
    first = dice.choice((b"", b"", b"\0", b"\0\0", b"\xff"))
    return first + dice.randbytes(8 + dice.randrange(40) - len(first))


def ah(dice: Random, carried: Numbered) -> bytes:
    """An authentication header."""
    number, payload = carried
    n_words = dice.choice((0, 3, 3, 8))
    length = usually(dice, n_words + 1, 8) or 1
    return bytes([usually(dice, number, 8), length]) + dice.randbytes(10 + 4 * n_words) + payload


def etherip(dice: Random, frame: bytes) -> bytes:
    """Ethernet in IP."""
    return dice.randbytes(2) + frame
