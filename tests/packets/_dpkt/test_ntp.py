"""What dpkt reads in an NTP message."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    Values = Callable[[bytes, str, int], dict[str, list[object]]]


def test_its_fields(values_of: Values) -> None:
    values = values_of(b"\x24\x02\x04\xef" + bytes(44), "udp", 123)

    assert ([0], [4], [4]) == (values["ntp.flags.li"], values["ntp.flags.vn"], values["ntp.flags.mode"])
    assert ([2], [4]) == (values["ntp.stratum"], values["ntp.ppoll"])
