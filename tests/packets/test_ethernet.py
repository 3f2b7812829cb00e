"""What Ethernet says of a packet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from pcapflow.results import PacketLine, TreeNode


def test_without_ip_the_mac_addresses_are_shown(lines_of: Callable[..., list[PacketLine]]) -> None:
    (line,) = lines_of(build.ethernet(b"data", type=0x88CC))

    assert ("02:42:ac:11:00:02", "02:42:ac:11:00:03") == (line.source, line.destination)


def test_the_title_tells_the_addresses(tree_of_packet: Callable[..., tuple[TreeNode, ...]]) -> None:
    title = tree_of_packet(build.ethernet(b"data", type=0x88CC))[1].text

    assert "Ethernet, Src: 02:42:ac:11:00:02, Dst: 02:42:ac:11:00:03" == title
