"""What SCTP's line says."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from pcapflow.results import TreeNode

DATA = build.sctp_chunk(0, struct.pack(">IHHI", 100, 5, 6, 7) + b"data", flags=3)
SACK = build.sctp_chunk(3, struct.pack(">IIHH", 99, 1500, 0, 0))


def test_every_chunk_is_named(infos_of: Callable[..., list[str]]) -> None:
    """Data and acknowledgments with their numbers."""
    packet = build.sctp(SACK, DATA, build.sctp_chunk(11), build.sctp_chunk(77))

    assert ["SACK (Ack=99, Arwnd=1500) DATA (TSN=100) COOKIE_ACK RESERVED"] == infos_of(
        build.ethernet(build.ipv4(packet))
    )


def test_a_chunk_that_is_too_short_has_its_name(infos_of: Callable[..., list[str]]) -> None:
    assert ["INIT"] == infos_of(build.ethernet(build.ipv4(build.sctp(build.sctp_chunk(1)))))


def test_chunks_are_nodes_of_the_header(tree_of_packet: Callable[..., tuple[TreeNode, ...]]) -> None:
    """With the bytes of each; nothing is left for data."""
    *_, sctp = tree_of_packet(build.ethernet(build.ipv4(build.sctp(SACK, DATA))))

    assert ("Stream Control Transmission Protocol, Src Port: 40000, Dst Port: 3868", 34, 82) == (
        sctp.text,
        sctp.start,
        sctp.stop,
    )
    assert [("SACK (16 bytes)", 46, 62), ("DATA (20 bytes)", 62, 82)] == [
        (node.text, node.start, node.stop) for node in sctp.children[-2:]
    ]
