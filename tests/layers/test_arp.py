"""ARP: the first eight bytes, and the addresses of Ethernet and IPv4."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pcapflow.layers import Problem
from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.layers.conftest import Decoded

REQUEST = bytes.fromhex("0001 0800 06 04 0001 0242ac110002 ac110002 000000000000 ac110003")


def test_every_column(decoded: Decoded, columns: Callable[..., dict[str, str]]) -> None:
    """A request."""
    assert {
        "arp.hw.type": "1",
        "arp.proto.type": "0x0800",
        "arp.hw.size": "6",
        "arp.proto.size": "4",
        "arp.opcode": "1",
        "arp.src.hw_mac": "02:42:ac:11:00:02",
        "arp.src.proto_ipv4": "172.17.0.2",
        "arp.dst.hw_mac": "00:00:00:00:00:00",
        "arp.dst.proto_ipv4": "172.17.0.3",
    } == columns(decoded(build.ethernet(REQUEST, type=0x0806)), "arp.")


@pytest.mark.parametrize("other", ["0003080006040001", "000186dd06040001", "0001080008040001", "0001080006100001"])
def test_other_addresses_are_not_read(
    decoded: Decoded,
    columns: Callable[..., dict[str, str]],
    problem: Callable[..., tuple[Problem, str]],
    other: str,
) -> None:
    """Of other kinds or sizes the first eight bytes are all that is known."""
    table = decoded(build.ethernet(bytes.fromhex(other) + bytes(40), type=0x0806))

    assert 5 == len(columns(table, "arp."))
    assert (Problem.UNKNOWN_NEXT, "arp") == problem(table)


def test_addresses_must_be_there(decoded: Decoded, problem: Callable[..., tuple[Problem, str]]) -> None:
    """A message that ends after the operation is cut short, by the length of the packet."""
    table = decoded(build.ethernet(REQUEST[:8], type=0x0806))

    assert (Problem.CUT_BY_LENGTH, "arp.addresses") == problem(table)


def test_reverse_arp_is_the_same(decoded: Decoded) -> None:
    """EtherType 0x8035 (RFC 903)."""
    assert ["3"] == decoded(build.ethernet(build.arp(opcode=3), type=0x8035)).texts("arp.opcode")


def test_it_is_one_protocol(decoded: Decoded) -> None:
    """The addresses are a layer, but no protocol of their own."""
    assert ["eth:ethertype:arp"] == decoded(build.ethernet(build.arp())).texts("frame.protocols")
