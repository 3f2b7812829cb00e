"""What dpkt reads of HTTP/2 without encryption."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    Lines = Callable[[bytes, str, int], list[str]]


PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
SETTINGS = b"\0\0\x06\x04\0\0\0\0\0" + b"\0\x03\0\0\0\x64"


def test_frames_behind_the_preface(read_lines: Lines) -> None:
    lines = read_lines(PREFACE + SETTINGS, "tcp.port", 8080)

    assert "HyperText Transfer Protocol 2" == lines[0]
    assert ["Frame of type 4 (6 bytes)", "Type: 4", "Flags: 0x0", "Streamid: 0"] == lines[2:6]
    assert ["Id: 3", "Value: 100"] == lines[-2:]


def test_a_frame_that_goes_on_elsewhere(read_lines: Lines) -> None:
    lines = read_lines(PREFACE + SETTINGS + SETTINGS[:10], "tcp.port", 8080)

    assert "10 bytes of a frame that goes on in another segment" == lines[-1]


def test_a_frame_that_dpkt_refuses_is_no_surprise(read_lines: Lines) -> None:
    """It has exceptions of its own for it, which are none of its others."""
    (line,) = read_lines(PREFACE + b"\0\0\x05\x04\0\0\0\0\0" + bytes(5), "tcp.port", 8080)

    assert line.startswith("HyperText Transfer Protocol 2: dpkt could not read it (HTTP2Exception: ")
