"""Linux cooked capture, version 1."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.layers.conftest import Decoded

HEADER = bytes.fromhex("0004 0001 0006 02420a0000010000 0800")


def test_every_column(decoded: Decoded, columns: Callable[..., dict[str, str]]) -> None:
    """Sent by us, on Ethernet."""
    assert {
        "sll.pkttype": "4",
        "sll.hatype": "1",
        "sll.halen": "6",
        "sll.src.eth": "02:42:0a:00:00:01",
        "sll.etype": "0x0800",
    } == columns(decoded(HEADER, linktype=113), "sll.")


def test_it_carries_what_ethernet_does(decoded: Decoded) -> None:
    """EtherTypes lead on."""
    assert ["sll:ethertype:ip:udp"] == decoded(build.sll(build.ipv4(build.udp())), linktype=113).texts(
        "frame.protocols"
    )
