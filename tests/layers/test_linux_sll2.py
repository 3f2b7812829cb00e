"""Linux cooked capture, version 2."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pcapflow as pf
from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable

    Told = Callable[..., dict[str, str]]

HEADER = bytes.fromhex("0800 0000 00000036 0001 03 06 02420a000001 0000")


def test_each_field_has_its_value(told: Told) -> None:
    assert {
        "sll.etype": "0x0800",
        "sll.ifindex": "54",
        "sll.hatype": "1",
        "sll.pkttype": "3",
        "sll.halen": "6",
        "sll.src.eth": "02:42:0a:00:00:01",
    } == {name: text for name, text in told(HEADER, 276, "sll.").items() if name != "sll.unused"}


def test_it_is_called_sll_as_well() -> None:
    cap = pf.open(build.capture(build.sll2(build.ipv4(build.udp())), linktype=276))

    assert "sll:ethertype:ip:udp" == cap["frame.protocols"][0]
