"""Cisco HDLC and SLARP."""

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
    """Address, control, protocol."""
    table = decoded(bytes.fromhex("8f 00 2000"), linktype=104)

    assert {"chdlc.address": "0x8f", "chdlc.control": "0x00", "chdlc.protocol": "0x2000"} == columns(table, "chdlc.")


@pytest.mark.parametrize(
    ("packet", "follows"),
    [(IP, "ip:udp"), (build.ipv6(build.udp()), "ipv6:udp"), (build.mpls(IP), "mpls:ip:udp")],
)
def test_what_it_carries(decoded: Decoded, packet: bytes, follows: str) -> None:
    """IP and labels."""
    assert [f"chdlc:{follows}"] == decoded(build.chdlc(packet), linktype=104).texts("frame.protocols")


def test_not_every_ethertype_is_its_protocol(decoded: Decoded, problem: Callable[..., tuple[Problem, str]]) -> None:
    """0x8035 is not reverse ARP here, and there is no ARP."""
    assert (Problem.UNKNOWN_NEXT, "chdlc") == problem(decoded(build.chdlc(build.arp()), linktype=104))


def test_it_is_found_beside_ppp(decoded: Decoded) -> None:
    """Its addresses are none of PPP's."""
    assert ["chdlc:ip:udp"] == decoded(build.chdlc(IP), linktype=9).texts("frame.protocols")


def test_addresses_are_asked_for(decoded: Decoded, columns: Callable[..., dict[str, str]]) -> None:
    """SLARP's request and reply."""
    table = decoded(bytes.fromhex("8f008035 00000001 c0a80001 ffffff00 ffff"), linktype=104)

    assert ["chdlc:slarp"] == table.texts("frame.protocols")
    assert {"slarp.ptype": "1", "slarp.address": "192.168.0.1", "slarp.netmask": "255.255.255.0"} == columns(
        table, "slarp."
    )


def test_keepalives_count(decoded: Decoded, columns: Callable[..., dict[str, str]]) -> None:
    """Two numbers, and one that never changes."""
    table = decoded(bytes.fromhex("8f008035 00000002 00000005 00000004 ffff"), linktype=104)

    assert {
        "slarp.ptype": "2",
        "slarp.mysequence": "5",
        "slarp.yoursequence": "4",
        "slarp.reliability": "0xffff",
    } == columns(table, "slarp.")
