"""IPv6: every field, jumbograms, no next header."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pcapflow as pf
from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable

    Told = Callable[..., dict[str, str]]

HEADER = bytes.fromhex("6ba12345 0000 3b 40 20010db8000000000000000000000001 20010db8000000000000000000000002")


def test_each_field_has_its_value(told: Told) -> None:
    assert {
        "ipv6.version": "6",
        "ipv6.tclass": "0x000000ba",
        "ipv6.tclass.dscp": "46",
        "ipv6.tclass.ecn": "2",
        "ipv6.flow": "0x012345",
        "ipv6.plen": "0",
        "ipv6.nxt": "59",
        "ipv6.hlim": "64",
        "ipv6.src": "2001:db8::1",
        "ipv6.dst": "2001:db8::2",
    } == told(HEADER, 229, "ipv6.")


def test_after_no_next_header_nothing_is_missing() -> None:
    assert "" == pf.open(build.capture(HEADER + b"more", linktype=229))[0].problem


def test_a_payload_length_ends_what_is_carried() -> None:
    padded = build.ethernet(build.ipv6(build.udp())) + bytes(9)

    assert [14 + 40 + 8] == pf.open(build.capture(padded)).to_table().layer("udp").stop.tolist()
