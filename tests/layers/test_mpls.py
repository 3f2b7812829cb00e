"""MPLS: entries, stacks, what lies below the bottom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pcapflow.layers import Problem
from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.layers.conftest import Decoded

IP = build.ipv4(build.udp())


def test_every_column(decoded: Decoded, columns: Callable[..., dict[str, str]]) -> None:
    """Label, class, bottom, time to live."""
    table = decoded(build.ethernet(bytes.fromhex("12345b40"), type=0x8847))

    assert {"mpls.label": "74565", "mpls.exp": "5", "mpls.bottom": "1", "mpls.ttl": "64"} == columns(table, "mpls.")


def test_a_stack_is_one_protocol(decoded: Decoded) -> None:
    """With a row for each label; the last one is at the bottom."""
    table = decoded(build.ethernet(build.mpls(build.mpls(build.mpls(IP, label=3), label=2), label=1)))

    assert ["1,2,3"] == table.texts("mpls.label")
    assert ["3"] == table.texts("mpls.label", occurrence="l")
    assert ["0,0,1"] == table.texts("mpls.bottom")
    assert ["eth:ethertype:mpls:ip:udp"] == table.texts("frame.protocols")


@pytest.mark.parametrize(("packet", "name"), [(IP, "ip"), (build.ipv6(build.udp()), "ipv6")])
def test_ip_is_told_by_its_version(decoded: Decoded, packet: bytes, name: str) -> None:
    """Labels say nothing of it."""
    table = decoded(build.ethernet(build.mpls(packet, bottom=True)))

    assert [f"eth:ethertype:mpls:{name}:udp"] == table.texts("frame.protocols")


@pytest.mark.parametrize("first", [0x00, 0x10, 0x70])
def test_a_pseudowire_is_not_read(decoded: Decoded, problem: Callable[..., tuple[Problem, str]], first: int) -> None:
    """A control word, a channel of it, or an address: who set it up knows."""
    table = decoded(build.ethernet(build.mpls(bytes([first]) + bytes(40))))

    assert (Problem.UNKNOWN_NEXT, "mpls") == problem(table)


@pytest.mark.parametrize("carrier", [build.ipv4, build.ipv6])
def test_ip_and_udp_carry_it(decoded: Decoded, carrier: Callable[..., build.Built]) -> None:
    """Protocol 137 and port 6635."""
    stack = build.mpls(IP)

    assert decoded(build.ethernet(carrier(stack))).texts("frame.protocols")[0].endswith(":mpls:ip:udp")
    assert decoded(build.ethernet(carrier(build.udp(stack)))).texts("frame.protocols")[0].endswith(":udp:mpls:ip:udp")
