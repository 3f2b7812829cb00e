"""A packet as a dpkt object."""

from __future__ import annotations

import subprocess
import sys
import time

import dpkt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcapflow.errors import PacketError
from pcapflow.packets import to_dpkt
from pcapflow.packets._dpkt._packets import MOST_BYTES
from pcapflow.testing import build

IP = build.ipv4(build.udp(b"data"))
IP6 = build.ipv6(build.udp(b"data"))


@pytest.mark.parametrize(
    ("linktype", "packet", "expected"),
    [
        (0, build.null(IP), dpkt.loopback.Loopback),
        (1, build.ethernet(IP), dpkt.ethernet.Ethernet),
        (101, IP, dpkt.ip.IP),
        (101, IP6, dpkt.ip6.IP6),
        (113, build.sll(IP), dpkt.sll.SLL),
        (228, IP, dpkt.ip.IP),
        (229, IP6, dpkt.ip6.IP6),
        (276, build.sll2(IP), dpkt.sll2.SLL2),
    ],
)
def test_every_link_type_has_its_class(linktype: int, packet: bytes, expected: type) -> None:
    made = to_dpkt(linktype, packet)
    ip = made if linktype in (101, 228, 229) else made.data

    assert expected is type(made)
    assert b"data" == ip.data.data


def test_each_call_makes_a_new_object() -> None:
    """Who changes it changes nobody else's."""
    packet = build.ethernet(IP)
    to_dpkt(1, packet).data.ttl = 1

    assert 64 == to_dpkt(1, packet).data.ttl


def test_a_vlan_tag_is_dpkts() -> None:
    assert 5 == to_dpkt(1, build.ethernet(build.vlan(IP, id=5))).vlan_tags[0].id


def test_what_dpkt_does_not_know_is_refused() -> None:
    with pytest.raises(PacketError, match="dpkt has no link type 127"):
        to_dpkt(127, b"")


def test_a_header_that_is_cut_is_refused() -> None:
    """In dpkt's own words, on one line."""
    with pytest.raises(PacketError, match=r"dpkt could not read the packet \(NeedData: got 3, 14 needed at least\)"):
        to_dpkt(1, b"abc")


def test_an_error_that_quotes_itself_without_end_is_refused() -> None:
    """dpkt walks quotes by recursion."""
    quote = b"\x45\0\0\0\0\0\0\0\x40\x01\0\0" + bytes(8) + b"\x03\x01\0\0\0\0\0\0"

    with pytest.raises(PacketError, match="RecursionError"):
        to_dpkt(1, bytes(12) + b"\x08\x00" + quote * 2_000)


def test_a_packet_that_would_take_long_is_refused() -> None:
    with pytest.raises(PacketError, match="65600 bytes at most, this one has 65601"):
        to_dpkt(1, bytes(MOST_BYTES + 1))


@pytest.mark.parametrize(
    ("protocol", "payload"), [(132, b"\0\1\0\1"), (132, b"\0\0\0\4"), (47, b"\x40\0\x08\0"), (41, b"\x60")]
)
def test_the_longest_packet_is_read_in_time(protocol: int, payload: bytes) -> None:
    """Of what repeats, some of dpkt's loops take the most."""
    head = bytes(12) + b"\x08\x00\x45\0\0\0\0\0\0\0\x40" + bytes([protocol]) + bytes(22)
    packet = (head + payload * MOST_BYTES)[:MOST_BYTES]
    began = time.process_time()
    to_dpkt(1, packet)

    assert time.process_time() - began < 2


@given(st.sampled_from((0, 1, 101, 113, 228, 229, 276)), st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(linktype: int, data: bytes) -> None:
    try:
        to_dpkt(linktype, data)
    except PacketError as error:
        assert "\n" not in str(error)  # noqa: PT017 - any other exception would fail the test


def test_importing_the_room_does_not_load_dpkt() -> None:
    program = "import sys, pcapflow.packets; print('dpkt' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert "False" == run.stdout.strip()
