"""What both versions of the cooked header say under the same names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pcapflow as pf
from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable

    Told = Callable[..., dict[str, str]]


def test_a_column_of_both_is_one_column() -> None:
    file = build.pcapng(
        build.Section(),
        build.Interface(linktype=113),
        build.Interface(linktype=276),
        build.Packet(build.sll(build.ipv4(build.udp()))),
        build.Packet(build.sll2(build.ipv4(build.udp())), interface=1),
    )
    column = pf.open(file)["sll.etype"]

    assert ["0x0800", "0x0800"] == column.text()


def test_a_tunnel_has_an_address_of_four_bytes(told: Told) -> None:
    header = bytes.fromhex("0004 0300 0004 0a000001 0000 0000 0800")

    found = told(header, 113, "sll.src")

    assert {"sll.src.ipv4": "10.0.0.1"} == found
