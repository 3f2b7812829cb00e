"""Packets in which every bit of every header varies.

For each layer, packets that hold it: its header is drawn bit by bit, and what
must be right for a decoder to get to it, or beyond it, mostly is. They are
compared with tshark's and dpkt's readings, which know nothing of pcapflow.
"""

from __future__ import annotations

import struct
from random import Random
from typing import TYPE_CHECKING

from pcapflow.testing import _carriers as carriers
from pcapflow.testing import _lists as lists
from pcapflow.testing._carriers import usually as _usually

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ("LAYERS", "packet", "packets")

Numbered = tuple[int, bytes]
"""A packet and the number that announces it: link type, EtherType, or IP protocol."""


def packets(layer: str, n: int, seed: int) -> list[Numbered]:
    """Link type and bytes of packets that hold a layer; the same seed gives the same ones.

    Raises:
        KeyError: No such layer; `LAYERS` has their names.
    """
    dice = Random(f"{layer} {seed}")  # noqa: S311  # test data, no secret
    return [packet(layer, dice) for _ in range(n)]


def packet(layer: str, dice: Random) -> Numbered:
    """Link type and bytes of one packet that holds a layer."""
    return LAYERS[layer](dice)


def _data(dice: Random, most: int = 24) -> bytes:
    return dice.randbytes(dice.randrange(most))


def _ethernet_of(dice: Random, carried: Numbered) -> Numbered:
    """Ethernet that leads to what it carries for certain."""
    return 1, dice.randbytes(12) + struct.pack(">H", carried[0]) + carried[1]


# Link layers. The EtherType is usually right.


def _ethernet(dice: Random) -> Numbered:
    number, carried = _network(dice)
    return 1, dice.randbytes(12) + struct.pack(">H", _usually(dice, number, 16)) + carried


def _vlan(dice: Random) -> Numbered:
    number, carried = _network(dice)
    for _ in range(dice.choice((1, 1, 2, 3))):
        carried = struct.pack(">HH", dice.getrandbits(16), _usually(dice, number, 16)) + carried
        number = dice.choice((0x8100, 0x88A8))
    return _ethernet_of(dice, (number, carried))


def _linux_sll(dice: Random) -> Numbered:
    number, carried = _network(dice)
    words = (_usually(dice, dice.randrange(5), 16), _usually(dice, 1, 16), _usually(dice, 6, 16))
    return 113, struct.pack(">HHH", *words) + dice.randbytes(8) + struct.pack(
        ">H", _usually(dice, number, 16)
    ) + carried


def _linux_sll2(dice: Random) -> Numbered:
    number, carried = _network(dice)
    words = (_usually(dice, number, 16), _usually(dice, 0, 16), dice.getrandbits(32), _usually(dice, 1, 16))
    kind = (_usually(dice, dice.randrange(5), 8), _usually(dice, 6, 8))
    return 276, struct.pack(">HHIHBB", *words, *kind) + dice.randbytes(8) + carried


def _null(dice: Random) -> Numbered:
    number, carried = _network(dice, with_arp=False)
    family = 2 if number == 0x0800 else dice.choice((24, 28, 30))
    linktype, byteorder = dice.choice(((0, "<"), (0, ">"), (108, ">")))
    return linktype, struct.pack(byteorder + "I", _usually(dice, family, 32)) + carried


def _raw_ip(dice: Random) -> Numbered:
    number, carried = _network(dice, with_arp=False)
    return dice.choice((101, 228 if number == 0x0800 else 229)), carried


# What link layers carry.


def _network(dice: Random, *, with_arp: bool = True) -> Numbered:
    return dice.choice((_ipv4, _ipv6, _ipv4, _ipv6, _arp) if with_arp else (_ipv4, _ipv6))(dice)


def _arp(dice: Random) -> Numbered:
    fixed = (_usually(dice, 1, 16), _usually(dice, 0x0800, 16), _usually(dice, 6, 8), _usually(dice, 4, 8))
    return 0x0806, struct.pack(">HHBBH", *fixed, _usually(dice, dice.randrange(1, 10), 16)) + dice.randbytes(20)


def _ipv4(dice: Random) -> Numbered:
    return _ipv4_of(dice, dice.choice((_icmp, _tcp, _udp))(dice))


