"""TCP: every field and flag, options as part of the header."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pcapflow as pf
from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable

    Told = Callable[..., dict[str, str]]

HEADER = bytes.fromhex("0050 1234 01020304 05060708 5b55 1000 abcd 0009")


def test_each_field_has_its_value(told: Told) -> None:
    found = told(build.ethernet(build.ipv4(HEADER, proto=6)), 1, "tcp.")

    flags = {
        "res": "1",
        "ae": "1",
        "cwr": "0",
        "ece": "1",
        "urg": "0",
        "ack": "1",
        "push": "0",
        "reset": "1",
        "syn": "0",
        "fin": "1",
    }
    assert {
        "tcp.srcport": "80",
        "tcp.dstport": "4660",
        "tcp.seq_raw": "16909060",
        "tcp.ack_raw": "84281096",
        "tcp.hdr_len": "20",
        "tcp.flags": "0x0b55",
        **{f"tcp.flags.{name}": text for name, text in flags.items()},
        "tcp.window_size_value": "4096",
        "tcp.checksum": "0xabcd",
        "tcp.urgent_pointer": "9",
    } == {name: text for name, text in found.items() if name != "tcp.flags.ace"}


def test_options_are_part_of_the_header() -> None:
    table = pf.open(build.capture(build.ethernet(build.ipv4(build.tcp(options=bytes(12)))))).to_table()

    assert (14 + 20 + 32) == int(table.layer("tcp").body[0])


def test_a_header_of_less_than_twenty_bytes_is_impossible() -> None:
    short = HEADER[:12] + b"\x40" + HEADER[13:]

    assert "impossible length" == pf.open(build.capture(build.ethernet(build.ipv4(short, proto=6))))[0].problem
