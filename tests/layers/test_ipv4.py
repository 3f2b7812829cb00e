"""IPv4: every field, options, fragments, lengths that claim too much or too little."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pcapflow as pf
from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable

    Told = Callable[..., dict[str, str]]

HEADER = bytes.fromhex("45 b9 0014 1234 4000 3f 11 abcd c0000201 c6336401")


def problem(data: bytes) -> str:
    return pf.open(build.capture(data, linktype=228))[0].problem


def test_each_field_has_its_value(told: Told) -> None:
    assert {
        "ip.version": "4",
        "ip.hdr_len": "20",
        "ip.dsfield": "0xb9",
        "ip.dsfield.dscp": "46",
        "ip.dsfield.ecn": "1",
        "ip.len": "20",
        "ip.id": "0x1234",
        "ip.flags": "0x02",
        "ip.flags.rb": "0",
        "ip.flags.df": "1",
        "ip.flags.mf": "0",
        "ip.frag_offset": "0",
        "ip.ttl": "63",
        "ip.proto": "17",
        "ip.checksum": "0xabcd",
        "ip.src": "192.0.2.1",
        "ip.dst": "198.51.100.1",
    } == told(HEADER, 228, "ip.")


def test_options_are_part_of_the_header() -> None:
    table = pf.open(build.capture(build.ethernet(build.ipv4(build.udp(), options=bytes(8))))).to_table()

    assert [14 + 28] == table.layer("udp").start.tolist()


def test_a_later_fragment_is_not_read_further() -> None:
    later = bytes.fromhex("45000020 0001 0001 40 11 0000 0a000001 0a000002") + bytes(12)

    assert "not the first fragment" == problem(later)


def test_a_length_below_the_header_is_impossible() -> None:
    assert "impossible length" == problem(HEADER[:2] + b"\x00\x13" + HEADER[4:])


def test_a_header_of_less_than_twenty_bytes_is_impossible() -> None:
    assert "impossible length" == problem(b"\x44" + HEADER[1:])


def test_a_length_beyond_the_wire_is_impossible() -> None:
    assert "impossible length" == problem(HEADER[:2] + b"\x00\xff" + HEADER[4:])


def test_length_zero_is_to_the_end() -> None:
    offloaded = bytes.fromhex("45000000 0001 0000 40 11 0000 0a000001 0a000002") + bytes.fromhex("0001000200080000")
    cap = pf.open(build.capture(offloaded, linktype=228))

    assert "" == cap[0].problem
    assert 0 == cap[0]["ip.len"]
    assert 2 == cap[0]["udp.dstport"]


def test_another_version_is_not_read_further() -> None:
    assert "next layer not known" == problem(b"\x55" + HEADER[1:])


def test_bytes_behind_the_length_are_nobodys() -> None:
    padded = build.ethernet(build.ipv4(build.udp(), total_bytes=28)) + bytes(18)

    assert [14 + 28] == pf.open(build.capture(padded)).to_table().layer("udp").stop.tolist()
