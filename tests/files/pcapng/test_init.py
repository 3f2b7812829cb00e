"""pcapng: sections, blocks, and what may be wrong with them."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import pytest

from pcapflow.errors import FormatError
from pcapflow.files import open_capture
from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.files.conftest import Read

SECTION = "0a0d0d0a 1c000000 4d3c2b1a 0100 0000 ffffffffffffffff 1c000000"
INTERFACE = "01000000 14000000 0100 0000 00000000 14000000"
ENHANCED = "06000000 24000000 00000000 00000000 05000000 03000000 09000000 61626300 24000000"
BIG_SECTION = "0a0d0d0a 0000001c 1a2b3c4d 0001 0000 ffffffffffffffff 0000001c"
BIG_INTERFACE = "00000001 00000014 0001 0000 00000000 00000014"
BIG_ENHANCED = "00000006 00000024 00000000 00000000 00000005 00000003 00000009 61626300 00000024"
HEAD = bytes.fromhex(SECTION + INTERFACE)
PACKET = bytes.fromhex(ENHANCED)


@pytest.mark.parametrize(
    ("literal", "byte_order"),
    [(SECTION + INTERFACE + ENHANCED, "little"), (BIG_SECTION + BIG_INTERFACE + BIG_ENHANCED, "big")],
)
def test_both_byte_orders(read: Callable[..., Read], literal: str, byte_order: str) -> None:
    """Three bytes of nine, at five microseconds."""
    data = bytes.fromhex(literal)
    capture = read(data)

    assert [(b"abc", 5_000, 9, 0)] == capture.packets
    assert capture.damage is None
    with open_capture(data) as reader:
        assert ("pcapng", "Wireshark/... - pcapng", byte_order, None) == (
            reader.format,
            reader.description,
            reader.byte_order,
            reader.snaplen,
        )


def test_sections_of_different_byte_order(read: Callable[..., Read]) -> None:
    """Each counts its interfaces from 0; the file counts through."""
    data = build.pcapng(
        build.Interface(1),
        build.Packet(b"a", 1),
        build.Section(">"),
        build.Interface(101),
        build.Interface(113, tsresol=6),
        build.Packet(b"b", 2_000, interface=1),
        build.Packet(b"c", 3),
        build.Section("<"),
        build.Interface(228),
        build.Packet(b"d", 4),
    )

    capture = read(data)

    assert [(b"a", 1, 0), (b"b", 2_000, 2), (b"c", 3, 1), (b"d", 4, 3)] == [
        (packet.data, packet.time_ns, packet.interface) for packet in capture.packets
    ]
    assert [1, 101, 113, 228] == [interface.linktype for interface in capture.interfaces]


def test_interfaces_have_resolutions_of_their_own(read: Callable[..., Read]) -> None:
    """1.5 s by a clock of microseconds, one of nanoseconds, one of binary fractions, one with an offset."""
    at_ns = 1_500_000_000
    data = build.pcapng(
        *(build.Interface(tsresol=tsresol) for tsresol in (6, 9, 0x80 | 10)),
        build.Interface(tsresol=3, tsoffset=-7),
        *(build.Packet(b"x", at_ns, interface=interface) for interface in (0, 1, 2, 3, 1, 0)),
    )

    assert [at_ns] * 6 == [packet.time_ns for packet in read(data).packets]


def test_other_blocks_are_skipped_by_their_length(read: Callable[..., Read]) -> None:
    """Names, statistics, unknown ones, of any size."""
    data = build.pcapng(
        build.Block(0x0BAD, bytes(1_000_000)),
        b"a",
        build.Block(4),
        build.Block(5, bytes(40)),
        b"b",
        build.Block(0x0BAD),
    )

    capture = read(data)

    assert [b"a", b"b"] == [packet.data for packet in capture.packets]
    assert capture.damage is None


def test_a_section_without_packets_is_whole(read: Callable[..., Read]) -> None:
    """Neither an interface nor a packet is needed."""
    capture = read(bytes.fromhex(SECTION))

    assert ([], None, ()) == capture[:3]


@pytest.mark.parametrize(
    ("head", "offset", "words"),
    [
        (HEAD[:4], 4, "28 bytes needed, 4 there"),
        (HEAD[:27], 27, "28 bytes needed, 27 there"),
        (HEAD[:8] + b"what" + HEAD[12:], 8, "unknown byte-order magic 77686174"),
        (HEAD[:12] + b"\1\0\1\0" + HEAD[16:], 12, "version 1.1"),
        (HEAD[:12] + b"\2\0\0\0" + HEAD[16:], 12, "version 2.0"),
    ],
)
def test_a_head_that_is_none_is_refused(head: bytes, offset: int, words: str) -> None:
    """At which byte, and why."""
    with pytest.raises(FormatError, match=words) as refused:
        open_capture(head)

    assert offset == refused.value.offset
    assert "draft-ietf-opsawg-pcapng section 4.1" == refused.value.spec


def test_version_1_2_is_1_0(read: Callable[..., Read]) -> None:
    """Some writers say so."""
    assert 1 == len(read(HEAD[:14] + b"\2\0" + HEAD[16:] + PACKET).packets)


def block(kind: int, size: int, body: bytes = b"", trailer: int | None = None) -> bytes:
    return struct.pack("<II", kind, size) + body + struct.pack("<I", size if trailer is None else trailer)


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (block(0x0BAD, 0), "block claims 0 bytes, less than the 12"),
        (block(0x0BAD, 11), "block claims 11 bytes, less than the 12"),
        (block(0x0BAD, 14, b"ab"), "block claims 14 bytes, no multiple of 4"),
        (block(0x0BAD, 0x7FFFFFF0), "more than 16777216"),
        (block(0x0BAD, 16, b"abcd", trailer=20), "16 bytes at its beginning, 20 at its end"),
        (block(1, 16, b"abcd"), "block claims 16 bytes, less than the 20"),
        (block(1, 24, bytes(8) + b"\2\0\x64\0"), "option 2 claims 100 bytes, 0 are left"),
        (block(0x0A0D0D0A, 28, b"\x4e\x3c\x2b\x1a" + bytes(12)), "unknown byte-order magic"),
        (block(0x0A0D0D0A, 28, b"\x4d\x3c\x2b\x1a\2\0\0\0" + bytes(8)), "version 2.0"),
        (block(0x0A0D0D0A, 16, b"\x4d\x3c\x2b\x1a"), "block claims 16 bytes, less than the 28"),
        (block(6, 28, bytes(16)), "4 bytes too short"),
        (block(6, 32, b"\1\0\0\0" + bytes(16)), "packet of interface 1, of which the section describes 1"),
        (block(6, 32, bytes(12) + b"\1\0\0\0" + bytes(4)), "packet claims 1 bytes, its block has 0"),
        (block(6, 32 + 262_148, bytes(12) + b"\4\0\4\0" + bytes(4 + 262_148)), "more than its link type can have"),
        (block(3, 12), "4 bytes too short"),
    ],
)
def test_a_block_that_cannot_be_is_damage(read: Callable[..., Read], broken: bytes, words: str) -> None:
    """The packets before it stand, those behind it are not reached; where it begins is said."""
    capture = read(HEAD + PACKET + broken + PACKET)

    assert [b"abc"] == [packet.data for packet in capture.packets]
    assert capture.damage is not None
    assert len(HEAD + PACKET) == capture.damage.offset
    assert words in capture.damage.problem


@pytest.mark.parametrize(
    ("packet", "words"), [(PACKET, "interface 0"), (block(3, 16, bytes(4)), "interface 0")], ids=["enhanced", "simple"]
)
def test_a_packet_needs_an_interface_of_its_own_section(read: Callable[..., Read], packet: bytes, words: str) -> None:
    """Interfaces of the section before do not count."""
    capture = read(HEAD + PACKET + bytes.fromhex(SECTION) + packet)

    assert 1 == len(capture.packets)
    assert capture.damage is not None
    assert words in capture.damage.problem


def test_interfaces_behind_the_break_are_not_known(read: Callable[..., Read]) -> None:
    """As if the file ended there: nothing depends on how much was read at once."""
    broken = block(6, 32, b"\7\0\0\0" + bytes(16))
    data = HEAD + PACKET + broken + bytes.fromhex(INTERFACE) + PACKET

    assert 1 == len(read(data).interfaces)
