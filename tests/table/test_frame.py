"""Columns of the packet itself."""

from __future__ import annotations

import subprocess
import time
from random import Random
from typing import TYPE_CHECKING

import pytest

from pcapflow.table import FRAME_COLUMNS
from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pcapflow.table import PacketTable

    TableOf = Callable[[bytes], PacketTable]

FIRST_NS = 1_477_674_114_088_087_000


def test_every_column(table_of: TableOf) -> None:
    """The second of two packets, cut by the capture, at the second interface of its section."""
    second = build.Packet(
        build.ping().data[:60],
        FIRST_NS - 35_000,
        98,
        interface=1,
        comments=("one", "two\tlines\n"),
        flags=0xFF00_0295,
        packet_id=1 << 63,
        drop_count=3,
        queue=2,
    )
    interface = build.Interface(name="eth0", description="")
    table = table_of(build.pcapng(build.Interface(), interface, build.Packet(b"", FIRST_NS), second))

    assert {
        "frame.number": "2",
        "frame.time_epoch": "1477674114.088052000",
        "frame.time_relative": "-0.000035000",
        "frame.time_delta": "-0.000035000",
        "frame.len": "98",
        "frame.cap_len": "60",
        "frame.protocols": "eth:ethertype:ip:icmp",
        "frame.interface_id": "1",
        "frame.interface_name": "eth0",
        "frame.interface_description": "",
        "frame.section_number": "1",
        "frame.interface_queue": "2",
        "frame.packet_flags": "0xff000295",
        "frame.packet_flags_direction": "0x00000001",
        "frame.packet_flags_reception_type": "5",
        "frame.packet_flags_fcs_length": "4",
        "frame.packet_flags_reserved": "1",
        "frame.packet_flags_crc_error": "1",
        "frame.packet_flags_packet_too_error": "1",
        "frame.packet_flags_packet_too_short_error": "1",
        "frame.packet_flags_wrong_inter_frame_gap_error": "1",
        "frame.packet_flags_unaligned_frame_error": "1",
        "frame.packet_flags_start_frame_delimiter_error": "1",
        "frame.packet_flags_preamble_error": "1",
        "frame.packet_flags_symbol_error": "1",
        "frame.comment": r"one,two\tlines\n",
        "frame.packet_id": str(1 << 63),
        "frame.drop_count": "3",
    } == {name: table.texts(name)[1] for name in FRAME_COLUMNS}


def test_columns_have_the_types_that_are_listed(table_of: TableOf) -> None:
    """Whether a packet has the field or none has; texts are objects, for each to take the room that it needs."""
    with_all = build.Packet(b"", comments=("x",), flags=1, packet_id=1, drop_count=1, queue=1)
    for packet in (with_all, build.Packet(b"")):
        table = table_of(build.pcapng(build.Interface(name="eth0"), packet))
        for name, about in FRAME_COLUMNS.items():
            if about.type != "text":
                assert about.type == table.column(name).values.dtype, name


def test_an_option_is_absent_where_the_file_does_not_give_it(table_of: TableOf) -> None:
    """Of several comments a column has the first, or the last; comparisons are of text."""
    packets = [build.Packet(b""), build.Packet(b"", comments=("a", "b")), build.Packet(b"", flags=2)]
    table = table_of(build.pcapng(build.Interface(name="eth0"), *packets))

    first, last = (table.column("frame.comment", occurrence) for occurrence in ("first", "last"))

    assert [None, "a", None] == list(first)
    assert [None, "b", None] == list(last)
    assert [False, True, False] == (first == "a").tolist()
    assert [False, True, False] == (first < "b").tolist()
    assert [None, None, 2] == list(table.column("frame.packet_flags_direction"))
    assert ["eth0"] * 3 == list(table.column("frame.interface_name"))


def test_a_classic_file_says_nothing_of_the_kind(table_of: TableOf) -> None:
    """Not of its interface, and not of its packets."""
    table = table_of(build.pcap(build.ping()))

    for name in ("frame.interface_name", "frame.section_number", "frame.comment", "frame.packet_flags"):
        assert [None] == list(table.column(name))


