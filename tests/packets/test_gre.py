"""What GRE's line says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize(
    ("proto", "words"),
    [
        (0x0800, "IP"),
        (0x86DD, "IPv6"),
        (0x6558, "Transparent Ethernet bridging"),
        (0, "Possible GRE keepalive packet"),
        (0x1234, "0x1234 (unknown)"),
    ],
)
def test_it_names_what_it_carries(infos_of: Callable[..., list[str]], proto: int, words: str) -> None:
    """Where nothing of that is there."""
    assert [f"Encapsulated {words}"] == infos_of(build.ethernet(build.ipv4(build.gre(proto=proto))))


def test_what_it_carries_speaks_for_itself(infos_of: Callable[..., list[str]]) -> None:
    packet = build.ethernet(build.ipv4(build.gre(build.ipv4(build.udp()), key=1)))

    assert infos_of(build.ethernet(build.ipv4(build.udp()))) == infos_of(packet)
