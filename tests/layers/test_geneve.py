"""Geneve: its header, options of any length, what it carries."""

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
    """Version, flags, type, network."""
    assert {
        "geneve.version": "1",
        "geneve.flags": "0xc1",
        "geneve.flags.oam": "1",
        "geneve.flags.critical": "1",
        "geneve.flags.reserved": "1",
        "geneve.proto_type": "0x6558",
        "geneve.vni": "0x010203",
        "geneve.reserved": "0x04",
    } == columns(decoded(over_udp(bytes.fromhex("40 c1 6558 010203 04"), dstport=6081)), "geneve.")


@pytest.mark.parametrize("n_bytes", [0, 4, 252])
def test_options_are_passed_over(decoded: Decoded, n_bytes: int) -> None:
    """Their length is in units of four bytes."""
    table = decoded(over_udp(build.geneve(FRAME, options=bytes(n_bytes))))

    assert ["eth:ethertype:ip:udp:geneve:eth:ethertype:ip:icmp"] == table.texts("frame.protocols")
    assert [8 + n_bytes] == (table.layer("geneve").body - table.layer("geneve").start).tolist()


def test_it_carries_whatever_has_an_ethertype(decoded: Decoded) -> None:
    """IP without Ethernet, too."""
    assert ["eth:ethertype:ip:udp:geneve:ip:icmp"] == decoded(over_udp(build.geneve(IP))).texts("frame.protocols")


def test_options_beyond_the_end_are_a_cut_header(decoded: Decoded, problem: Callable[..., tuple[Problem, str]]) -> None:
    """Here 252 bytes, of which none is there."""
    table = decoded(over_udp(bytes.fromhex("3f00655800000000"), dstport=6081))

    assert (Problem.CUT_BY_LENGTH, "geneve") == problem(table)
