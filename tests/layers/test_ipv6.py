"""IPv6: its fields and its length."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pcapflow.layers import Problem
from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.layers.conftest import Decoded

HEADER = bytes.fromhex("6ba12345 0000 3b 40 20010db8000000000000000000000001 fe800000000000000000000000000002")


def test_every_column(decoded: Decoded, columns: Callable[..., dict[str, str]]) -> None:
    """Version, class and label share a word; Wireshark has the version under both names."""
    assert {
        "ip.version": "6",
        "ipv6.version": "6",
        "ipv6.tclass": "0x000000ba",
        "ipv6.tclass.dscp": "46",
        "ipv6.tclass.ecn": "2",
        "ipv6.flow": "0x012345",
        "ipv6.plen": "0",
        "ipv6.nxt": "59",
        "ipv6.hlim": "64",
        "ipv6.src": "2001:db8::1",
        "ipv6.dst": "fe80::2",
    } == columns(decoded(HEADER, linktype=229), "ip")


def test_the_length_counts_from_behind_the_header(decoded: Decoded) -> None:
    """Ethernet's padding is left out."""
    table = decoded(build.ethernet(build.ipv6(build.udp(b"abc"))) + bytes(9))

    assert [14 + 40 + 8 + 3] == table.layer("udp").stop.tolist()


def test_length_0_is_open(decoded: Decoded, problem: Callable[..., tuple[Problem, str]]) -> None:
    """A jumbogram, or segmentation offload."""
    table = decoded(build.ethernet(build.ipv6(build.udp(b"abc"), plen=0)))

    assert (Problem.NONE, "") == problem(table)
    assert [14 + 40 + 8 + 3] == table.layer("ipv6").stop.tolist()


def test_no_next_header_is_the_end(decoded: Decoded, problem: Callable[..., tuple[Problem, str]]) -> None:
    """59: nothing follows, and that is known, whatever bytes are left (RFC 8200 section 4.7)."""
    assert (Problem.NONE, "") == problem(decoded(build.ethernet(build.ipv6(b"left over", nxt=59))))


def test_another_version_is_not_followed(decoded: Decoded, problem: Callable[..., tuple[Problem, str]]) -> None:
    """EtherType 0x86dd with version 4."""
    packet = bytearray(build.ethernet(build.ipv6(build.udp())))
    packet[14] = 0x40

    assert (Problem.UNKNOWN_NEXT, "ipv6") == problem(decoded(bytes(packet)))


def test_it_is_carried_by_ipv4(decoded: Decoded) -> None:
    """Protocol 41."""
    assert ["eth:ethertype:ip:ipv6:udp"] == decoded(build.ethernet(build.ipv4(build.ipv6(build.udp())))).texts(
        "frame.protocols"
    )
