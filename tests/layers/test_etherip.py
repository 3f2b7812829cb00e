"""Ethernet in IP."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.layers.conftest import Decoded


@pytest.mark.parametrize("carrier", [build.ipv4, build.ipv6])
def test_it_carries_a_frame(
    decoded: Decoded, columns: Callable[..., dict[str, str]], carrier: Callable[..., build.Built]
) -> None:
    """Behind a version and nothing else."""
    table = decoded(build.ethernet(carrier(build.etherip(build.ethernet(build.arp())))))

    assert table.texts("frame.protocols")[0].endswith(":etherip:eth:ethertype:arp")
    assert {"etherip.ver": "3", "etherip.reserved": "0x0000"} == columns(table, "etherip.")