def _ipv4_of(dice: Random, carried: Numbered, *, leads_on: bool = False) -> Numbered:
    """IPv4 around something; ``leads_on`` keeps right what a decoder needs to get there."""
    usually = (lambda _dice, value, _n_bits: value) if leads_on else _usually
    number, payload = carried
    any_bytes = b"" if leads_on else dice.randbytes(4 * dice.choice((1, 2, 10)))
    options = dice.choice((b"", b"", b"", any_bytes, lists.ip_options(dice, leads_on=leads_on)))
    header_bytes = 20 + len(options)
    first = usually(dice, 4, 4) << 4 | usually(dice, header_bytes // 4, 4)
    total_bytes = usually(dice, header_bytes + len(payload), 16)
    # Reserved bit and "don't fragment" vary freely, the rest of the word makes a fragment.
    fragment = usually(dice, dice.getrandbits(2) << 14, 16)
    words = (first, dice.getrandbits(8), total_bytes, dice.getrandbits(16), fragment, dice.getrandbits(8))
    header = struct.pack(">BBHHHBB", *words, usually(dice, number, 8)) + dice.randbytes(10)
    return 0x0800, header + options + payload


def _ipv6(dice: Random) -> Numbered:
    return _ipv6_of(dice, dice.choice((_icmpv6, _tcp, _udp, _extensions))(dice))


def _ipv6_of(dice: Random, carried: Numbered, *, leads_on: bool = False) -> Numbered:
    """IPv6 around something; ``leads_on`` keeps right what a decoder needs to get there."""
    usually = (lambda _dice, value, _n_bits: value) if leads_on else _usually
    number, payload = carried
    first = usually(dice, 6, 4) << 28 | dice.getrandbits(28)
    lengths = (usually(dice, len(payload), 16), usually(dice, number, 8))
    return 0x86DD, struct.pack(">IHBB", first, *lengths, dice.getrandbits(8)) + dice.randbytes(32) + payload


def _extensions(dice: Random) -> Numbered:
    """One to three extension headers before something."""
    number, carried = dice.choice((_icmpv6, _tcp, _udp))(dice)
    for _ in range(dice.choice((1, 1, 2, 3))):
        kind = dice.choice((0, 43, 44, 60))
        following = _usually(dice, number, 8)
        if kind == 44:
            place = _usually(dice, dice.getrandbits(1), 16)
            header = struct.pack(">BBH", following, _usually(dice, 0, 8), place) + dice.randbytes(4)
        else:
            n_eights = dice.choice((0, 0, 1, 2, 4, 5))
            rest = lists.ipv6_route(dice, n_eights) if kind == 43 else lists.ipv6_options(dice, 6 + 8 * n_eights)
            header = bytes([following, _usually(dice, n_eights, 8)]) + rest
        number, carried = kind, header + carried
    return number, carried


# What IP carries.


def _icmp(dice: Random) -> Numbered:
    kind = _usually(dice, dice.choice((0, 8, 3, 4, 5, 11, 12, 13, 14, 17, 18)), 8)
    code = _usually(dice, dice.randrange(5), 8)
    header = bytes([kind, code]) + dice.randbytes(6)
    if kind in (3, 4, 5, 11, 12):
        quoted = _ipv4_of(dice, dice.choice((_udp, _tcp, _icmp))(dice))[1]
        return 1, header + quoted[: dice.choice((28, len(quoted), dice.randrange(len(quoted))))]
    # A timestamp has 12 bytes more, an address mask 4, an echo what it likes.
    return 1, header + dice.randbytes(dice.choice((0, 4, 12, 56)))


def _icmpv6(dice: Random) -> Numbered:
    kind = _usually(dice, dice.choice((128, 129, 1, 2, 3, 4, *_NEIGHBOR_BYTES)), 8)
    header = bytes([kind, _usually(dice, dice.randrange(5), 8)]) + dice.randbytes(2)
    if kind in (1, 2, 3, 4):
        quoted = _ipv6_of(dice, dice.choice((_udp, _tcp))(dice))[1]
        return 58, header + dice.randbytes(4) + quoted[: dice.choice((48, len(quoted), dice.randrange(len(quoted))))]
    if kind in _NEIGHBOR_BYTES:
        return 58, header + dice.randbytes(_NEIGHBOR_BYTES[kind]) + lists.neighbor_options(dice)
    return 58, header + dice.randbytes(4) + _data(dice)


_NEIGHBOR_BYTES = {133: 4, 134: 12, 135: 20, 136: 20, 137: 36}
"""Messages that end in options, and what stands before these (RFC 4861 section 4)."""


def _tcp(dice: Random) -> Numbered:
    options = dice.choice((b"", lists.tcp_options(dice)))
    offset = _usually(dice, 5 + len(options) // 4, 4)
    header = dice.randbytes(12) + struct.pack(">H", offset << 12 | dice.getrandbits(12)) + dice.randbytes(6)
    return 6, header + options + _data(dice)


def _udp(dice: Random) -> Numbered:
    data = _data(dice)
    return 17, dice.randbytes(4) + struct.pack(">H", _usually(dice, 8 + len(data), 16)) + dice.randbytes(2) + data


def _over_ip(*carried: Callable[[Random], Numbered], version: int | None = None) -> Callable[[Random], Numbered]:
    def draw(dice: Random) -> Numbered:
        chosen = version or dice.choice((4, 6))
        ip = _ipv4_of if chosen == 4 else _ipv6_of
        return _ethernet_of(dice, ip(dice, dice.choice(carried)(dice), leads_on=True))

    return draw


def _ip(dice: Random) -> Numbered:
    """IP of either version."""
    return _network(dice, with_arp=False)


def _frame(dice: Random) -> bytes:
    """A frame of Ethernet."""
    return _ethernet_of(dice, _network(dice))[1]


def _with_length(dice: Random, payload: bytes) -> Numbered:
    """A frame of 802.3, and mostly no padding."""
    length = _usually(dice, len(payload), 10)
    return 1, dice.randbytes(12) + struct.pack(">H", length) + payload + bytes(dice.choice((0, 0, 0, 20)))


_KNOWN_PORTS = (53, 4789, 5353)
"""Of two that are known, the lower one counts."""


def _over_udp(tunnel: Callable[[Random], Numbered]) -> Callable[[Random], Numbered]:
    """A tunnel that either port of UDP announces; the other one is mostly of those that nobody has."""

    def datagram(dice: Random) -> Numbered:
        port, payload = tunnel(dice)
        other = dice.randrange(60000, 65000) if dice.randrange(8) else dice.choice(_KNOWN_PORTS)
        ports = dice.choice(((port, other), (other, port)))
        return 17, struct.pack(">HHH", *ports, 8 + len(payload)) + dice.randbytes(2) + payload

    return _over_ip(datagram)


def _ip_numbered(dice: Random) -> Numbered:
    """IP of either version, and what IP calls it."""
    number, payload = _ip(dice)
    return carriers.IP_NUMBERS[number], payload


_ESP = _over_ip(lambda dice: (50, carriers.esp(dice)))
_ESP_OVER_UDP = _over_udp(lambda dice: (4500, carriers.esp(dice)))

LAYERS: dict[str, Callable[[Random], Numbered]] = {
    "ethernet": _ethernet,
    "vlan": _vlan,
    "linux_sll": _linux_sll,
    "linux_sll2": _linux_sll2,
    "null": _null,
    "raw_ip": _raw_ip,
    "arp": lambda dice: _ethernet_of(dice, _arp(dice)),
    "ipv4": lambda dice: _ethernet_of(dice, _ipv4(dice)),
    "ipv6": lambda dice: _ethernet_of(dice, _ipv6(dice)),
    "ipv6_extensions": _over_ip(_extensions, version=6),
    "icmp": _over_ip(_icmp, version=4),
    "icmpv6": _over_ip(_icmpv6, version=6),
    "tcp": _over_ip(_tcp),
    "udp": _over_ip(_udp),
    "llc": lambda dice: _with_length(dice, carriers.llc(dice, _network(dice))),
    "ieee8021ad": lambda dice: _ethernet_of(dice, carriers.ieee8021ad(dice, _network(dice))),
    "mpls": lambda dice: _ethernet_of(dice, carriers.mpls(dice, _ip(dice))),
    "ppp": lambda dice: (dice.choice((9, 50)), carriers.ppp(dice, _ip(dice))),
    "pppoe": lambda dice: _ethernet_of(dice, carriers.pppoe(dice, _ip(dice))),
    "chdlc": lambda dice: (104, carriers.chdlc(dice, _ip(dice))),
    "frame_relay": lambda dice: (107, carriers.frame_relay(dice, _ip(dice))),
    "vxlan": _over_udp(lambda dice: carriers.vxlan(dice, _frame(dice), _ip(dice))),
    "geneve": _over_udp(lambda dice: carriers.geneve(dice, _frame(dice), _ip(dice))),
    "gtp": _over_udp(lambda dice: carriers.gtp(dice, _ip(dice))),
    "esp": lambda dice: dice.choice((_ESP, _ESP_OVER_UDP))(dice),
    "ah": _over_ip(lambda dice: (51, carriers.ah(dice, _ip_numbered(dice)))),
    "etherip": _over_ip(lambda dice: (97, carriers.etherip(dice, _frame(dice)))),
    "gre": _over_ip(lambda dice: (47, lists.gre(dice, _frame(dice), _ip(dice)))),
    "sctp": _over_ip(lambda dice: (132, lists.sctp(dice))),
    "igmp": _over_ip(lambda dice: (2, lists.igmp(dice)), version=4),
}
"""Layer, by the name of its file in ``layers/``, to what draws a packet that holds it."""
