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
