"""What IPv6's line says, where nothing above it says more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from pcapflow.results import PacketLine, TreeNode


def test_a_later_fragment(lines_of: Callable[..., list[PacketLine]]) -> None:
    packet = build.ipv6(build.fragment(build.udp(b"data"), offset=1448, id=0x1234))
    (line,) = lines_of(build.ethernet(packet))

    assert ("IPv6", "IPv6 fragment (off=1448 more=n ident=0x00001234 nxt=17)") == (line.protocol, line.info)
    assert ("fd00::2", "fd00::3") == (line.source, line.destination)


def test_nothing_follows(lines_of: Callable[..., list[PacketLine]]) -> None:
    (line,) = lines_of(build.ethernet(build.ipv6()))

    assert ("IPv6", "next header 59") == (line.protocol, line.info)


def test_the_title_tells_the_addresses(tree_of_packet: Callable[..., tuple[TreeNode, ...]]) -> None:
    title = tree_of_packet(build.ethernet(build.ipv6(build.udp())))[2].text

    assert "Internet Protocol Version 6, Src: fd00::2, Dst: fd00::3" == title
