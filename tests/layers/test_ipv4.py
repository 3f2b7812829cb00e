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
        "ip.opt.type": "148",
        "ip.opt.type.copy": "1",
        "ip.opt.type.class": "0",
        "ip.opt.type.number": "20",
        "ip.opt.len": "4",
        "ip.opt.ra": "0",
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


OPTIONS = "ip.opt.", "ip.rec_rt", "ip.empty_rt", "ip.src_rt"


@pytest.mark.parametrize(
    ("option", "expected"),
    [
        ("94 04 0001", {"type": "148", "len": "4", "ra": "1"}),
        ("88 04 1234", {"type": "136", "len": "4", "sid": "4660"}),
        ("0b 04 05dc", {"type": "11", "len": "4", "mtu": "1500"}),
        ("95 0a 01020304 05060708 0000", {"type": "149,0", "len": "10", "addr": "1.2.3.4,5.6.7.8"}),
        (
            "52 0c 1234 0001 ffff 01020304",
            {"type": "82", "len": "12", "id_number": "4660", "ohc": "1", "rhc": "65535", "originator": "1.2.3.4"},
        ),
        (
            "07 0b 08 01020304 05060708 00",
            {"type": "7,0", "len": "11", "ptr": "8", "rec_rt": "1.2.3.4", "empty_rt": "5.6.7.8"},
        ),
        (
            "83 0f 08 01020304 05060708 090a0b0c 00",
            {"type": "131,0", "len": "15", "ptr": "8", "rec_rt": "1.2.3.4", "src_rt": "5.6.7.8"},
        ),
        ("83 07 08 01020304 00", {"type": "131,0", "len": "7", "ptr": "8", "rec_rt": "1.2.3.4"}),
        ("07 07 05 01020304 00", {"type": "7,0", "len": "7", "ptr": "5"}),
        (
            "44 0c 05 20 00000001 00000002",
            {"type": "68", "len": "12", "ptr": "5", "overflow": "2", "flag": "0x00", "time_stamp": "1,2"},
        ),
        (
            "44 10 0d 13 01020304 00000001 05060708",
            {
                "type": "68",
                "len": "16",
                "ptr": "13",
                "overflow": "1",
                "flag": "0x03",
                "time_stamp": "1",
                "time_stamp_addr": "1.2.3.4",
            },
        ),
    ],
)
def test_options_of_every_kind(
    decoded: Decoded, columns: Callable[..., dict[str, str]], option: str, expected: dict[str, str]
) -> None:
    """Routes as far as the pointer says, timestamps with addresses where the flag does."""
    table = decoded(build.ethernet(build.ipv4(build.udp(), options=bytes.fromhex(option))))
    found = {
        name.removeprefix("ip.").removeprefix("opt."): text
        for name, text in columns(table, "ip.").items()
        if name.startswith(OPTIONS) and not name.startswith("ip.opt.type.")
    }

    assert expected == found


def test_a_type_of_option_has_three_parts(decoded: Decoded, columns: Callable[..., dict[str, str]]) -> None:
    """Copied, of class 2, number 18."""
    packet = build.ethernet(build.ipv4(options=bytes([0xD2, 4, 0, 0])))

    assert {"ip.opt.type": "210", "ip.opt.type.copy": "1", "ip.opt.type.class": "2", "ip.opt.type.number": "18"} == (
        columns(decoded(packet), "ip.opt.type")
    )
