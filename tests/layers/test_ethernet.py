"""Ethernet: types and lengths."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pcapflow as pf
from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable

    Told = Callable[..., dict[str, str]]

HEADER = bytes.fromhex("33330000000102420a000001")


def test_each_field_has_its_value(told: Told) -> None:
    found = told(HEADER + bytes.fromhex("1234"), 1, "eth.")

    assert {
        "eth.dst": "33:33:00:00:00:01",
        "eth.dst.oui": "3355392",
        "eth.dst.lg": "1",
        "eth.dst.ig": "1",
        "eth.src": "02:42:0a:00:00:01",
        "eth.src.oui": "147978",
        "eth.src.lg": "1",
        "eth.src.ig": "0",
        "eth.type": "0x1234",
    } == found


def test_up_to_1500_it_is_a_length(told: Told) -> None:
    found = told(HEADER + bytes.fromhex("0003") + bytes(46), 1, "eth.")

    assert "3" == found["eth.len"]
    assert "eth.type" not in found


def test_a_length_ends_what_is_carried() -> None:
    cap = pf.open(build.capture(HEADER + bytes.fromhex("0003") + bytes(46)))

    assert [17] == cap.to_table().layer("eth").stop.tolist()
