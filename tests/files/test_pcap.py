"""Classic pcap: literal bytes of every magic, and what may be wrong with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pcapflow.errors import FormatError
from pcapflow.files import open_capture
from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.files.conftest import Read

HEAD = "d4c3b2a1 0200 0400 00000000 00000000 00000400 01000000"
RECORD = "01000000 05000000 03000000 09000000 616263"
BIG_HEAD = "0002 0004 00000000 00000000 00040000 00000001"
BIG_RECORD = "00000001 00000005 00000003 00000009"
MORE_RECORD_HEADER = "02000000 0008 00 00"
PING = build.Packet(b"abc", 1_000_005_000, wire_bytes=9)

LITERALS = {
    "little, us": (HEAD + RECORD, 1_000_005_000),
    "big, us": ("a1b2c3d4" + BIG_HEAD + BIG_RECORD + "616263", 1_000_005_000),
    "little, ns": (HEAD.replace("d4c3b2a1", "4d3cb2a1") + RECORD, 1_000_000_005),
    "big, ns": ("a1b23c4d" + BIG_HEAD + BIG_RECORD + "616263", 1_000_000_005),
    "little, modified": (
        HEAD.replace("d4c3b2a1", "34cdb2a1") + RECORD.replace("616263", MORE_RECORD_HEADER + "616263"),
        1_000_005_000,
    ),
    "big, modified": (
        "a1b2cd34" + BIG_HEAD + BIG_RECORD + "00000002 0800 00 00" + "616263",
        1_000_005_000,
    ),
    "little, Ixia hardware": (HEAD.replace("d4c3b2a1", "ac01001c") + "13000000" + RECORD, 1_000_005_000),
    "big, Ixia hardware": ("1c0001ac" + BIG_HEAD + "00000013" + BIG_RECORD + "616263", 1_000_005_000),
    "little, Ixia software": (HEAD.replace("d4c3b2a1", "ab01001c") + "13000000" + RECORD, 1_000_005_000),
    "big, Ixia software": ("1c0001ab" + BIG_HEAD + "00000013" + BIG_RECORD + "616263", 1_000_005_000),
}


@pytest.mark.parametrize(("literal", "time_ns"), LITERALS.values(), ids=LITERALS)
def test_every_magic_of_both_byte_orders(read: Callable[..., Read], literal: str, time_ns: int) -> None:
    """Three bytes of nine, at one second and five ticks."""
    capture = read(bytes.fromhex(literal))

    assert [(b"abc", time_ns, 9, 0)] == capture.packets
    assert capture.damage is None


@pytest.mark.parametrize(
    ("magic", "description", "byte_order"),
    [
        (build.MICROSECONDS, "Wireshark/tcpdump/... - pcap", "<"),
        (build.NANOSECONDS, "Wireshark/tcpdump/... - nanosecond pcap", ">"),
        (build.MODIFIED, "Modified tcpdump - pcap", "<"),
    ],
)
def test_the_head_alone_tells_the_format(magic: int, description: str, byte_order: str) -> None:
    """Format, capinfos' words, byte order and snap length, before any packet is read."""
    with open_capture(build.pcap(magic=magic, byteorder=byte_order, snaplen=65535)) as reader:
        assert ("pcap", description) == (reader.format, reader.description)
        assert ({"<": "little", ">": "big"}[byte_order], 65535) == (reader.byte_order, reader.snaplen)


@pytest.mark.parametrize(("magic", "ticks_per_s"), [(build.MICROSECONDS, 10**6), (build.NANOSECONDS, 10**9)])
def test_the_interface_keeps_the_files_resolution(magic: int, ticks_per_s: int) -> None:
    """One interface, described by the file header."""
    with open_capture(build.pcap(magic=magic, linktype=113)) as reader:
        assert [(113, ticks_per_s)] == [(one.linktype, one.ticks_per_s) for one in reader.interfaces]


@pytest.mark.parametrize(
    ("word", "linktype", "fcs_bytes"),
    [(0x24000001, 1, 4), (0x14000069, 105, 2), (0x20000001, 1, 0), (12, 101, 0), (0x2400000E, 101, 4)],
)
def test_frame_check_sequences_are_in_the_link_type_word(word: int, linktype: int, fcs_bytes: int) -> None:
    """The top four bits count 16-bit words of it, where bit 26 says so."""
    with open_capture(build.pcap(linktype=word)) as reader:
        assert [(linktype, fcs_bytes)] == [(one.linktype, one.fcs_bytes) for one in reader.interfaces]


