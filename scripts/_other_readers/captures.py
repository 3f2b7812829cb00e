"""Five captures that are valid, or cut, and in which something differs from what most captures are."""

from __future__ import annotations

from typing import NamedTuple

from pcapflow.testing import build

__all__ = ("CAPTURES", "Made")


class Made(NamedTuple):
    """A capture, and what it is."""

    name: str
    title: str
    words: str
    data: bytes


def _ip(seq: int) -> bytes:
    return bytes(build.ipv4(build.icmp_echo(bytes(56), seq=seq)))


def _ping(seq: int) -> bytes:
    return bytes(build.ethernet(build.ipv4(build.icmp_echo(bytes(56), seq=seq))))


FIRST_NS = 1_700_000_000_000_001_000
LATER_NS = FIRST_NS + 1_234

ONE, TWO = build.Packet(_ping(1), FIRST_NS), build.Packet(_ping(2), FIRST_NS + 1_000_000_000)

CAPTURES = (
    Made(
        "resolutions.pcapng",
        "Interfaces of different resolution",
        "Two interfaces, the first with times in microseconds, the second in nanoseconds. The second packet came"
        " 1,234 ns after the first.",
        build.pcapng(
            build.Interface(tsresol=6),
            build.Interface(tsresol=9),
            ONE,
            build.Packet(_ping(1), LATER_NS, interface=1),
        ),
    ),
    Made(
        "linktypes.pcapng",
        "Two link types",
        "Two interfaces, the first with Ethernet frames, the second with IP packets.",
        build.pcapng(
            build.Interface(linktype=1),
            build.Interface(linktype=101),
            ONE,
            build.Packet(_ip(2), TWO.at_ns, interface=1),
        ),
    ),
    Made(
        "cut-packets.pcapng",
        "Cut packets",
        "Of packets of 98 bytes the snap length has left 60: one in an Enhanced Packet Block, one in a Simple Packet"
        " Block, which has no time.",
        build.pcapng(
            build.Interface(snaplen=60), build.Packet(_ping(1)[:60], FIRST_NS, 98), build.Simple(_ping(2)[:60], 98)
        ),
    ),
    Made(
        "cut-file.pcap",
        "A cut file",
        "A classic file of two packets that ends 40 bytes before the end of the second.",
        build.pcap(ONE, TWO)[:-40],
    ),
    Made(
        "sections.pcapng",
        "Two sections",
        "The first is written in little-endian order, the second in big-endian order; a packet in each.",
        build.pcapng(build.Section("<"), build.Interface(), ONE, build.Section(">"), build.Interface(), TWO),
    ),
)
