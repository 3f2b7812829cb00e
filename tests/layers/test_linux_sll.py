"""Linux cooked capture, version 1."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pcapflow as pf
from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable

    Told = Callable[..., dict[str, str]]

HEADER = bytes.fromhex("0004 0001 0006 02420a000001 0000 0800")


def test_each_field_has_its_value(told: Told) -> None:
    assert {
        "sll.pkttype": "4",
        "sll.hatype": "1",
        "sll.halen": "6",
        "sll.src.eth": "02:42:0a:00:00:01",
        "sll.etype": "0x0800",
    } == {name: text for name, text in told(HEADER, 113, "sll.").items() if name != "sll.unused"}


def test_it_carries_ethernets_types() -> None:
    cap = pf.open(build.capture(build.sll(build.ipv4(build.udp())), linktype=113))

    assert "sll:ethertype:ip:udp" == cap["frame.protocols"][0]
