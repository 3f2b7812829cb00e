"""TCP: its fields, flags and header length."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pcapflow.layers import Problem
from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.layers.conftest import Decoded

FLAGS = ("fin", "syn", "reset", "push", "ack", "urg", "ece", "cwr", "ae")


def test_every_column_but_the_flags(decoded: Decoded, columns: Callable[..., dict[str, str]]) -> None:
    """Sequence numbers are those of the packet, not counted from the connection's first."""
    header = bytes.fromhex("d431 01bb fedcba98 01234567 5e0a 1234 abcd 0102")

    assert {
        "tcp.srcport": "54321",
        "tcp.dstport": "443",
        "tcp.seq_raw": "4275878552",
        "tcp.ack_raw": "19088743",
        "tcp.hdr_len": "20",
        "tcp.flags": "0x0e0a",
        "tcp.flags.res": "1",
        "tcp.window_size_value": "4660",
        "tcp.checksum": "0xabcd",
        "tcp.urgent_pointer": "258",
    } == {
        name: text
        for name, text in columns(decoded(build.ethernet(build.ipv4(header, proto=6))), "tcp.").items()
        if name.removeprefix("tcp.flags.") not in FLAGS
    }


@pytest.mark.parametrize(("bit", "flag"), list(enumerate(FLAGS)))
def test_each_flag_is_one_bit(decoded: Decoded, columns: Callable[..., dict[str, str]], bit: int, flag: str) -> None:
    """From FIN, the lowest, to accurate ECN."""
    found = columns(decoded(build.ethernet(build.ipv4(build.tcp(flags=1 << bit)))), "tcp.flags.")

    assert [f"tcp.flags.{flag}"] == [name for name, text in found.items() if text == "1"]


def test_options_are_part_of_the_header(decoded: Decoded) -> None:
    """What it carries begins behind them."""
    table = decoded(build.ethernet(build.ipv4(build.tcp(b"data", options=bytes(40)))))

    assert [14 + 20 + 60] == table.layer("tcp").body.tolist()


def test_a_header_of_less_than_20_bytes_is_impossible(
    decoded: Decoded, problem: Callable[..., tuple[Problem, str]]
) -> None:
    """Data offset 4."""
    segment = bytearray(build.tcp())
    segment[12] = 0x40
    table = decoded(build.ethernet(build.ipv4(bytes(segment), proto=6)))

    assert (Problem.IMPOSSIBLE_LENGTH, "tcp") == problem(table)


def test_a_header_beyond_the_packet_is_cut(decoded: Decoded, problem: Callable[..., tuple[Problem, str]]) -> None:
    """Data offset 15 in a segment of 20 bytes."""
    segment = bytearray(build.tcp())
    segment[12] = 0xF0
    table = decoded(build.ethernet(build.ipv4(bytes(segment), proto=6)))

    assert (Problem.CUT_BY_LENGTH, "tcp") == problem(table)


def test_options_of_every_kind(decoded: Decoded, columns: Callable[..., dict[str, str]]) -> None:
    """Each value in the order of the options; blocks in the order of their list."""
    options = bytes.fromhex(
        "0204 05b4 0101 080a 00000001 00000002 0303 0f 0402 0512 0000000a 00000014 0000001e 00000028"
    )
    found = columns(decoded(build.ethernet(build.ipv4(build.tcp(options=options + b"\0")))), "tcp.option")

    assert {
        "tcp.option_kind": "2,1,1,8,3,4,5,0",
        "tcp.option_len": "4,10,3,2,18",
        "tcp.options.eol": "00",
        "tcp.options.nop": "01,01",
        "tcp.options.mss_val": "1460",
        "tcp.options.wscale.shift": "15",
        "tcp.options.wscale.multiplier": "16384",
        "tcp.options.sack_perm": "0402",
        "tcp.options.sack.count": "2",
        "tcp.options.sack_le": "10,30",
        "tcp.options.sack_re": "20,40",
        "tcp.options.timestamp.tsval": "1",
        "tcp.options.timestamp.tsecr": "2",
    } == found


def test_an_option_of_another_length_has_no_value(decoded: Decoded, columns: Callable[..., dict[str, str]]) -> None:
    """A segment size of one byte."""
    found = columns(decoded(build.ethernet(build.ipv4(build.tcp(options=b"\x02\x03\x05\0")))), "tcp.option")

    assert {"tcp.option_kind": "2,0", "tcp.option_len": "3", "tcp.options.eol": "00"} == found


def test_an_option_is_cut_as_far_as_it_was_captured(decoded: Decoded, columns: Callable[..., dict[str, str]]) -> None:
    """The echoed timestamp is gone."""
    packet = build.ethernet(build.ipv4(build.tcp(options=b"\x08\x0a\0\0\0\1\0\0\0\2\0\0")))
    found = columns(decoded(build.Packet(packet[:62], wire_bytes=len(packet))), "tcp.option")

    assert {"tcp.option_kind": "8", "tcp.option_len": "10", "tcp.options.timestamp.tsval": "1"} == found
