"""What dpkt reads of Cisco's discovery; trunks' elements."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    Lines = Callable[[bytes, str, int], list[str]]


def element(kind: int, value: bytes) -> bytes:
    return kind.to_bytes(2, "big") + (4 + len(value)).to_bytes(2, "big") + value


def test_discovery(read_lines: Lines) -> None:
    lines = read_lines(b"\x02\xb4\0\0" + element(1, b"switch") + element(10, b"\0\x07"), "llc.snap", 0x00000C_2000)

    assert ["Version: 2", "Time to live: 180"] == lines[1:3]
    assert ["Device ID: switch", "Type: 1", "Length: 10", "Native VLAN: 7"] == lines[4:8]


def test_an_element_that_is_not_known_is_hexadecimal(read_lines: Lines) -> None:
    assert "Element 99: 0102" in read_lines(b"\x02\xb4\0\0" + element(99, b"\1\2"), "llc.snap", 0x00000C_2000)


def test_trunks(read_lines: Lines) -> None:
    """Lengths count the element's header, which dpkt does not know."""
    lines = read_lines(b"\x01" + element(1, b"lab\0") + element(2, b"\x81"), "llc.snap", 0x00000C_2004)

    assert ["Version: 1", "Domain: lab", "Type: 1", "Length: 8", "Element 2: 81"] == lines[1:6]


def test_a_length_of_nothing_ends(read_lines: Lines) -> None:
    """Each element has at least its header."""
    assert 3 == sum(line.startswith("Element") for line in read_lines(b"\x01" + bytes(12), "llc.snap", 0x00000C_2004))
