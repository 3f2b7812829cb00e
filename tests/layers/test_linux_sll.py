"""Linux cooked capture, version 1."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pcapflow.layers import Problem
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


@pytest.mark.parametrize(("linktype", "at"), [(113, 2), (276, 8)])
@pytest.mark.parametrize("hatype", [801, 803, 824])
def test_what_is_no_packet_of_a_network_is_not_taken_for_one(
    decoded: Decoded, problem: Callable[..., tuple[Problem, str]], hatype: int, linktype: int, at: int
) -> None:
    """Wireless frames and messages of netlink: the protocol field, here 4, has a meaning of their own."""
    header = bytearray(20)
    header[at : at + 2] = hatype.to_bytes(2, "big")
    header[14:16] = b"\0\x04"
    table = decoded(bytes(header) + bytes(40), linktype=linktype)

    assert ["sll"] == table.texts("frame.protocols")
    assert (Problem.UNKNOWN_NEXT, "sll.foreign") == problem(table)
