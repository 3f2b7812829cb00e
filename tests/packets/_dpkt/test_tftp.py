"""What dpkt reads in a TFTP message."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    Values = Callable[[bytes, str, int], dict[str, list[object]]]


def test_a_request(values_of: Values) -> None:
    values = values_of(b"\x00\x01file\x00octet\x00", "udp", 69)

    assert ([1], ["file"], ["octet"]) == (values["tftp.opcode"], values["tftp.source_file"], values["tftp.type"])


def test_an_error(values_of: Values) -> None:
    values = values_of(b"\x00\x05\x00\x01not found\x00", "udp", 69)

    assert ([1], ["not found"]) == (values["tftp.error.code"], values["tftp.error.message"])
