"""ICMPv6: echo, errors with what they quote, neighbour discovery."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pcapflow as pf
from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable

    Told = Callable[..., dict[str, str]]


def icmpv6(rest: str) -> bytes:
    return build.ethernet(build.ipv6(bytes.fromhex(rest), nxt=58))


def test_each_field_of_an_echo_has_its_value(told: Told) -> None:
    assert {
        "icmpv6.type": "128",
        "icmpv6.code": "0",
        "icmpv6.checksum": "0xabcd",
        "icmpv6.echo.identifier": "0x0102",
        "icmpv6.echo.sequence_number": "3",
    } == told(icmpv6("8000abcd 0102 0003"), 1, "icmpv6.")


def test_packet_too_big_has_an_mtu(told: Told) -> None:
    assert "1280" == told(icmpv6("0200abcd 00000500"), 1, "icmpv6.")["icmpv6.mtu"]


def test_a_solicitation_has_a_target(told: Told) -> None:
    found = told(build.ethernet(build.ipv6(build.icmpv6_ns("fd31::3"))), 1, "icmpv6.nd.")

    assert {"icmpv6.nd.ns.target_address": "fd31::3"} == found


def test_an_advertisement_has_flags(told: Told) -> None:
    found = told(build.ethernet(build.ipv6(build.icmpv6_na("fd31::3", flags=0b011))), 1, "icmpv6.nd.na.")

    assert ("0", "1", "1") == tuple(found[f"icmpv6.nd.na.flag.{flag}"] for flag in "rso")


def test_an_error_quotes_the_packet_that_caused_it() -> None:
    asked = build.ipv6(build.icmpv6_echo(ident=7, seq=3), dst="fd31::9")
    cap = pf.open(build.capture(build.ethernet(build.ipv6(build.icmpv6_error(asked)))))

    assert ["1,128"] == cap.to_table().texts("icmpv6.type")
    assert 3 == cap[0]["icmpv6.echo.sequence_number"]
