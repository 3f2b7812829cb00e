"""Raw IP: no link layer, so the first four bits say what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pcapflow.layers import Problem
from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.layers.conftest import Decoded


@pytest.mark.parametrize(
    ("packet", "protocols"), [(build.ipv4(build.udp()), "raw:ip:udp"), (build.ipv6(build.udp()), "raw:ipv6:udp")]
)
def test_the_version_tells(decoded: Decoded, packet: bytes, protocols: str) -> None:
    """4 or 6; and a layer of no bytes has no row and no depth."""
    table = decoded(packet, linktype=101)

    assert [protocols] == table.texts("frame.protocols")
    assert 0 == len(table.layer("raw"))
    assert [1] == table.layer("udp").depth.tolist()


@pytest.mark.parametrize("byte", [0x00, 0x50, 0xF0])
def test_other_versions_are_said(decoded: Decoded, problem: Callable[..., tuple[Problem, str]], byte: int) -> None:
    """Version 5 is nothing that is known."""
    assert (Problem.UNKNOWN_NEXT, "raw") == problem(decoded(bytes([byte]) + bytes(40), linktype=101))


def test_nothing_is_nothing(decoded: Decoded, problem: Callable[..., tuple[Problem, str]]) -> None:
    """A packet of no bytes has no version."""
    assert (Problem.NONE, "") == problem(decoded(b"", linktype=101))


def test_a_packet_that_is_cut_away_is_cut(decoded: Decoded, problem: Callable[..., tuple[Problem, str]]) -> None:
    """There was something on the wire, and none of it was captured."""
    packet = build.Packet(b"", wire_bytes=84)

    assert (Problem.CUT_BY_CAPTURE, "raw") == problem(decoded(packet, linktype=101))
