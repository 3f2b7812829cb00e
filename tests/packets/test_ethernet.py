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


def test_the_organisation_is_no_second_address(tree_of_packet: Callable[..., tuple[TreeNode, ...]]) -> None:
    """Its line says what it is, and has the address's digits; the value is the column's."""
    destination, source = tree_of_packet(build.ethernet(b"data", type=0x88CC))[1].children[:2]

    assert "Organisation that gave the destination (OUI): 0x0242ac" == destination.children[0].text
    assert "Organisation that gave the source (OUI): 0x0242ac" == source.children[0].text
    assert 0x0242AC == source.children[0].value


def test_the_title_tells_the_addresses(tree_of_packet: Callable[..., tuple[TreeNode, ...]]) -> None:
    title = tree_of_packet(build.ethernet(b"data", type=0x88CC))[1].text

    assert "Ethernet, Src: 02:42:ac:11:00:02, Dst: 02:42:ac:11:00:03" == title
