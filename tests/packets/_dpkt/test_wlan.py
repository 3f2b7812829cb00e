"""What dpkt reads of wireless frames."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    Lines = Callable[[bytes, str, int], list[str]]

MAC = bytes.fromhex("0200000000aa")
BEACON = b"\x80\0\0\0" + b"\xff" * 6 + MAC + MAC + b"\x10\0" + bytes(8) + b"\x64\0\x31\x04\0\x04test" + bytes(4)


def test_a_beacon(read_lines: Lines) -> None:
    lines = read_lines(BEACON, "linktype", 105)

    assert ["IEEE 802.11 wireless LAN", "Network: test", "Fc: 0x8000"] == lines[:3]
    assert {"Type: 0", "Subtype: 8", "Da: ff:ff:ff:ff:ff:ff", "Sa: 02:00:00:00:00:aa", "Seq: 1", "Beacon: 100"} < set(
        lines
    )


def test_an_acknowledgement(read_lines: Lines) -> None:
    assert ["Ack", "Da: 02:00:00:00:00:aa"] == read_lines(b"\xd4\0\0\0" + MAC, "linktype", 105)[-2:]


def test_what_a_radio_says(read_lines: Lines) -> None:
    """Of the parts that may be there, those that are."""
    lines = read_lines(b"\0\0\x0f\0\x2e\0\0\0\0\x02\x6c\x09\xa0\0\xd0", "linktype", 127)

    assert ["Version: 0", "Length: 15", "Word: 0x2e"] == lines[1:4]
    assert {"Datarate: 1", "Freq: 2412", "Flags: 0xa0", "Dbm antsignal: -48"} < set(lines)


def test_a_frame_stands_below_what_the_radio_says(read_lines: Lines) -> None:
    lines = read_lines(b"\0\0\x09\0\x02\0\0\0\0" + BEACON, "linktype", 127)

    assert ["Flags: 0", "Fcs: 0", "IEEE 802.11 wireless LAN", "Network: test"] == lines[5:9]


def test_numbers_begin_with_their_lowest_byte(read_lines: Lines) -> None:
    """dpkt has some of them the other way round."""
    lines = read_lines(b"\xc0\0\x3a\x01" + MAC * 3 + b"\x10\0" + b"\x07\0", "linktype", 105)

    assert {"Duration: 314", "Reason code: 7"} < set(lines)
