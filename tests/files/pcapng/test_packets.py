"""Packet blocks: enhanced, simple, obsolete."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.files.conftest import Read


@pytest.mark.parametrize("order", ["<", ">"])
def test_an_obsolete_packet_block_has_a_short_interface_and_a_drop_count(read: Callable[..., Read], order: str) -> None:
    """Interface 1, 65,535 dropped, a time of 64 bits (appendix A)."""
    ticks = 1_700_000_000_123_456_789
    body = struct.pack(f"{order}HHIIII", 1, 0xFFFF, ticks >> 32, ticks & 0xFFFFFFFF, 3, 9) + b"abc"
    data = build.pcapng(build.Section(order), build.Interface(), build.Interface(), build.Block(2, body))

    assert [(b"abc", ticks, 9, 1)] == read(data).packets


@pytest.mark.parametrize(
    ("snaplen", "wire_bytes", "captured"), [(0, 4, 4), (0, 3, 3), (2, 4, 2), (3, 100, 3), (4, 5, 4), (9, 4, 4)]
)
def test_a_simple_packet_has_no_time_and_is_as_long_as_the_snap_length_lets_it(
    read: Callable[..., Read], snaplen: int, wire_bytes: int, captured: int
) -> None:
    """The lesser of its length on the wire and the snap length (section 4.4)."""
    data = build.pcapng(build.Interface(snaplen=snaplen), build.Simple(b"abcd", wire_bytes))

    assert [(b"abcd"[:captured], None, wire_bytes, 0)] == read(data).packets


@pytest.mark.parametrize("snaplen", [0, 100, 9])
def test_a_simple_packet_that_claims_more_than_its_block_is_damage(read: Callable[..., Read], snaplen: int) -> None:
    """As for tshark: no snap length says that it was cut to what is there."""
    capture = read(build.pcapng(build.Interface(snaplen=snaplen), b"abc", build.Simple(b"abcd", 100), b"abc"))

    assert [b"abc"] == [packet.data for packet in capture.packets]
    assert f"packet claims {min(snaplen or 100, 100)} bytes, its block has 4" in str(capture.damage)


def test_the_snap_length_does_not_cut_enhanced_packets(read: Callable[..., Read]) -> None:
    """They say themselves how much was captured."""
    assert [b"abcd"] == [packet.data for packet in read(build.pcapng(build.Interface(snaplen=2), b"abcd")).packets]


def test_a_time_that_int64_does_not_hold_is_none(read: Callable[..., Read]) -> None:
    """2**64 - 1 seconds; the packet stays."""
    body = struct.pack("<IIIII", 0, 0xFFFFFFFF, 0xFFFFFFFF, 0, 0)
    data = build.pcapng(build.Interface(tsresol=0), build.Block(6, body))

    assert [(b"", None, 0, 0)] == read(data).packets


@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from(["enhanced", "simple"]), st.binary(max_size=9))))
def test_packets_of_many_interfaces_keep_their_order_and_times(
    read: Callable[..., Read], drawn: list[tuple[int, str, bytes]]
) -> None:
    """Four clocks, mixed with packets without a time, in any order."""
    resolutions = (6, 9, 0x80 | 20, 3)
    blocks = [
        build.Packet(data, number * 10**9, interface=interface) if kind == "enhanced" else build.Simple(data)
        for number, (interface, kind, data) in enumerate(drawn)
    ]
    expected = [
        (data, number * 10**9 if kind == "enhanced" else None, len(data), interface if kind == "enhanced" else 0)
        for number, (interface, kind, data) in enumerate(drawn)
    ]

    capture = read(build.pcapng(*(build.Interface(tsresol=tsresol) for tsresol in resolutions), *blocks))

    assert expected == capture.packets
