"""What dpkt reads of Telnet."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    Lines = Callable[[bytes, str, int], list[str]]


def test_commands_options_and_text(read_lines: Lines) -> None:
    payload = b"\xff\xfd\x18\xff\xfa\x18USER\x01alice\0\xff\xf0login: "

    assert ["Telnet", "Command: Do: 253", "Option USER: alice", "Data: login: "] == read_lines(payload, "tcp.port", 23)
