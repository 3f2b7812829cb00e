"""What dpkt reads in a RADIUS message."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    Values = Callable[[bytes, str, int], dict[str, list[object]]]


def test_its_fields(values_of: Values) -> None:
    values = values_of(b"\x01\x07\x00\x1a" + bytes(16) + b"\x01\x06root", "udp", 1812)

    assert ([1], [7], [26]) == (values["radius.code"], values["radius.id"], values["radius.length"])
    assert [1] == values["radius.avp.type"]
