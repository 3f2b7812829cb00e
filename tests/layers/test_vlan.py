"""802.1Q tags: one, and stacks of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.layers.conftest import Decoded


def test_every_column(decoded: Decoded, columns: Callable[..., dict[str, str]]) -> None:
    """Priority, drop eligibility, identifier, type."""
    tag = bytes.fromhex("b064 0806")

    assert {"vlan.priority": "5", "vlan.dei": "1", "vlan.id": "100", "vlan.etype": "0x0806"} == columns(
        decoded(build.ethernet(tag, type=0x8100)), "vlan."
    )


def test_a_stack_has_a_row_each(decoded: Decoded) -> None:
    """The outer tag comes first; the innermost is the last occurrence."""
    inner = build.vlan(build.vlan(build.ipv4(build.udp()), id=3), id=2)
    table = decoded(build.ethernet(build.vlan(inner, id=1, tpid=0x9100)))

    assert ["1,2,3"] == table.texts("vlan.id")
    assert ["3"] == table.texts("vlan.id", occurrence="l")
    assert ["eth:ethertype:vlan:ethertype:vlan:ethertype:vlan:ethertype:ip:udp"] == table.texts("frame.protocols")


def test_a_word_up_to_1500_is_a_length(decoded: Decoded, columns: Callable[..., dict[str, str]]) -> None:
    """As in Ethernet; and it ends what the tag carries."""
    table = decoded(build.ethernet(build.vlan(b"abc" + bytes(40), etype=3)))

    assert "3" == columns(table, "vlan.")["vlan.len"]
    assert [21] == table.layer("vlan").stop.tolist()
