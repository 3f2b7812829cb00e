"""Logical Link Control: where it leads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from pcapflow.results import TreeNode

BPDU = b"\0\0\0\0\0" + bytes(30)
CISCO = b"\xaa\xaa\x03\0\0\x0c\x20\0"


def test_a_service_access_point_leads_to_spanning_tree(tree_of_packet: Callable[..., tuple[TreeNode, ...]]) -> None:
    tree = tree_of_packet(build.ethernet(build.llc(BPDU, dsap=0x42)))

    assert ["frame", "eth", "llc", "stp"] == [node.name for node in tree]
    assert (17, 52) == (tree[3].start, tree[3].stop)


def test_an_organisation_leads_to_its_protocol(tree_of_packet: Callable[..., tuple[TreeNode, ...]]) -> None:
    frame = bytes(12) + (len(CISCO) + 4).to_bytes(2, "big") + CISCO + b"\x02\xb4\0\0"

    assert ["frame", "eth", "llc", "cdp"] == [node.name for node in tree_of_packet(frame)]


def test_an_organisation_is_known_by_its_digits(tree_of_packet: Callable[..., tuple[TreeNode, ...]]) -> None:
    frame = bytes(12) + (len(CISCO) + 4).to_bytes(2, "big") + CISCO + b"\x02\xb4\0\0"

    texts = [node.text for node in tree_of_packet(frame)[2].children]

    assert "Organisation whose protocol follows: 0x00000c" in [text.rpartition(" = ")[2] for text in texts]


def test_what_is_no_information_leads_nowhere(tree_of_packet: Callable[..., tuple[TreeNode, ...]]) -> None:
    """A disconnect of somebody at spanning tree's point."""
    tree = tree_of_packet(build.ethernet(build.llc(BPDU, dsap=0x42, control=0x43)))

    assert "data" in [node.name for node in tree]
    assert "stp" not in [node.name for node in tree]


def test_an_organisation_that_nobody_knows_is_data(tree_of_packet: Callable[..., tuple[TreeNode, ...]]) -> None:
    frame = bytes(12) + b"\0\x0c" + b"\xaa\xaa\x03\x12\x34\x56\x20\0" + b"\x02\xb4\0\0"

    assert "data" in [node.name for node in tree_of_packet(frame)]
