"""What a VLAN tag says of a packet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from pcapflow.results import TreeNode


def test_the_title_tells_the_tag(tree_of_packet: Callable[..., tuple[TreeNode, ...]]) -> None:
    title = tree_of_packet(build.ethernet(build.vlan(build.ipv4(), id=5, priority=3, dei=1)))[2].text

    assert "802.1Q Virtual LAN, PRI: 3, DEI: 1, ID: 5" == title


def test_a_tag_changes_nothing_in_the_line(infos_of: Callable[..., list[str]]) -> None:
    tagged = build.ethernet(build.vlan(build.ipv4(build.udp(b"data"))))

    assert ["40000 → 9 Len=4"] == infos_of(tagged)
