from __future__ import annotations

import contextlib
import itertools
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcapflow.errors import PcapflowError, RecordingError
from pcapflow.recording._stream import PcapStream

MACS = bytes(12)


def ipv4(icmp: bytes, *, fragment: int = 0) -> bytes:
    return struct.pack(">BBHHHBBH8x", 0x45, 0, 20 + len(icmp), 0, fragment, 64, 1, 0) + icmp


def ipv6(icmp: bytes) -> bytes:
    return struct.pack(">IHBB32x", 6 << 28, len(icmp), 58, 64) + icmp


def echo(kind: int, sequence: int) -> bytes:
    return struct.pack(">BBHHH", kind, 0, 0, 7, sequence) + bytes(48)


REQUEST = MACS + b"\x08\x00" + ipv4(echo(8, 1))
REPLY = MACS + b"\x08\x00" + ipv4(echo(0, 1))
ARP = MACS + b"\x08\x06" + bytes(28)


def capture(*packets: bytes, linktype: int = 1, order: str = "<") -> bytes:
    magic = struct.pack(order + "I", 0xA1B23C4D)
    head = magic + struct.pack(order + "HHiIII", 2, 4, 0, 0, 262144, linktype)
    return head + b"".join(struct.pack(order + "IIII", 1, 2, len(packet), len(packet)) + packet for packet in packets)


SAMPLE = capture(ARP, REQUEST, REPLY)


def test_packets_are_counted() -> None:
    """Each whole record is one packet."""
    stream = PcapStream()

    assert SAMPLE == stream.feed(SAMPLE)
    assert 3 == stream.n_packets
    assert 0 == stream.n_rest_bytes


def test_a_cut_record_is_held_back() -> None:
    """What is handed on ends with a whole record, so that a file never ends within a packet."""
    stream = PcapStream()

    assert capture(ARP, REQUEST) == stream.feed(SAMPLE[:-1])
    assert 2 == stream.n_packets
    assert 16 + len(REPLY) - 1 == stream.n_rest_bytes


@given(cuts=st.lists(st.integers(0, len(SAMPLE))))
def test_where_the_stream_is_cut_does_not_matter(cuts: list[int]) -> None:
    """However the pieces come, the same is handed on, and each piece ends with a whole record."""
    edges = [0, *sorted(cuts), len(SAMPLE)]
    stream, out = PcapStream(), b""
    whole = {0, 24, 24 + 16 + 42, 24 + 2 * 16 + 42 + len(REQUEST), len(SAMPLE)}

    for start, stop in itertools.pairwise(edges):
        out += stream.feed(SAMPLE[start:stop])
        assert len(out) in whole

    assert SAMPLE == out
    assert 3 == stream.n_packets


@given(cut=st.integers(0, len(SAMPLE)), noise=st.binary(max_size=100))
def test_garbage_is_accepted_or_refused_never_a_surprise(cut: int, noise: bytes) -> None:
    """Any bytes are taken or raise RecordingError."""
    with contextlib.suppress(PcapflowError):
        PcapStream().feed(SAMPLE[:cut] + noise)


@given(packet=st.binary(max_size=80), linktype=st.sampled_from([0, 1, 101, 113, 276]))
def test_no_packet_is_a_surprise(packet: bytes, linktype: int) -> None:
    """Whatever a packet holds, it is one packet."""
    stream = PcapStream()

    stream.feed(capture(packet, linktype=linktype))

    assert 1 == stream.n_packets


def test_another_file_is_refused() -> None:
    """Microseconds, too: tcpdump was told otherwise."""
    with pytest.raises(RecordingError, match="d4c3b2a1"):
        PcapStream().feed(bytes.fromhex("d4c3b2a1") + bytes(20))


def test_a_length_that_cannot_be_is_refused_with_its_place() -> None:
    """A damaged stream must not be waited for until 4 GiB have come."""
    stream = PcapStream()
    stream.feed(capture(ARP))

    with pytest.raises(RecordingError, match="at byte 82: a packet of 4294967295 bytes"):
        stream.feed(bytes(8) + b"\xff" * 8)


def test_big_endian_machines() -> None:
    """The header is in the byte order of the machine that the helper runs on."""
    stream = PcapStream()

    stream.feed(capture(REQUEST, order=">"))

    assert {1} == stream.requests


@pytest.mark.parametrize(
    ("linktype", "head"),
    [(1, MACS + b"\x08\x00"), (113, bytes(14) + b"\x08\x00"), (276, b"\x08\x00" + bytes(18))],
)
def test_sequence_numbers_are_noted_at_every_link_type_of_tcpdump(linktype: int, head: bytes) -> None:
    """Ethernet on a bridge, LINUX_SLL2 (or its elder) from any."""
    stream = PcapStream()

    stream.feed(capture(head + ipv4(echo(8, 65535)), head + ipv4(echo(0, 258)), linktype=linktype))

    assert {65535} == stream.requests
    assert {258} == stream.replies


def test_ipv6_echo() -> None:
    """Its numbers are other ones: 128 and 129."""
    stream, head = PcapStream(), MACS + b"\x86\xdd"

    stream.feed(capture(head + ipv6(echo(128, 3)), head + ipv6(echo(129, 4)), head + ipv6(echo(8, 5))))

    assert {3} == stream.requests
    assert {4} == stream.replies


def test_a_later_fragment_is_no_echo() -> None:
    """Its first bytes are data that may look like a header."""
    stream = PcapStream()

    stream.feed(capture(MACS + b"\x08\x00" + ipv4(echo(8, 9), fragment=185)))

    assert set() == stream.requests
