"""UDP: four words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pcapflow.layers import Problem
from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.layers.conftest import Decoded


def test_every_column(decoded: Decoded, columns: Callable[..., dict[str, str]]) -> None:
    """Ports, length, checksum."""
    header = bytes.fromhex("d431 0035 0008 abcd")

    assert {"udp.srcport": "54321", "udp.dstport": "53", "udp.length": "8", "udp.checksum": "0xabcd"} == columns(
        decoded(build.ethernet(build.ipv4(header, proto=17))), "udp."
    )


def test_what_it_carries_is_not_looked_at(decoded: Decoded, problem: Callable[..., tuple[Problem, str]]) -> None:
    """The walk ends here, and that is no problem."""
    assert (Problem.NONE, "") == problem(decoded(build.ethernet(build.ipv4(build.udp(b"data")))))


@pytest.mark.parametrize("length", [1, 7])
def test_a_length_below_8_is_impossible(
    decoded: Decoded, problem: Callable[..., tuple[Problem, str]], length: int
) -> None:
    """The header itself has 8 bytes."""
    table = decoded(build.ethernet(build.ipv4(build.udp(length=length))))

    assert (Problem.IMPOSSIBLE_LENGTH, "udp") == problem(table)


def test_length_0_is_a_jumbogram(decoded: Decoded, problem: Callable[..., tuple[Problem, str]]) -> None:
    """It runs to the end of the IP payload (RFC 2675 section 4)."""
    table = decoded(build.ethernet(build.ipv6(build.udp(b"abc", length=0))))

    assert (Problem.NONE, "") == problem(table)
    assert [14 + 40 + 8 + 3] == table.layer("udp").stop.tolist()


QUERY = bytes.fromhex("1234 0100 0001 0000 0000 0000 03777777 076578616d706c65 03636f6d 00 0001 0001")


@pytest.mark.parametrize("port", [2152, 4500, 4754, 4789, 4790, 6081, 6635])
@pytest.mark.parametrize("is_reply", [False, True])
def test_a_service_is_none_of_the_tunnels_whose_port_its_client_has_drawn(
    decoded: Decoded, problem: Callable[..., tuple[Problem, str]], port: int, is_reply: bool
) -> None:
    """Clients draw any port from 1024 on: the lower port says what is carried."""
    ports = {"srcport": 53, "dstport": port} if is_reply else {"srcport": port, "dstport": 53}
    table = decoded(build.ethernet(build.ipv4(build.udp(QUERY, **ports))))

    assert ["eth:ethertype:ip:udp"] == table.texts("frame.protocols")
    assert (Problem.NONE, "") == problem(table)


@pytest.mark.parametrize("ports", [(2152, 4789), (4789, 2152), (2152, 50000), (50000, 2152), (700, 2152)])
def test_of_two_tunnels_the_lower_port_counts(decoded: Decoded, ports: tuple[int, int]) -> None:
    """Whichever side has it; and the higher one where nobody knows the lower."""
    tunnel = build.udp(build.gtp(build.ipv4(build.icmp_echo())), srcport=ports[0], dstport=ports[1])

    assert ["eth:ethertype:ip:udp:gtp:ip:icmp"] == decoded(build.ethernet(build.ipv4(tunnel))).texts("frame.protocols")


@pytest.mark.parametrize("port", [1701, 2123, 3386, 3544, 4341])
def test_tunnels_that_are_not_read_are_said_to_be_unknown(
    decoded: Decoded, problem: Callable[..., tuple[Problem, str]], port: int
) -> None:
    """L2TP, GTP's control plane and charging, Teredo, LISP."""
    table = decoded(build.ethernet(build.ipv4(build.udp(bytes(40), dstport=port))))

    assert (Problem.UNKNOWN_NEXT, "udp.tunnel") == problem(table)
