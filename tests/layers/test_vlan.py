"""802.1Q: bits of the tag, tags in tags."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pcapflow as pf
from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable

    Told = Callable[..., dict[str, str]]


def test_each_field_has_its_value(told: Told) -> None:
    tagged = build.ethernet(bytes.fromhex("b0050800") + b"", type=0x8100)

    assert {"vlan.priority": "5", "vlan.dei": "1", "vlan.id": "5", "vlan.etype": "0x0800"} == told(tagged, 1, "vlan.")


def test_a_stack_of_tags_is_a_row_each() -> None:
    inner = build.vlan(build.ipv4(build.udp()), id=7)
    cap = pf.open(build.capture(build.ethernet(build.vlan(inner, id=3))))

    assert ["3,7"] == cap.to_table().texts("vlan.id")
    assert (3, 7) == (cap["vlan.id"][0], cap.column("vlan.id", "last")[0])
    assert "eth:ethertype:vlan:ethertype:vlan:ethertype:ip:udp" == cap["frame.protocols"][0]
