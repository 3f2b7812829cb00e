"""What UDP's line says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from pcapflow.results import TreeNode


@pytest.mark.parametrize(("length", "expected"), [(None, 4), (100, 92), (0, 4), (7, 0)])
def test_its_length_is_by_claim(infos_of: Callable[..., list[str]], length: int | None, expected: int) -> None:
    """0 is a jumbogram, which goes to the end."""
    packet = build.ethernet(build.ipv4(build.udp(b"data", length=length)))

    assert infos_of(packet)[0].startswith(f"40000 → 9 Len={expected}")


def test_the_title_tells_the_ports(tree_of_packet: Callable[..., tuple[TreeNode, ...]]) -> None:
    title = tree_of_packet(build.ethernet(build.ipv4(build.udp())))[3].text

    assert "User Datagram Protocol, Src Port: 40000, Dst Port: 9" == title
