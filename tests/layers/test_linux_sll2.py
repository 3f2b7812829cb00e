"""Linux cooked capture, version 2."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.layers.conftest import Decoded

HEADER = bytes.fromhex("0800 0000 00000036 0001 03 06 02420a0000010000")


def test_every_column(decoded: Decoded, columns: Callable[..., dict[str, str]]) -> None:
    """The names are those of version 1, and the interface's index."""
    assert {
        "sll.etype": "0x0800",
        "sll.ifindex": "54",
        "sll.hatype": "1",
        "sll.pkttype": "3",
        "sll.halen": "6",
        "sll.src.eth": "02:42:0a:00:00:01",
    } == columns(decoded(HEADER, linktype=276), "sll.")


def test_it_is_called_as_version_1(decoded: Decoded) -> None:
    """In ``frame.protocols``, as tshark does."""
    assert ["sll:ethertype:ip:udp"] == decoded(build.sll2(build.ipv4(build.udp())), linktype=276).texts(
        "frame.protocols"
    )
