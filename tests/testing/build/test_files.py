"""Capture files that builders make: literal bytes, and dpkt and tshark as readers."""

from __future__ import annotations

import io
import subprocess
from typing import TYPE_CHECKING

import dpkt
import pytest

from pcapflow.testing import build

if TYPE_CHECKING:
    from pathlib import Path

AT_NS = 1_700_000_000_123_456_789
PACKET = build.Packet(b"abcde", AT_NS, wire_bytes=9)


def test_pcap_is_literally_this() -> None:
    """24 bytes of header, 16 of record, the packet (draft-ietf-opsawg-pcap)."""
    expected = "4d3cb2a1 0200 0400 00000000 00000000 00000400 01000000 00f15365 15cd5b07 05000000 09000000"

    assert bytes.fromhex(expected) + b"abcde" == build.pcap(PACKET)


def test_pcap_of_the_other_byte_order() -> None:
    """Microseconds, the most significant byte first."""
    expected = "a1b2c3d4 0002 0004 00000000 00000000 00040000 00000071 6553f100 0001e240 00000005 00000009"

    made = build.pcap(PACKET, magic=build.MICROSECONDS, byteorder=">", linktype=113)

    assert bytes.fromhex(expected) + b"abcde" == made


def test_modified_pcap_has_longer_records() -> None:
    """Eight bytes more in each record header: interface, protocol, packet type."""
    assert 24 + 24 + 5 == len(build.pcap(PACKET, magic=build.MODIFIED))


def test_pcapng_has_what_a_packet_needs() -> None:
    """A section and an interface stand in front of a packet that comes alone; every block ends with its length."""
    made = build.pcapng(PACKET)

    assert bytes.fromhex("0a0d0d0a 1c000000 4d3c2b1a 0100 0000 ffffffffffffffff 1c000000") == made[:28]
    assert bytes.fromhex("01000000 20000000 0100 0000 00000000 0900 0100 09000000 00000000 20000000") == made[28:60]
    assert bytes.fromhex("06000000 28000000 00000000 fe9c971715cd853d 05000000 09000000") == made[60:88]
    assert b"abcde\0\0\0" + bytes.fromhex("28000000") == made[88:]


def test_each_section_counts_its_own_interfaces() -> None:
    """dpkt reads the second section in its own byte order, by its own interface's resolution."""
    second = build.pcapng(build.Section(">"), build.Interface(tsresol=None), PACKET)
    both = build.pcapng(
        build.Section("<"),
        build.Interface(),
        build.Interface(linktype=113),
        PACKET,
        build.Section(">"),
        build.Interface(tsresol=None),
        PACKET,
    )

    assert both.endswith(second)
    assert [(1_700_000_000.123456, b"abcde")] == list(dpkt.pcapng.Reader(io.BytesIO(second)))


@pytest.mark.tshark
@pytest.mark.parametrize(
    ("capture", "at_ns"),
    [
        pytest.param(build.pcap(PACKET), AT_NS, id="nanoseconds"),
        pytest.param(build.pcap(PACKET, magic=build.MICROSECONDS), AT_NS // 1000 * 1000, id="microseconds"),
        pytest.param(build.pcap(PACKET, byteorder=">"), AT_NS, id="big endian"),
        pytest.param(build.pcap(PACKET, magic=build.MODIFIED), AT_NS // 1000 * 1000, id="modified"),
        pytest.param(build.pcapng(PACKET), AT_NS, id="pcapng"),
        pytest.param(build.pcapng(build.Section(">"), PACKET), AT_NS, id="big endian pcapng"),
        pytest.param(build.pcapng(build.Interface(tsresol=3), PACKET), AT_NS // 10**6 * 10**6, id="milliseconds"),
        # 2**-20 s is 953 ns: the timestamp is cut to whole units, and tshark's conversion cuts again.
        pytest.param(build.pcapng(build.Interface(tsresol=0x80 | 20), PACKET), 1_700_000_000_123_456_001, id="binary"),
        pytest.param(build.pcapng(build.Interface(tsoffset=1_000_000_000), PACKET), AT_NS, id="offset"),
        pytest.param(
            build.pcapng(build.Interface(options=[(2, b"eth0")]), build.Block(0x7777, b"x"), PACKET),
            AT_NS,
            id="options",
        ),
    ],
)
def test_tshark_reads_what_was_built(tmp_path: Path, capture: bytes, at_ns: int) -> None:
    """Time, captured length and wire length come back from every kind of file."""
    path = tmp_path / "built"
    path.write_bytes(capture)

    fields = ["-e", "frame.time_epoch", "-e", "frame.cap_len", "-e", "frame.len"]
    read = subprocess.run(
        ["tshark", "-r", path, "-n", "-T", "fields", *fields], capture_output=True, text=True, check=True
    )

    assert f"{at_ns // 10**9}.{at_ns % 10**9:09}\t5\t9" == read.stdout.strip()