@pytest.mark.parametrize(
    ("version", "captured_and_wire"), [((2, 4), (3, 9)), ((2, 3), (3, 9)), ((543, 0), (3, 9)), ((2, 2), (3, 9))]
)
def test_old_versions_have_the_lengths_the_other_way_round(
    read: Callable[..., Read], version: tuple[int, int], captured_and_wire: tuple[int, int]
) -> None:
    """Before 2.3 the length on the wire stood first; a file of 2.3 has them either way."""
    data = build.pcap(PING, PING, magic=build.MICROSECONDS, version=version)
    if version < (2, 3) or version == (543, 0):
        swapped = bytes.fromhex("09000000 03000000")
        data = data.replace(bytes.fromhex("03000000 09000000"), swapped)

    capture = read(data)

    assert [captured_and_wire] * 2 == [(len(packet.data), packet.wire) for packet in capture.packets]
    assert capture.damage is None


def test_version_2_3_has_the_lengths_either_way(read: Callable[..., Read]) -> None:
    """The smaller one is what was captured."""
    data = build.pcap(PING, version=(2, 3)).replace(
        bytes.fromhex("03000000 09000000"), bytes.fromhex("09000000 03000000")
    )

    assert [(3, 9)] == [(len(packet.data), packet.wire) for packet in read(data).packets]


def test_more_may_be_captured_than_the_header_says(read: Callable[..., Read]) -> None:
    """Captured above the snap length, and above the length on the wire: as tshark reads it."""
    capture = read(build.pcap(build.Packet(bytes(100), wire_bytes=7), snaplen=10))

    assert [(100, 7)] == [(len(packet.data), packet.wire) for packet in capture.packets]
    assert capture.damage is None


def test_seconds_are_unsigned_and_fractions_may_be_too_large(read: Callable[..., Read]) -> None:
    """The last second of 2106, and 5,000,000 microseconds more."""
    literal = HEAD + "ffffffff 404b4c00 00000000 00000000"

    assert [4_294_967_295_000_000_000 + 5_000_000_000] == [one.time_ns for one in read(bytes.fromhex(literal)).packets]


@pytest.mark.parametrize(
    ("data", "offset", "words"),
    [
        (bytes.fromhex(HEAD)[:23], 23, "24 bytes needed, 23 there"),
        (bytes.fromhex("d4c3b2a1"), 4, "24 bytes needed, 4 there"),
        (bytes.fromhex("1c0001ac" + BIG_HEAD), 24, "28 bytes needed, 24 there"),
        (build.pcap(version=(1, 4)), 4, "version 1.4"),
        (build.pcap(linktype=0x00010001), 20, "0x00010001"),
    ],
    ids=["cut by one", "magic alone", "Ixia, cut", "version 1", "reserved bits"],
)
def test_a_head_that_is_none_is_refused(data: bytes, offset: int, words: str) -> None:
    """At which byte, and why."""
    with pytest.raises(FormatError, match=words) as refused:
        open_capture(data)

    assert offset == refused.value.offset
    assert "draft-ietf-opsawg-pcap section 4" == refused.value.spec


def test_a_record_that_claims_too_much_is_damage(read: Callable[..., Read]) -> None:
    """The packets before it stand; where it begins and what it claims are said."""
    data = build.pcap(b"abc", b"defg") + bytes.fromhex("00000000 00000000 01000400 01000400") + bytes(300_000)

    capture = read(data)

    assert [b"abc", b"defg"] == [packet.data for packet in capture.packets]
    assert "byte 63: record claims 262145 bytes, more than 262144 [draft-ietf-opsawg-pcap section 5]" == str(
        capture.damage
    )


def test_the_longest_packet_is_read(read: Callable[..., Read]) -> None:
    """262,144 bytes, and no byte more."""
    assert [262_144] == [len(packet.data) for packet in read(build.pcap(bytes(262_144))).packets]


def test_usb_packets_may_be_long(read: Callable[..., Read]) -> None:
    """What is damage in an Ethernet capture is a packet in one of USBPcap."""
    long = build.pcap(bytes(300_000), linktype=249)

    assert [300_000] == [len(packet.data) for packet in read(long).packets]
