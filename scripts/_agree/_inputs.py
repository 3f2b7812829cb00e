"""What is compared: captures of folders, and generated packets."""

from __future__ import annotations

import struct
from random import Random
from typing import TYPE_CHECKING, Any

from _agree._sweeps import sweeps
from pcapflow.files import FORMATS
from pcapflow.testing import _carriers as carriers
from pcapflow.testing import build, vary

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from _agree._sweeps import Drawn

__all__ = ("captures_in", "generated")

WELLFLEET = 0xB0
"""Its compression, among the numbers of protocols that frame relay carries."""
_MAGICS = tuple(magic for file_format in FORMATS for magic in file_format.magics)


def captures_in(folder: Path) -> list[Path]:
    """Every file below a folder that begins as a capture does, in a fixed order."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return [path for path in files if _first_bytes(path) in _MAGICS]


def _first_bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(4)


def generated(folder: Path, *, n_packets: int, seed: int) -> Iterator[Path]:
    """Write captures of packets that vary in every bit.

    For each layer one of whole packets and one of the same, each cut somewhere; and one in which a number that leads
    on takes every value (ICMP types and codes, ...), however seldom it is met.
    """
    dice = Random(seed)  # noqa: S311  # test data, no secret
    for layer in vary.LAYERS:
        packets = vary.packets(layer, n_packets, seed)
        yield _written(folder / f"{layer}.pcapng", packets)
        cut = [(link, data[: dice.randrange(len(data) + 1)], len(data)) for link, data in packets]
        yield _written(folder / f"{layer}-cut.pcapng", cut)
    shorter = [(link, data[:n], len(data)) for link, data in _whole() for n in range(len(data))]
    yield _written(folder / "every-length.pcapng", [(link, data) for link, data, _ in shorter])
    yield _written(folder / "every-cut.pcapng", shorter)
    made: dict[str, Sequence[Drawn]] = {**_sweeps(dice), **sweeps(dice)}
    for name, drawn in made.items():
        yield _written(folder / f"every-{name}.pcapng", drawn)


def _written(path: Path, packets: Sequence[Drawn]) -> Path:
    linktypes = sorted({packet[0] for packet in packets})
    made = []
    for number, packet in enumerate(packets):
        wire_bytes = packet[2] if len(packet) == 3 else None
        seen_by = linktypes.index(packet[0])
        made.append(build.Packet(packet[1], number * 1_000_000_007, wire_bytes, seen_by, **_said_of(number)))
    interfaces = (build.Interface(linktype, name=f"of link type {linktype}") for linktype in linktypes)
    path.write_bytes(build.pcapng(*interfaces, *made))
    return path


def _said_of(number: int) -> dict[str, Any]:
    """Options of a packet; each has others than its neighbours."""
    some_bits = number * 2_654_435_761 % (1 << 32)
    return {
        # tshark reads the length of a frame check sequence there, and takes the bytes from the packet.
        "flags": some_bits & ~0x1E0 if number % 3 else None,
        "comments": tuple(f"packet {number},\tcomment {which}" for which in range(number % 5 % 3)),
        "packet_id": some_bits << 32 if number % 7 == 0 else None,
        "drop_count": some_bits if number % 11 == 0 else None,
        "queue": number if number % 13 == 0 else None,
    }


def _whole() -> list[tuple[int, bytes]]:
    """Packets that hold every layer, to be cut everywhere."""
    payload = build.udp(bytes(8))
    over_ip = [
        build.tcp(b"data"),
        build.icmp_echo(b"data"),
        build.icmp(bytes(16), type=13),
        build.icmp(bytes(8), type=17),
        build.icmp(bytes(8), type=9),
        build.icmp(bytes(4), type=42),
        build.icmp(bytes(4), type=43),
        *(build.icmp_error(build.ipv4(payload), type=kind, code=0) for kind in (3, 4, 5, 11, 12)),
        build.icmp_error(build.ipv4(payload), code=4, rest=0x05000500),
        build.icmp_error(build.ipv4(build.icmp_echo())),
        build.icmp_error(build.ipv4(build.tcp())),
    ]
    over_ipv6 = [
        build.hop_by_hop(build.routing(build.fragment(build.destination_options(payload)))),
        build.icmpv6_echo(b"data"),
        build.icmpv6_ns("fd00::1"),
        build.icmpv6_na("fd00::1"),
        *(build.icmpv6(bytes(36), type=kind) for kind in (130, 131, 134, 137, 143, 160, 161)),
        *(build.icmpv6_error(build.ipv6(payload), type=kind) for kind in (1, 2, 3, 4)),
        build.icmpv6_error(build.ipv6(build.tcp())),
    ]
    carried = [build.arp(), *map(build.ipv4, over_ip), *map(build.ipv6, over_ipv6)]
    packet = build.ipv4(payload)
    return [
        *((1, build.ethernet(one)) for one in carried),
        (1, build.ethernet(build.vlan(packet))),
        (113, build.sll(packet)),
        (276, build.sll2(packet)),
        (0, build.null(packet)),
        (101, packet),
        (101, build.ipv6(payload)),
        *_carriers(packet),
        *((1, build.ethernet(one)) for one in _listed()),
    ]


def _listed() -> list[bytes]:
    """Headers with options, and what consists of lists."""
    payload = build.udp(b"data")
    link_address = b"\x01\x01\x02\x42\xac\x11\0\x02"
    prefix = b"\x03\x04\x40\xc0" + bytes(28)
    chunks = [
        build.sctp_chunk(0, bytes(12) + b"data"),
        build.sctp_chunk(1, bytes(16) + build.sctp_parameter(5, bytes(4)) + build.sctp_parameter(12, b"\0\5")),
        build.sctp_chunk(3, bytes(8) + b"\0\1\0\1" + bytes(8)),
        # The number is longer than the chunk, and goes on in its padding.
        build.sctp_chunk(7, bytes(2)),
        build.sctp_chunk(4, build.sctp_parameter(1, b"beat")),
    ]
    group = "224.1.1.1"
    over_ip = [
        # Selective acknowledgments are permitted in three bytes, which is one too many.
        *(
            build.tcp(options=bytes.fromhex(raw))
            for raw in ("020405b4 0402 080a 0000000100000002 0303070000", "04030000")
        ),
        build.tcp(options=b"\1\1\5\x12" + bytes(16)),
        build.sctp(*chunks),
        build.gre(build.ipv4(payload), key=1, sequence_number=2, has_checksum=True),
        build.gre(build.ppp(build.ipv4(payload), address=0xFF), version=1, key=1, sequence_number=2, ack_number=3),
        build.igmp(maddr=group, sources=("10.0.0.1", "10.0.0.2")),
        build.igmp_report(build.igmp_record(4, group), build.igmp_record(3, group, "10.0.0.1", aux_data=bytes(4))),
        # Of what is quoted there are eight bytes.
        *(build.icmp_error(build.ipv4(one)[:28]) for one in (build.sctp(), build.gre(payload, key=1))),
    ]
    routes = ("94040000", "07070401020304 00", "83070401020304 00", "440c0503 01020304 00000001")
    return [
        *map(build.ipv4, over_ip),
        *(build.ipv4(payload, options=bytes.fromhex(raw)) for raw in routes),
        build.ipv6(build.hop_by_hop(payload, options=b"\x05\x02\0\0\x01\0")),
        build.ipv6(build.destination_options(payload, options=b"\xc9\x10" + bytes(16) + b"\x01\x02\0\0")),
        *(build.ipv6(build.routing(payload, type=kind, data=b"\0\0\0\0" + bytes(16))) for kind in (0, 2, 4)),
        build.ipv6(build.icmpv6(bytes(4) + link_address + prefix, type=133)),
        build.ipv6(build.icmpv6(bytes(12) + prefix + link_address, type=134)),
        build.ipv6(build.icmpv6_error(build.ipv6(build.sctp())[:48], type=1)),
    ]


def _carriers(packet: build.Built) -> list[tuple[int, bytes]]:
    """Every other way to carry a packet."""
    frame = build.ethernet(packet)
    pair = build.vlan(build.vlan(packet, tpid=0x88A8), tpid=0x88A8)
    datagrams = [
        build.vxlan(frame),
        build.geneve(frame, options=bytes(4)),
        build.gtp(packet),
        build.gtp(packet, seq_number=1),
        build.gtp(packet, extensions=((0x85, bytes(2)), (0xC0, bytes(2)))),
        build.esp(over_udp=True),
    ]
    gpe = build.udp(bytes.fromhex("0c000001 00000100") + packet, dstport=4790)
    over_ip = [*map(build.udp, datagrams), gpe, build.esp(), build.ah(packet), build.etherip(frame)]
    slarp = [build.chdlc(bytes([0, 0, 0, kind]) + bytes(14), protocol=0x8035) for kind in range(4)]
    framed = [pair, build.mpls(build.mpls(packet)), build.pppoe(build.ppp(packet)), build.pppoe(b"data", etype=0x8863)]
    return [
        *((1, build.ethernet(one)) for one in framed),
        *(
            (1, build.ethernet(one))
            for one in (build.snap(packet), build.llc(packet), build.llc(b"data", dsap=0xF0, control=0))
        ),
        *((9, build.ppp(packet, address=address, short=short)) for address in (0xFF, None) for short in (False, True)),
        (9, build.chdlc(packet)),
        *((104, one) for one in (build.chdlc(packet), build.chdlc(build.mpls(packet)), *slarp)),
        (107, build.frame_relay(packet)),
        (107, b"\x18\x41\x08\x00" + packet),
        (107, b"\x18\x41\x03\x80\0\0\0\x08\x00" + packet),
        (108, build.null(packet, byteorder=">")),
        *((1, build.ethernet(build.ipv4(one))) for one in over_ip),
    ]


def _sweeps(dice: Random) -> dict[str, list[tuple[int, bytes]]]:
    """Packets in which one number takes every value there is, and the rest any."""

    def over_ip(number: int, payload: bytes, *, v6: bool = False) -> tuple[int, bytes]:
        ip = build.ipv6(payload, nxt=number) if v6 else build.ipv4(payload, proto=number)
        return 1, build.ethernet(ip)

    def some(n_bytes: int = 40) -> bytes:
        return dice.randbytes(n_bytes)

    def words(*values: int) -> bytes:
        return struct.pack(f">{len(values)}H", *values)

    def over_udp(port: int, payload: bytes) -> tuple[int, bytes]:
        return 1, build.ethernet(build.ipv4(build.udp(payload, dstport=port)))

    bytes_ = range(256)
    packet = build.ipv4(build.icmp_echo(bytes(40)))
    return {
        # What is known only as far as its beginning.
        "ip-proto": [
            *(over_ip(number, some(), v6=v6) for number in (53, 136) for v6 in (False, True) for _ in range(9)),
            # A later fragment, a source route, and multihoming: UDP follows.
            over_ip(44, b"\x11\0\0\x08" + some()),
            over_ip(48, b"\x11\0\0\0" + some()),
            over_ip(140, b"\x11\0\x80" + some(), v6=True),
        ],
        # AMT's data, and SNA over UDP.
        "udp-port": [
            over_udp(port, first + packet)
            for port, first in ((2268, b"\6\0"), (12000, some(2)), (3343, build.ethernet()))
        ],
        "ethertype": [
            (1, build.ethernet(first + packet, type=number))
            for number, first in (
                *((0x8870, some(3)), (0xFFF2, b""), (0x0641, b""), (0x80D5, some(3)), (0x8926, words(0, 0, 60))),
                *((0x8903, build.ethernet()), (0xE555, bytes(4) + build.ethernet())),
            )
        ],
        "ah-length": [over_ip(51, bytes([4, n]) + build.ah(packet)[2:]) for n in range(30)],
        "esp-first": [over_udp(4500, bytes([first]) + some()) for first in bytes_],
        "mpls-first": [
            (1, build.ethernet(build.mpls(bytes([first]) + rest)))
            for first in bytes_
            for rest in (build.ethernet(packet), b"\0\0\x21" + packet)
        ],
        "gtp-first": [over_udp(2152, build.gtp(bytes([first]) + packet[1:])) for first in bytes_],
        "gtp-flags": [over_udp(2152, bytes([flags]) + build.gtp(bytes(4) + packet)[1:]) for flags in range(0x30, 0x40)],
        "frame-relay-nlpid": [
            # Behind Wellfleet's compression tshark finds frame relay again, or not: a lottery.
            (107, bytes([0x18, 0x41, 3, *padding, number]) + some()[: 0 if number == WELLFLEET else None])
            for number in bytes_[1:]
            if number not in carriers.OSI
            for padding in (b"", b"\0")
        ],
        "ppp-number": [(9, struct.pack(">H", number) + packet) for number in (*range(0, 0x100, 7), 0x2F, 0x281, 0x283)],
        "llc-control": [(1, build.ethernet(b"\xf0\xf0" + bytes([control]) + some(8))) for control in bytes_],
        "snap-control": [(1, build.ethernet(build.snap(packet, control=control))) for control in range(3, 256, 4)],
        "pppoe-length": [
            (1, build.ethernet(build.pppoe(build.ppp(packet), payload_length=n))) for n in range(len(packet) + 9)
        ],
        "icmp-type": [over_ip(1, bytes([kind, 0]) + some()) for kind in bytes_],
        "icmp-code": [over_ip(1, bytes([kind, code]) + some()) for kind in (3, 5, 9, 11, 12) for code in range(20)],
        "icmpv6-type": [over_ip(58, bytes([kind, 0]) + some(60), v6=True) for kind in bytes_],
        "icmpv6-length": [
            over_ip(58, bytes([kind, 0]) + some(n), v6=True)
            for kind in (*range(128, 138), 143, 160, 161)
            for n in range(32)
        ],
        "icmp-length": [over_ip(1, bytes([kind, 0]) + some(n)) for kind in range(44) for n in range(24)],
        "sll-type": [
            (113, words(0, kind, length) + some(8) + words(number) + some(20))
            for kind in (1, 778)
            for length in range(10)
            for number in (0, 1, 1500, 1535, 1536, 1537, 0x0800)
        ],
        "ethernet-type": [(1, some(12) + words(number) + some(8)) for number in (*range(1490, 1550), *range(4))],
        "vlan-type": [(1, some(12) + words(0x8100, 1, number) + some(8)) for number in (*range(1490, 1550), *range(4))],
        "null-family": [
            (0, struct.pack(order + "I", family) + (build.ipv4() if family in (2, 0x200, 0x800) else build.ipv6()))
            for order in "<>"
            for family in (*range(40), *range(0x100, 0x700, 0x40), 1500, 1501, 0x0800, 0x86DD, 0x20000, 0x50000)
        ],
        "ip-length": [
            (1, build.ethernet(build.ipv4(some(8), proto=17, total_bytes=n, options=bytes(4 * options))))
            for options in (0, 1)
            for n in range(50)
        ],
        "ipv6-length": [(1, build.ethernet(build.ipv6(some(8), nxt=17, plen=n))) for n in range(20)],
        "udp-length": [
            (1, build.ethernet(ip(build.udp(some(8), length=n)))) for ip in (build.ipv4, build.ipv6) for n in range(20)
        ],
        "tcp-offset": [
            over_ip(6, build.tcp()[:12] + bytes([n << 4]) + some(51), v6=v6) for v6 in (False, True) for n in range(16)
        ],
        "arp-sizes": [
            (1, build.ethernet(words(hardware, protocol, sizes, 1) + some(32), type=0x0806))
            for hardware in (0, 1, 6, 7, 15)
            for protocol in (0x0800, 0x86DD)
            for sizes in (0x0604, 0x0004, 0x0600, 0x0804, 0x0610, 0x0804, 0x0E04, 0x0605)
        ],
    }
