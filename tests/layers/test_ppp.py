"""PPP: with and without its first fields, numbers of one byte and of two."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pcapflow.layers import Problem
from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.layers.conftest import Decoded

IP = build.ipv4(build.udp())


@pytest.mark.parametrize("linktype", [9, 50])
def test_every_column(decoded: Decoded, columns: Callable[..., dict[str, str]], linktype: int) -> None:
    """Address, control, protocol."""
    table = decoded(bytes.fromhex("ff03 0021"), linktype=linktype)

    assert {"ppp.address": "0xff", "ppp.control": "0x03", "ppp.protocol": "0x0021"} == columns(table, "ppp.")


@pytest.mark.parametrize("header", ["ff030021", "ff0321", "0021", "21"])
def test_what_is_compressed_may_be_left_out(decoded: Decoded, header: str) -> None:
    """The fields before the number, and the number's first byte."""
    table = decoded(bytes.fromhex(header) + IP, linktype=9)

    assert ["ppp:ip:udp"] == table.texts("frame.protocols")
    assert ["0x0021"] == table.texts("ppp.protocol")


@pytest.mark.parametrize(
    ("packet", "follows"), [(build.ipv6(build.udp()), "ipv6:udp"), (build.mpls(IP), "mpls:ip:udp")]
)
def test_what_it_carries(decoded: Decoded, packet: bytes, follows: str) -> None:
    """IPv6 is 0x57, labels are 0x281."""
    assert [f"ppp:{follows}"] == decoded(build.ppp(packet, address=0xFF), linktype=9).texts("frame.protocols")


def test_negotiations_are_not_read(decoded: Decoded, problem: Callable[..., tuple[Problem, str]]) -> None:
    """0xc021 is LCP."""
    table = decoded(build.ppp(bytes(4), protocol=0xC021), linktype=9)

    assert (Problem.UNKNOWN_NEXT, "ppp") == problem(table)


def test_linux_knows_it(decoded: Decoded) -> None:
    """7 in a cooked capture."""
    assert ["sll:ppp:ip:udp"] == decoded(build.sll(build.ppp(IP), etype=7), linktype=113).texts("frame.protocols")
