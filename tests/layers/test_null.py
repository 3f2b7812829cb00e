"""BSD loopback: a family in either byte order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pcapflow.layers import Problem
from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.layers.conftest import Decoded


@pytest.mark.parametrize("header", ["00000002", "02000000"])
def test_the_family_has_the_byte_order_of_who_recorded(decoded: Decoded, header: str) -> None:
    """2 is IPv4 either way."""
    table = decoded(bytes.fromhex(header) + build.ipv4(build.udp()), linktype=0)

    assert ["2"] == table.texts("null.family")
    assert ["null:ip:udp"] == table.texts("frame.protocols")


@pytest.mark.parametrize("family", [24, 28, 30])
@pytest.mark.parametrize("byteorder", ["<", ">"])
def test_ipv6_has_a_family_in_each_system(decoded: Decoded, family: int, byteorder: str) -> None:
    """NetBSD and OpenBSD, FreeBSD, macOS."""
    table = decoded(build.null(build.ipv6(build.udp()), family=family, byteorder=byteorder), linktype=0)

    assert [str(family)] == table.texts("null.family")
    assert ["null:ipv6:udp"] == table.texts("frame.protocols")


def test_another_family_is_said(decoded: Decoded, problem: Callable[..., tuple[Problem, str]]) -> None:
    """It is not taken for IP."""
    assert (Problem.UNKNOWN_NEXT, "null") == problem(decoded(build.null(b"data", family=7), linktype=0))


def test_openbsds_family_has_one_byte_order(decoded: Decoded, problem: Callable[..., tuple[Problem, str]]) -> None:
    """Link type 108: what is the other way round is another number."""
    packet = build.ipv4(build.udp())
    table = decoded(build.null(packet, byteorder=">"), build.null(packet), linktype=108)

    assert ["null:ip:udp", "null"] == table.texts("frame.protocols")
    assert ["2", str(2 << 24)] == table.texts("null.family")
    assert (Problem.UNKNOWN_NEXT, "loop") == problem(table, 1)
