"""Protocols of calls and sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    Lines = Callable[[bytes, str, int], list[str]]


def test_signalling_of_calls(read_lines: Lines) -> None:
    lines = read_lines(b"\x03\0\0\x0e\x08\x02\x54\x2b\x05\x28\x03Jon", "tcp.port", 1720)

    assert ["Version: 3", "Reserved: 0", "Length: 14", "Call ref: 542b", "Message type: 5"] == lines[4:9]
    assert [
        "IE: information element: 40",
        "Information element: 40",
        "Information element len: 3",
        "Data (3 bytes): 4a6f6e",
    ] == lines[9:]


def test_iso_transport(read_lines: Lines) -> None:
    lines = read_lines(b"\x03\0\0\x07\x02\xf0\x80", "tcp.port", 102)

    assert ["Version: 3", "Reserved: 0", "Length: 7", "Data (3 bytes): 02f080"] == lines[1:]


def test_ciscos_telephones(read_lines: Lines) -> None:
    """Numbers of this protocol begin with their lowest byte."""
    payload = b"\x10\0\0\0" + bytes(4) + b"\x11\x01\0\0" + b"\x0c\0\0\0" + b"\x01\0\0\0" + b"\x4d\0\0\0"
    lines = read_lines(payload, "tcp.port", 2000)

    assert ["Data length: 16", "Hdr version: 0", "MessageId: 0x111"] == lines[1:4]
    assert ["CallState: 12", "LineInstance: 1", "CallReference: 77"] == lines[-3:]


def test_media(read_lines: Lines) -> None:
    lines = read_lines(b"\x80\x60\0\x07\0\0\x01\0\0\0\0\x2amedia", "udp.port", 5004)

    assert ["Seq: 7", "Timestamp: 256", "Ssrc: 0x2a", "Version: 2"] == lines[1:5]
    assert ["P type: 96", "Data (5 bytes): 6d65646961"] == lines[-2:]


def test_address_translation(read_lines: Lines) -> None:
    payload = b"\0\x01\0\x0c\x21\x12\xa4\x42" + bytes(12) + b"\x80\x22\0\x05agent\0\0\0"
    lines = read_lines(payload, "udp.port", 3478)

    assert ["Type: 0x1", "Length: 12"] == lines[1:3]
    assert "Attribute 32802: 6167656e74" == lines[-1]
