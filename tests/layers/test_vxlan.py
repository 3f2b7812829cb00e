"""VXLAN, and its extension that carries more than Ethernet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pcapflow.layers import Problem
from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.layers.conftest import Decoded

FRAME = build.ethernet(build.ipv4(build.icmp_echo()))
IP = build.ipv4(build.icmp_echo())


def over_udp(payload: bytes, **ports: int) -> bytes:
    """In UDP, IPv4 and Ethernet."""
    return build.ethernet(build.ipv4(build.udp(payload, **ports)))


def test_every_column(decoded: Decoded, columns: Callable[..., dict[str, str]]) -> None:
    """Flags, policy, network."""
    assert {
        "vxlan.flags": "0x8808",
        "vxlan.flag_g": "1",
        "vxlan.flag_i": "1",
        "vxlan.flag_d": "0",
        "vxlan.flag_a": "1",
        "vxlan.flags_reserved": "0x0000",
        "vxlan.gbp": "7",
        "vxlan.vni": "66051",
        "vxlan.reserved8": "4",
    } == columns(decoded(over_udp(bytes.fromhex("8808 0007 010203 04"), dstport=4789)), "vxlan.")


@pytest.mark.parametrize("ports", [{"dstport": 4789}, {"srcport": 4789}])
def test_either_port_says_it(decoded: Decoded, ports: dict[str, int]) -> None:
    """The destination's, or the source's."""
    table = decoded(over_udp(build.vxlan(FRAME), **ports))

    assert ["eth:ethertype:ip:udp:vxlan:eth:ethertype:ip:icmp"] == table.texts("frame.protocols")


def test_every_column_of_the_extension(decoded: Decoded, columns: Callable[..., dict[str, str]]) -> None:
    """Its flags have other places, and a byte says what follows."""
    assert {
        "vxlan.ver": "1",
        "vxlan.i_bit": "1",
        "vxlan.p_bit": "1",
        "vxlan.o_bit": "0",
        "vxlan.reserved_16": "258",
        "vxlan.next_proto": "4",
        "vxlan.vni": "5",
        "vxlan.reserved8": "9",
    } == columns(decoded(over_udp(bytes.fromhex("1c 0102 04 000005 09"), dstport=4790)), "vxlan.")


@pytest.mark.parametrize(
    ("number", "packet", "follows"),
    [
        (1, IP, "ip:icmp"),
        (2, build.ipv6(), "ipv6"),
        (3, FRAME, "eth:ethertype:ip:icmp"),
        (5, build.mpls(IP), "mpls:ip:icmp"),
    ],
)
def test_what_the_extension_carries(decoded: Decoded, number: int, packet: bytes, follows: str) -> None:
    """Wireshark does not announce it."""
    header = bytes([0x0C, 0, 0, number, 0, 0, 5, 0])
    table = decoded(over_udp(header + packet, dstport=4790))

    assert [f"eth:ethertype:ip:udp:{follows}"] == table.texts("frame.protocols")


def test_what_it_does_not_carry_is_said(decoded: Decoded, problem: Callable[..., tuple[Problem, str]]) -> None:
    """4 is a service header."""
    table = decoded(over_udp(bytes.fromhex("0c000004 00000500") + bytes(8), dstport=4790))

    assert (Problem.UNKNOWN_NEXT, "vxlan.gpe") == problem(table)
