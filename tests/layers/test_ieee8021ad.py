"""802.1ad: one tag, two tags, more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.layers.conftest import Decoded

IP = build.ipv4(build.udp())


def tagged(*ids: int, payload: bytes = IP) -> bytes:
    """Ethernet with provider tags, outermost first."""
    for number in reversed(ids):
        payload = build.vlan(payload, id=number, priority=5, dei=1, tpid=0x88A8)
    return build.ethernet(payload)


def test_every_column_of_one_tag(decoded: Decoded, columns: Callable[..., dict[str, str]]) -> None:
    """The identifier has a name of its own, the type one that is lent."""
    assert {
        "ieee8021ad.priority": "5",
        "ieee8021ad.dei": "1",
        "ieee8021ad.id": "7",
        "ieee8021ah.etype": "0x0800",
    } == columns(decoded(tagged(7)), "ieee8021a")


def test_of_two_tags_one_is_the_services(decoded: Decoded) -> None:
    """And the other one the customer's; both together are one protocol."""
    table = decoded(tagged(7, 8))

    assert ["5,5"] == table.texts("ieee8021ad.priority")
    assert ["", "7", "8"] == [table.texts(f"ieee8021ad.{name}")[0] for name in ("id", "svid", "cvid")]
    assert ["0x0800"] == table.texts("ieee8021ah.etype")
    assert ["eth:ethertype:ieee8021ad:ethertype:ip:udp"] == table.texts("frame.protocols")


def test_a_third_tag_begins_anew(decoded: Decoded) -> None:
    """Pairs are taken from the outside."""
    table = decoded(tagged(7, 8, 9))

    assert ["9", "7", "8"] == [table.texts(f"ieee8021ad.{name}")[0] for name in ("id", "svid", "cvid")]
    assert ["eth:ethertype:ieee8021ad:ethertype:ieee8021ad:ethertype:ip:udp"] == table.texts("frame.protocols")


def test_a_plain_tag_may_follow(decoded: Decoded) -> None:
    """Which is the usual form of a stack."""
    table = decoded(tagged(7, payload=build.vlan(IP, id=8)))

    assert (["7"], ["8"]) == (table.texts("ieee8021ad.id"), table.texts("vlan.id"))
    assert ["eth:ethertype:ieee8021ad:ethertype:vlan:ethertype:ip:udp"] == table.texts("frame.protocols")
