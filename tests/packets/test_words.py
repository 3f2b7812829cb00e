"""What a protocol's words may ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pcapflow.packets import NO_FACTS
from pcapflow.packets._message import messages_of
from pcapflow.packets._words import View, Words
from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from pcapflow.table import PacketTable


def test_the_nearest_carrier_answers(table_of: Callable[..., PacketTable]) -> None:
    """In a tunnel that is the inner header."""
    inner = build.ipv4(build.icmp_echo(b"data"), ttl=7, dst="10.0.0.2")
    table = table_of(build.ethernet(build.ipv4(inner, ttl=64)))
    *before, icmp = messages_of(table, 0)
    view = View(icmp, tuple(before), 1, NO_FACTS, lambda: table.packet_bytes(0))

    assert 7 == view.carrier_number("ip.ttl")
    assert bytes([10, 0, 0, 2]) == view.carrier_address("ip.dst")
    assert (None, None) == (view.carrier_number("ipv6.hlim"), view.carrier_address("ipv6.dst"))


def test_bytes_end_where_the_message_does(table_of: Callable[..., PacketTable]) -> None:
    """The padding of a short frame is not a part of it."""
    table = table_of(build.ethernet(build.ipv4(build.icmp_echo(b"data"))) + bytes(14))
    icmp = messages_of(table, 0)[2]
    view = View(icmp, (), 1, NO_FACTS, lambda: table.packet_bytes(0))

    assert b"data" == view.bytes_from(icmp.body)


def test_a_layer_may_have_no_words() -> None:
    words = Words("inv")

    assert ((), (), None, None) == (words.source, words.ports, words.say, words.summary)
