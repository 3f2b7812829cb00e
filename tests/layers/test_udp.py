"""UDP: every field, jumbograms."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pcapflow as pf
from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable

    Told = Callable[..., dict[str, str]]


def test_each_field_has_its_value(told: Told) -> None:
    packet = build.ethernet(build.ipv4(bytes.fromhex("0035 1234 0008 abcd"), proto=17))

    assert {"udp.srcport": "53", "udp.dstport": "4660", "udp.length": "8", "udp.checksum": "0xabcd"} == told(
        packet, 1, "udp."
    )


def test_length_zero_is_to_the_end() -> None:
    packet = build.ethernet(build.ipv4(bytes.fromhex("0035 1234 0000 abcd") + bytes(5), proto=17))
    cap = pf.open(build.capture(packet))

    assert "" == cap[0].problem
    assert [14 + 20 + 13] == cap.to_table().layer("udp").stop.tolist()


def test_a_length_below_the_header_is_impossible() -> None:
    packet = build.ethernet(build.ipv4(bytes.fromhex("0035 1234 0007 abcd"), proto=17))

    assert "impossible length" == pf.open(build.capture(packet))[0].problem
