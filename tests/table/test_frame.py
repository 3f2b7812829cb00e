"""Columns of the packet itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pcapflow.table import FRAME_COLUMNS
from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from pcapflow.table import PacketTable

    TableOf = Callable[[bytes], PacketTable]

FIRST_NS = 1_477_674_114_088_087_000


def test_every_column(table_of: TableOf) -> None:
    """The second of two packets, cut by the capture, at the second interface of its section."""
    second = build.Packet(build.ping().data[:60], FIRST_NS - 35_000, 98, interface=1)
    table = table_of(build.pcapng(build.Interface(), build.Interface(), build.Packet(b"", FIRST_NS), second))

    assert {
        "frame.number": "2",
        "frame.time_epoch": "1477674114.088052000",
        "frame.time_relative": "-0.000035000",
        "frame.time_delta": "-0.000035000",
        "frame.len": "98",
        "frame.cap_len": "60",
        "frame.protocols": "eth:ethertype:ip:icmp",
        "frame.interface_id": "1",
    } == {name: table.texts(name)[1] for name in FRAME_COLUMNS}


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


def test_an_unknown_link_type_has_no_protocols(table_of: TableOf) -> None:
    """Nothing was found."""
    assert [""] == table_of(build.capture(b"data", linktype=147)).texts("frame.protocols")
