"""BSD loopback: the family has the byte order of the machine that recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pcapflow as pf
from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable

    Told = Callable[..., dict[str, str]]


def test_a_family_in_either_order_leads_to_ip() -> None:
    for order in "<>":
        cap = pf.open(build.capture(build.null(build.ipv4(build.udp()), byteorder=order), linktype=0))

        assert "null:ip:udp" == cap["frame.protocols"][0]
        assert 2 == cap[0]["null.family"]


def test_each_systems_family_of_ipv6_leads_to_ipv6() -> None:
    for family in (24, 28, 30):
        cap = pf.open(build.capture(build.null(build.ipv6(build.udp()), family=family), linktype=0))

        assert "null:ipv6:udp" == cap["frame.protocols"][0]


def test_an_unknown_family_is_not_read_further() -> None:
    assert "next layer not known" == pf.open(build.capture(b"\x07\x00\x00\x00abc", linktype=0))[0].problem
