"""What IPv4's line says, where nothing above it says more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from pcapflow.results import PacketLine, TreeNode


def test_a_later_fragment(lines_of: Callable[..., list[PacketLine]]) -> None:
    packet = build.ipv4(b"data", proto=1, id=0x3EB2, flags=0, frag_offset=1480)
    (line,) = lines_of(build.ethernet(packet))

    assert ("IPv4", "Fragmented IP protocol (proto=ICMP 1, off=1480, ID=3eb2)") == (line.protocol, line.info)
    assert ("172.17.0.2", "172.17.0.3") == (line.source, line.destination)


def test_a_protocol_that_is_not_decoded(infos_of: Callable[..., list[str]]) -> None:
    assert ["protocol 103", "protocol 200"] == infos_of(
        *(build.ethernet(build.ipv4(b"data", proto=proto)) for proto in (103, 200))
    )


def test_in_a_tunnel_the_inner_addresses_are_shown(lines_of: Callable[..., list[PacketLine]]) -> None:
    inner = build.ipv4(build.udp(), src="10.0.0.1", dst="10.0.0.2")
    (line,) = lines_of(build.ethernet(build.ipv4(inner, src="192.0.2.1", dst="192.0.2.2")))

    assert ("10.0.0.1", "10.0.0.2") == (line.source, line.destination)


def test_the_title_tells_the_addresses(tree_of_packet: Callable[..., tuple[TreeNode, ...]]) -> None:
    title = tree_of_packet(build.ethernet(build.ipv4(build.udp())))[2].text

    assert "Internet Protocol Version 4, Src: 172.17.0.2, Dst: 172.17.0.3" == title