@pytest.mark.tshark
def test_tshark_says_the_same(tmp_path: Path, table_of: TableOf) -> None:
    """Every column but the name of an interface that has none, which is "unknown" to it."""
    capture = build.pcapng(
        build.Section(">"),
        build.Interface(name="eth0", description="a card"),
        build.Interface(name="eth1", tsresol=6),
        build.Packet(build.ping().data, FIRST_NS, comments=("one", "two, and\tthree"), flags=0xFF00_0295, queue=2),
        build.Packet(build.pong().data, FIRST_NS + 1000, interface=1, packet_id=1 << 63, drop_count=1 << 62),
        build.Obsolete(build.ping().data, FIRST_NS, drop_count=9),
        build.Simple(build.ping().data),
    )
    path = tmp_path / "built"
    path.write_bytes(capture)
    names = [name for name in FRAME_COLUMNS if name != "frame.protocols"]
    words = [word for name in names for word in ("-e", name)]

    read = subprocess.run(["tshark", "-nr", path, "-Tfields", *words], capture_output=True, text=True, check=True)

    told = [dict(zip(names, line.split("\t"), strict=True)) for line in read.stdout.splitlines()]
    table = table_of(capture)
    for name in names:
        assert [row[name] for row in told] == table.texts(name), name


def test_a_classic_file_has_no_interface_numbers(table_of: TableOf) -> None:
    """It has one interface, and does not count it."""
    assert [""] == table_of(build.pcap(build.ping())).texts("frame.interface_id")


def test_interfaces_are_counted_in_their_section(table_of: TableOf) -> None:
    """The second section begins again."""
    section = (build.Section(), build.Interface(), build.ping())

    assert ["0", "0"] == table_of(build.pcapng(*section, *section)).texts("frame.interface_id")


def test_paths_of_many_kinds_stay_apart(table_of: TableOf) -> None:
    """Each packet has the protocols of its own headers."""
    tagged = build.ethernet(build.vlan(build.ipv6(build.tcp())))
    packets: list[bytes | build.Packet] = [build.ethernet(build.arp()), build.ping(), tagged, b""]

    assert ["eth:ethertype:arp", "eth:ethertype:ip:icmp", "eth:ethertype:vlan:ethertype:ipv6:tcp", "eth"] == table_of(
        build.capture(*packets)
    ).texts("frame.protocols")


def test_packets_of_one_path_share_its_text(table_of: TableOf) -> None:
    """One long path costs the others no room."""
    texts = table_of(build.capture(build.ping(), build.pong(), build.ethernet(chain([0] * 50)))).column(
        "frame.protocols"
    )

    assert object == texts.values.dtype
    assert texts.values[0] is texts.values[1]
    assert "eth:ethertype:ipv6" + ":ipv6.hopopts" * 50 == texts[2]


def test_paths_that_all_differ_take_a_moment(table_of: TableOf) -> None:
    """Each of 800 packets has its own, of 58 headers: the time grows with their number, not with its square."""
    dice = Random(1)  # noqa: S311  # test data, no secret
    packets = [build.ethernet(chain(dice.choices((0, 60), k=58))) for _ in range(800)]
    table = table_of(build.capture(*packets))

    began = time.process_time()
    texts = table.texts("frame.protocols")

    assert 800 == len(set(texts))
    assert time.process_time() - began < 5


def chain(kinds: list[int]) -> bytes:
    """IPv6 with extension headers of eight bytes, hop-by-hop (0) and destination options (60)."""
    following = [*kinds[1:], 59]
    headers = b"".join(bytes([kind, 0, 1, 4, 0, 0, 0, 0]) for kind in following)
    return build.ipv6(headers, nxt=kinds[0])


def test_an_unknown_link_type_has_no_protocols(table_of: TableOf) -> None:
    """Nothing was found."""
    assert [""] == table_of(build.capture(b"data", linktype=147)).texts("frame.protocols")
