"""What ICMPv6's line says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable

MAC = "02:00:00:00:00:01"


def over_ipv6(message: bytes) -> bytes:
    return build.ethernet(build.ipv6(message))


def test_a_ping_names_its_partner(infos_of: Callable[..., list[str]]) -> None:
    ping, pong = build.ping(src="fd00::2", dst="fd00::3", ttl=63), build.pong(src="fd00::3", dst="fd00::2")

    assert [
        "Echo (ping) request id=0x0001, seq=1, hop limit=63 (reply in 2)",
        "Echo (ping) reply id=0x0001, seq=1, hop limit=64 (request in 1)",
        "Echo (ping) request id=0x0001, seq=1, hop limit=64 (multicast)",
    ] == infos_of(ping, pong, build.ping(src="fd00::2", dst="ff02::1"))


@pytest.mark.parametrize(
    ("kind", "code", "expected"),
    [
        (1, 3, "Destination Unreachable (Address unreachable)"),
        (1, 99, "Destination Unreachable (Unknown)"),
        (2, 0, "Packet Too Big"),
        (3, 0, "Time Exceeded (hop limit exceeded in transit)"),
        (3, 9, "Time Exceeded (Unknown (9))"),
        (4, 1, "Parameter Problem (unrecognized Next Header type encountered)"),
    ],
)
def test_an_error(infos_of: Callable[..., list[str]], kind: int, code: int, expected: str) -> None:
    assert [expected] == infos_of(over_ipv6(build.icmpv6_error(build.ipv6(build.udp()), type=kind, code=code)))


def test_neighbour_discovery(infos_of: Callable[..., list[str]]) -> None:
    assert [
        "Neighbor Solicitation for fe80::5",
        "Neighbor Solicitation for fe80::5 from 02:00:00:00:00:01",
        "Neighbor Advertisement fe80::5 (sol, ovr) is at 02:00:00:00:00:01",
        "Neighbor Advertisement fe80::5 (rtr)",
        "Neighbor Advertisement fe80::5 (none)",
        "Router Solicitation from 02:00:00:00:00:01",
        "Router Advertisement is at 02:00:00:00:00:01",
    ] == infos_of(
        over_ipv6(build.icmpv6_ns("fe80::5")),
        over_ipv6(build.icmpv6_ns("fe80::5", src_mac=MAC)),
        over_ipv6(build.icmpv6_na("fe80::5", dst_mac=MAC)),
        over_ipv6(build.icmpv6_na("fe80::5", flags=0b100)),
        over_ipv6(build.icmpv6_na("fe80::5", flags=0)),
        over_ipv6(build.icmpv6(bytes(4) + b"\x01\x01\x02\0\0\0\0\x01", type=133)),
        over_ipv6(build.icmpv6(bytes(12) + b"\x02\x01\x02\0\0\0\0\x01", type=134)),
    )


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (b"\x05\x01" + bytes(6) + b"\x01\x01\x02\0\0\0\0\x01", " from 02:00:00:00:00:01"),
        (b"\x01\x02" + bytes(14), " from 00:00:00:00:00:00:00:00:00:00:00:00:00:00"),
        (b"\x01\x00\x02\0\0\0\0\x01", ""),
        (b"\x01\x02\x02\0\0\0\0\x01", ""),
        (b"\x01", ""),
    ],
)
def test_options_are_walked_as_far_as_they_go(
    infos_of: Callable[..., list[str]], options: bytes, expected: str
) -> None:
    """A length of 0 leads nowhere, and one beyond the end neither."""
    assert [f"Router Solicitation{expected}"] == infos_of(over_ipv6(build.icmpv6(bytes(4) + options, type=133)))


def test_a_type_without_a_name_has_its_number(infos_of: Callable[..., list[str]]) -> None:
    assert ["Unknown (77)"] == infos_of(over_ipv6(build.icmpv6(type=77)))


def test_a_message_of_one_byte_says_nothing(infos_of: Callable[..., list[str]]) -> None:
    assert ["[Malformed Packet]"] == infos_of(build.ethernet(build.ipv6(b"\x80", nxt=58)))
