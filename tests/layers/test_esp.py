"""ESP: its two numbers, over IP and over UDP."""

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
    """The rest is encrypted, and that is no problem."""
    table = decoded(build.ethernet(build.ipv4(bytes.fromhex("00000101 00000007") + bytes(16), proto=50)))

    assert {"esp.spi": "0x00000101", "esp.sequence": "7"} == columns(table, "esp.")
    assert [0] == table.problem.tolist()


def test_it_comes_over_udp_too(decoded: Decoded, columns: Callable[..., dict[str, str]]) -> None:
    """Port 4500 (RFC 3948)."""
    table = decoded(over_udp(build.esp(spi=0x12345678, over_udp=True)))

    assert ["eth:ethertype:ip:udp:udpencap:esp"] == table.texts("frame.protocols")
    assert {"esp.spi": "0x12345678", "esp.sequence": "1"} == columns(table, "esp.")


@pytest.mark.parametrize(
    ("payload", "verdict"),
    [(bytes(40), (Problem.UNKNOWN_NEXT, "udpencap")), (b"\xff", (Problem.NONE, ""))],
)
def test_what_else_comes_there_is_no_esp(
    decoded: Decoded,
    problem: Callable[..., tuple[Problem, str]],
    payload: bytes,
    verdict: tuple[Problem, str],
) -> None:
    """IKE behind four zeros, and what keeps a translator's entry alive."""
    table = decoded(over_udp(payload, dstport=4500))

    assert verdict == problem(table)
    assert [""] == table.texts("esp.spi")


def test_there_is_no_packet_in_it_to_be_found(decoded: Decoded) -> None:
    """Nor would its bytes be looked at."""
    assert ["eth:ethertype:ip:esp"] == decoded(build.ethernet(build.ipv4(build.esp(FRAME + IP)))).texts(
        "frame.protocols"
    )
