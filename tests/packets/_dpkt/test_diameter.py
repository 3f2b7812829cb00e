"""What dpkt reads of Diameter."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    Lines = Callable[[bytes, str, int], list[str]]

HOST = b"\0\0\x01\x08\x40\0\0\x0dhosts\0\0\0"
REALM = b"\0\0\x01\x28\xc0\0\0\x10\0\0\x28\xafabcd"


def message(*pairs: bytes) -> bytes:
    body = b"".join(pairs)
    return b"\x01" + (20 + len(body)).to_bytes(3, "big") + b"\x80\0\x01\x01" + bytes(12) + body


def test_its_header(read_lines: Lines) -> None:
    lines = read_lines(message(), "tcp.port", 3868)

    assert ["Diameter", "Version: 1", "Length: 20", "Flags: 0x80", "Code: 257"] == lines[:5]
    assert "Request: 1" in lines


def test_what_is_filled_up_does_not_move_the_next_pair(read_lines: Lines) -> None:
    lines = read_lines(message(HOST, REALM), "tcp.port", 3868)

    assert ["AVP: code 264", "AVP: code 296"] == [line for line in lines if line.startswith("AVP")]
    assert {"Len: 13", "Data (5 bytes): 686f737473", "VendorId: 10415", "Data (4 bytes): 61626364"} < set(lines)


def test_further_messages_are_counted(read_lines: Lines) -> None:
    assert "20 bytes of further messages" == read_lines(message(HOST) + message(), "tcp.port", 3868)[-1]


def test_a_segment_in_the_middle_is_no_message(read_lines: Lines) -> None:
    assert [] == read_lines(HOST, "tcp.port", 3868)
