"""What a cooked header says of a packet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from pcapflow.results import PacketLine


@pytest.mark.parametrize(("linktype", "cooked"), [(113, build.sll), (276, build.sll2)])
def test_there_is_a_source_and_no_destination(
    lines_of: Callable[..., list[PacketLine]], linktype: int, cooked: Callable[..., bytes]
) -> None:
    (line,) = lines_of(cooked(build.arp()), linktype=linktype)

    assert ("02:42:ac:11:00:02", "", "ARP") == (line.source, line.destination, line.protocol)


def test_the_loopback_has_no_source_either(lines_of: Callable[..., list[PacketLine]]) -> None:
    (line,) = lines_of(build.sll(build.arp(), halen=0), linktype=113)

    assert "" == line.source


def test_a_tunnel_has_an_ip_address(lines_of: Callable[..., list[PacketLine]]) -> None:
    (line,) = lines_of(build.sll(build.arp(), halen=4, src="0a:00:00:01:00:00"), linktype=113)

    assert "10.0.0.1" == line.source
