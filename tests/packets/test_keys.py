"""What a header says of what it carries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pcapflow.packets._keys import keys_of
from pcapflow.packets._message import messages_of
from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from pcapflow.results import TreeNode
    from pcapflow.table import PacketTable

OSPF = b"\x02\x01\0\x2c\xc0\0\x02\x01" + bytes(4) + b"\x12\x34\0\0" + bytes(8)


@pytest.fixture
def keys(table_of: Callable[..., PacketTable]) -> Callable[..., list[tuple[str, int]]]:
    def read(packet: bytes, linktype: int = 1) -> list[tuple[str, int]]:
        table = table_of(packet, linktype=linktype)
        return keys_of(messages_of(table, 0)[-1].parts[-1], table.packet_bytes(0))

    return read


def test_a_field_is_looked_up_in_its_space(keys: Callable[..., list[tuple[str, int]]]) -> None:
    assert [("ip.proto", 89)] == keys(build.ethernet(build.ipv4(OSPF, proto=89)))


def test_a_space_falls_back_to_a_wider_one(keys: Callable[..., list[tuple[str, int]]]) -> None:
    assert ("ethertype", 0x88A2) in keys(build.ethernet(b"\x10", type=0x88A2))


def test_a_fragment_says_nothing_of_what_follows(keys: Callable[..., list[tuple[str, int]]]) -> None:
    assert [] == keys(build.ethernet(build.ipv4(OSPF, proto=89, frag_offset=8)))


def test_what_no_layer_reads_is_dpkts(tree_of_packet: Callable[..., tuple[TreeNode, ...]]) -> None:
    """It has the bytes of the whole payload, and what follows is known after all."""
    packet = build.ethernet(build.ipv4(OSPF, proto=89))
    *_, ospf = tree_of_packet(packet)

    assert ("ospf", 34, 34 + len(OSPF)) == (ospf.name, ospf.start, ospf.stop)
    assert "Srcrouter: 192.0.2.1" in [node.text for node in ospf.children]


def test_behind_a_tag_and_behind_extension_headers_it_is_the_same(
    tree_of_packet: Callable[..., tuple[TreeNode, ...]],
) -> None:
    tagged = build.ethernet(build.vlan(b"\x10\0\0\x01\x02\x01" + bytes(4), etype=0x88A2))
    below_ipv6 = build.ethernet(build.ipv6(b"\x20\0\x12\x34", nxt=103))

    assert "aoe" == tree_of_packet(tagged)[-1].name
    assert "pim" == tree_of_packet(below_ipv6)[-1].name


def test_a_link_type_that_no_layer_reads_is_dpkts(tree_of_packet: Callable[..., tuple[TreeNode, ...]]) -> None:
    frame, wlan = tree_of_packet(b"\xd4\0\0\0\x02\0\0\0\0\xaa", linktype=105)

    assert ("frame", "wlan", 0, 10) == (frame.name, wlan.name, wlan.start, wlan.stop)


def test_padding_behind_it_is_not_its(tree_of_packet: Callable[..., tuple[TreeNode, ...]]) -> None:
    *_, pim, padding = tree_of_packet(build.ethernet(build.ipv4(b"\x20\0\x12\x34", proto=103)) + bytes(22))

    assert ("pim", 34, 38) == (pim.name, pim.start, pim.stop)
    assert "Behind the packet (22 bytes)" == padding.text
