"""What dpkt reads in a RIP message."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    Values = Callable[[bytes, str, int], dict[str, list[object]]]


def test_a_route(values_of: Values) -> None:
    route = b"\x00\x02\x00\x00\x0a\x00\x00\x00\xff\x00\x00\x00" + bytes(7) + b"\x03"
    values = values_of(b"\x02\x02\x00\x00" + route, "udp", 520)

    assert ([2], [2]) == (values["rip.command"], values["rip.version"])
    assert (["10.0.0.0"], ["255.0.0.0"], [3]) == (values["rip.ip"], values["rip.netmask"], values["rip.metric"])
