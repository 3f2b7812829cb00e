"""IPv4: its fields, its lengths, and fragments."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pcapflow.layers import Problem
from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.layers.conftest import Decoded

HEADER = bytes.fromhex("46 bb 0018 1c46 a003 40 fd b1e6 ac100a63 ac100a0c 94040000")
PAYLOAD = bytes(8)


def test_every_column(decoded: Decoded, columns: Callable[..., dict[str, str]]) -> None:
    """A header with an option; flags and offset share a word."""
    assert {
        "ip.version": "4",
        "ip.hdr_len": "24",
        "ip.dsfield": "0xbb",
        "ip.dsfield.dscp": "46",
        "ip.dsfield.ecn": "3",
        "ip.len": "24",
        "ip.id": "0x1c46",
        "ip.flags": "0x05",
        "ip.flags.rb": "1",
        "ip.flags.df": "0",
        "ip.flags.mf": "1",
        "ip.frag_offset": "3",
        "ip.ttl": "64",
        "ip.proto": "253",
        "ip.checksum": "0xb1e6",
        "ip.src": "172.16.10.99",
        "ip.dst": "172.16.10.12",
    } == columns(decoded(HEADER, linktype=228), "ip.")


def test_options_are_part_of_the_header(decoded: Decoded) -> None:
    """What is carried begins behind them."""
    table = decoded(build.ethernet(build.ipv4(build.udp(), options=bytes(40))))

    assert [14 + 60] == table.layer("ip").body.tolist() == table.layer("udp").start.tolist()


def test_the_length_ends_what_it_carries(decoded: Decoded) -> None:
    """Ethernet pads to 60 bytes."""
    table = decoded(build.ethernet(build.ipv4(build.udp(b"abc"))) + bytes(15))

    assert [14 + 20 + 8 + 3] == table.layer("udp").stop.tolist()


def test_length_0_is_open(decoded: Decoded, problem: Callable[..., tuple[Problem, str]]) -> None:
    """Segmentation offload: the packet was recorded before the card filled the length in."""
    table = decoded(build.ethernet(build.ipv4(build.udp(b"abc"), total_bytes=0)))

    assert (Problem.NONE, "") == problem(table)
    assert [14 + 20 + 8 + 3] == table.layer("ip").stop.tolist()
    assert ["0"] == table.texts("ip.len")


@pytest.mark.parametrize("words", [0, 1, 4])
def test_a_header_of_less_than_20_bytes_is_impossible(
    decoded: Decoded, problem: Callable[..., tuple[Problem, str]], words: int
) -> None:
    """Nothing behind it is read."""
    packet = bytearray(build.ethernet(build.ipv4(build.udp())))
    packet[14] = 0x40 | words
    table = decoded(bytes(packet))

    assert (Problem.IMPOSSIBLE_LENGTH, "ip") == problem(table)
    assert 0 == len(table.layer("udp"))


def test_a_length_below_the_headers_is_impossible(
    decoded: Decoded, problem: Callable[..., tuple[Problem, str]]
) -> None:
    """The fields are there, what they carry is not read."""
    table = decoded(build.ethernet(build.ipv4(build.udp(), total_bytes=19)))

    assert (Problem.IMPOSSIBLE_LENGTH, "ip") == problem(table)
    assert ["64"] == table.texts("ip.ttl")
    assert 0 == len(table.layer("udp"))


def test_a_length_beyond_the_packet_is_impossible(
    decoded: Decoded, problem: Callable[..., tuple[Problem, str]]
) -> None:
    """It is said, and what is there is read."""
    table = decoded(build.ethernet(build.ipv4(build.udp(b"abc"), total_bytes=1000)))

    assert (Problem.IMPOSSIBLE_LENGTH, "ip") == problem(table)
    assert [14 + 20 + 8 + 3] == table.layer("udp").stop.tolist()


def test_a_later_fragment_carries_no_header(decoded: Decoded, problem: Callable[..., tuple[Problem, str]]) -> None:
    """Its bytes are the middle of something."""
    table = decoded(build.ethernet(build.ipv4(PAYLOAD, proto=17, frag_offset=8)))

    assert (Problem.NOT_FIRST_FRAGMENT, "ip") == problem(table)
    assert 0 == len(table.layer("udp"))


def test_a_first_fragment_may_claim_more_than_there_is(
    decoded: Decoded, problem: Callable[..., tuple[Problem, str]]
) -> None:
    """UDP's length is that of the whole datagram."""
    table = decoded(build.ethernet(build.ipv4(build.udp(PAYLOAD, length=4000), flags=1)))

    assert (Problem.NONE, "") == problem(table)
    assert ["4000"] == table.texts("udp.length")


def test_another_version_is_not_followed(decoded: Decoded, problem: Callable[..., tuple[Problem, str]]) -> None:
    """EtherType 0x0800 with version 5."""
    packet = bytearray(build.ethernet(build.ipv4(build.udp())))
    packet[14] = 0x55

    assert (Problem.UNKNOWN_NEXT, "ip") == problem(decoded(bytes(packet)))


def test_ip_in_ip_has_two_rows(decoded: Decoded) -> None:
    """Both TTLs, the outer one first."""
    table = decoded(build.ethernet(build.ipv4(build.ipv4(build.udp(), ttl=2), ttl=1)))

    assert ["1,2"] == table.texts("ip.ttl")
