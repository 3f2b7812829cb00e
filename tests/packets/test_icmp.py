"""What ICMP's line says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from pcapflow.results import PacketLine

QUOTED = build.ipv4(build.udp(b"data"))


def test_a_ping_names_its_partner(infos_of: Callable[..., list[str]]) -> None:
    assert [
        "Echo (ping) request  id=0x6f57, seq=1/256, ttl=64 (reply in 2)",
        "Echo (ping) reply    id=0x6f57, seq=1/256, ttl=64 (request in 1)",
        "Echo (ping) request  id=0x6f57, seq=2/512, ttl=63 (no response found!)",
    ] == infos_of(build.ping(ident=0x6F57), build.pong(ident=0x6F57), build.ping(ident=0x6F57, seq=2, ttl=63))


def test_nobody_answers_from_a_multicast_address(infos_of: Callable[..., list[str]]) -> None:
    assert ["Echo (ping) request  id=0x0001, seq=1/256, ttl=64 (multicast)"] == infos_of(build.ping(dst="224.0.0.1"))


@pytest.mark.parametrize(
    ("kind", "code", "expected"),
    [
        (3, 1, "Destination unreachable (Host unreachable)"),
        (3, 4, "Destination unreachable (Fragmentation needed)"),
        (3, 99, "Destination unreachable (Unknown code: 99)"),
        (4, 0, "Source quench (flow control)"),
        (5, 1, "Redirect             (Redirect for host)"),
        (11, 0, "Time-to-live exceeded (Time to live exceeded in transit)"),
        (12, 0, "Parameter problem    (Pointer indicates the error)"),
    ],
)
def test_an_error(infos_of: Callable[..., list[str]], kind: int, code: int, expected: str) -> None:
    assert [expected] == infos_of(build.ethernet(build.ipv4(build.icmp_error(QUOTED, type=kind, code=code))))


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (13, "Timestamp request    id=0x0000, seq=0/0, ttl=64"),
        (17, "Address mask request id=0x0000, seq=0/0, ttl=64"),
        (10, "Router solicitation "),
        (77, "Unknown ICMP (obsolete or malformed?)"),
    ],
)
def test_another_message(infos_of: Callable[..., list[str]], kind: int, expected: str) -> None:
    assert [expected] == infos_of(build.ethernet(build.ipv4(build.icmp(bytes(16), type=kind))))


def test_an_error_is_between_the_outer_addresses(lines_of: Callable[..., list[PacketLine]]) -> None:
    """The quoted packet's addresses are in the tree alone."""
    error = build.icmp_error(build.ipv4(build.udp(), src="10.0.0.1", dst="10.0.0.2"))
    (line,) = lines_of(build.ethernet(build.ipv4(error, src="192.0.2.1", dst="192.0.2.2")))

    assert ("192.0.2.1", "192.0.2.2", "ICMP") == (line.source, line.destination, line.protocol)


def test_a_quote_that_was_cut_by_the_capture_is_told(infos_of: Callable[..., list[str]]) -> None:
    packet = build.ethernet(build.ipv4(build.icmp_error(QUOTED)))

    told = "Destination unreachable (Host unreachable)[Packet size limited during capture]"
    assert [told] == infos_of(build.Packet(packet[:50], wire_bytes=len(packet)))


def test_a_message_of_one_byte_says_nothing(infos_of: Callable[..., list[str]]) -> None:
    assert ["[Malformed Packet]"] == infos_of(build.ethernet(build.ipv4(b"\x08", proto=1)))
