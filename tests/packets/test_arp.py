"""What ARP's line says."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import pytest

from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from pcapflow.results import PacketLine, TreeNode

NOBODY = "00:00:00:00:00:00"
SOMEBODY = "02:00:00:00:00:09"


def arp_of(hardware: int, protocol: int, sizes: tuple[int, int], opcode: int, body: bytes) -> bytes:
    return build.ethernet(struct.pack(">HHBBH", hardware, protocol, *sizes, opcode) + body, type=0x0806)


def test_a_request_and_a_reply(lines_of: Callable[..., list[PacketLine]]) -> None:
    request, reply = lines_of(
        build.ethernet(build.arp(src="172.17.0.2", dst="172.17.0.3")),
        build.ethernet(build.arp(opcode=2, src="172.17.0.3", dst="172.17.0.2", src_mac=SOMEBODY)),
    )

    assert ("ARP", "Who has 172.17.0.3? Tell 172.17.0.2") == (request.protocol, request.info)
    assert ("02:42:ac:11:00:02", "02:42:ac:11:00:03") == (request.source, request.destination)
    assert "172.17.0.3 is at 02:00:00:00:00:09" == reply.info


@pytest.mark.parametrize(
    ("opcode", "source", "target_mac", "expected"),
    [
        (1, "10.0.0.2", NOBODY, "ARP Announcement for 10.0.0.2"),
        (1, "10.0.0.2", SOMEBODY, "Gratuitous ARP for 10.0.0.2 (Request)"),
        (2, "10.0.0.2", NOBODY, "Gratuitous ARP for 10.0.0.2 (Reply)"),
        (1, "0.0.0.0", NOBODY, "Who has 10.0.0.2? (ARP Probe)"),  # noqa: S104 - an address in a packet
        (1, "0.0.0.0", SOMEBODY, "Who has 10.0.0.2? Tell 0.0.0.0"),  # noqa: S104 - as above
        (8, "10.0.0.1", SOMEBODY, "Who is 02:00:00:00:00:09? Tell 02:42:ac:11:00:02"),
        (9, "10.0.0.1", SOMEBODY, "02:42:ac:11:00:02 is at 10.0.0.1"),
        (10, "10.0.0.1", SOMEBODY, "ARP NAK"),
        (25, "10.0.0.1", SOMEBODY, "Experimental 2 ( opcode 25 )"),
        (26, "10.0.0.1", SOMEBODY, "Unknown ARP opcode 0x001a"),
        (65535, "10.0.0.1", SOMEBODY, "Reserved opcode 65535"),
    ],
)
def test_what_a_host_says(
    infos_of: Callable[..., list[str]], opcode: int, source: str, target_mac: str, expected: str
) -> None:
    packet = build.ethernet(build.arp(opcode=opcode, src=source, dst="10.0.0.2", dst_mac=target_mac))

    assert [expected] == infos_of(packet)


def test_reverse_arp_is_a_protocol_of_its_own(lines_of: Callable[..., list[PacketLine]]) -> None:
    (line,) = lines_of(build.ethernet(build.arp(opcode=4, dst="10.0.0.2", dst_mac=SOMEBODY)))

    assert ("RARP", "02:00:00:00:00:09 is at 10.0.0.2") == (line.protocol, line.info)


@pytest.mark.parametrize(
    ("hardware", "protocol", "sizes", "expected"),
    [
        (7, 0x0800, (2, 4), "3.4.5.6 is at 0102"),
        (1, 0x0800, (5, 4), "6.7.8.9 is at 0102030405"),
        (1, 0x0800, (0, 4), "1.2.3.4 is at <No address>"),
        (1, 0x1234, (6, 4), "0708090a is at 01:02:03:04:05:06"),
        (1, 0x0800, (6, 0), "<No address> is at 01:02:03:04:05:06"),
    ],
)
def test_addresses_of_other_kinds_are_shown_as_bytes(
    infos_of: Callable[..., list[str]], hardware: int, protocol: int, sizes: tuple[int, int], expected: str
) -> None:
    assert [expected] == infos_of(arp_of(hardware, protocol, sizes, 2, bytes(range(1, 41))))


def test_a_packet_that_ends_before_its_addresses_do(infos_of: Callable[..., list[str]]) -> None:
    """By its own length it is malformed; by the capture's it was cut."""
    whole = build.ethernet(build.arp())
    odd = arp_of(1, 0x86DD, (6, 16), 1, bytes(20))

    assert ["[Malformed Packet]"] == infos_of(whole[:30])
    assert ["[Packet size limited during capture]"] == infos_of(build.Packet(whole[:30], wire_bytes=42))
    assert ["[Malformed Packet]"] == infos_of(odd)
    assert ["[Packet size limited during capture]"] == infos_of(build.Packet(odd, wire_bytes=100))


def test_a_duplicate_address_is_told(infos_of: Callable[..., list[str]]) -> None:
    first, second = (
        build.ethernet(build.arp(src="10.0.0.1", dst="10.0.0.2", src_mac=mac))
        for mac in ("02:00:00:00:00:01", SOMEBODY)
    )

    assert "Who has 10.0.0.2? Tell 10.0.0.1 (duplicate use of 10.0.0.1 detected!)" == infos_of(first, second)[1]


def test_the_title_tells_the_operation(tree_of_packet: Callable[..., tuple[TreeNode, ...]]) -> None:
    assert "Address Resolution Protocol, reply" == tree_of_packet(build.ethernet(build.arp(opcode=2)))[2].text
