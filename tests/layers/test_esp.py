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


@pytest.mark.parametrize("spi", [1, 0x00000100, 0x00C12345, 0x00010000, 0xFF123456, 0xFFFFFFFF])
def test_an_index_may_begin_as_what_is_no_esp_does(decoded: Decoded, spi: int) -> None:
    """Four zeros are the marker, one byte alone a keepalive."""
    table = decoded(over_udp(build.esp(spi=spi, sequence=7, over_udp=True)))

    assert [f"{spi:#010x}"] == table.texts("esp.spi")
    assert ["7"] == table.texts("esp.sequence")
    assert ["eth:ethertype:ip:udp:udpencap:esp"] == table.texts("frame.protocols")


@pytest.mark.parametrize(
    ("payload", "verdict"),
    [(bytes(40), (Problem.NONE, "")), (b"\xff", (Problem.NONE, "")), (b"\0", (Problem.NONE, ""))],
)
def test_what_else_comes_there_is_no_esp(
    decoded: Decoded,
    problem: Callable[..., tuple[Problem, str]],
    payload: bytes,
    verdict: tuple[Problem, str],
) -> None:
    """IKE behind four zeros, and what keeps a translator's entry alive (RFC 3948 sections 2.2 and 2.3)."""
    table = decoded(over_udp(payload, dstport=4500))

    assert verdict == problem(table)
    assert [""] == table.texts("esp.spi")


def test_there_is_no_packet_in_it_to_be_found(decoded: Decoded) -> None:
    """Nor would its bytes be looked at."""
    assert ["eth:ethertype:ip:esp"] == decoded(build.ethernet(build.ipv4(build.esp(FRAME + IP)))).texts(
        "frame.protocols"
    )
