"""ICMP: each shape of the rest, and the packet that an error quotes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pcapflow as pf
from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable

    Told = Callable[..., dict[str, str]]


def icmp(rest: str) -> bytes:
    return build.ethernet(build.ipv4(bytes.fromhex(rest), proto=1))


def test_each_field_of_an_echo_has_its_value(told: Told) -> None:
    assert {
        "icmp.type": "8",
        "icmp.code": "0",
        "icmp.checksum": "0xabcd",
        "icmp.ident": "258",
        "icmp.ident_le": "513",
        "icmp.seq": "1",
        "icmp.seq_le": "256",
    } == told(icmp("0800abcd 0102 0001"), 1, "icmp.")


def test_a_timestamp_has_three_times(told: Told) -> None:
    found = told(icmp("0d00abcd 0102 0001 00000001 00000002 00000003"), 1, "icmp.")

    assert ("1", "2", "3") == tuple(found[f"icmp.{name}_timestamp"] for name in ("originate", "receive", "transmit"))


def test_fragmentation_needed_has_an_mtu(told: Told) -> None:
    assert "1400" == told(icmp("0304abcd 0000 0578"), 1, "icmp.")["icmp.mtu"]


def test_a_redirect_has_a_gateway(told: Told) -> None:
    assert "10.0.0.9" == told(icmp("0501abcd 0a000009"), 1, "icmp.")["icmp.redir_gw"]


def test_an_error_quotes_the_packet_that_caused_it() -> None:
    asked = build.ipv4(build.icmp_echo(ident=7, seq=3), src="10.0.0.1", dst="10.9.9.9", ttl=1)
    error = build.ipv4(build.icmp_error(asked, type=11, code=0), src="10.0.0.254", dst="10.0.0.1")
    cap = pf.open(build.capture(build.ethernet(error)))
    table = cap.to_table()

    assert ["11,8"] == table.texts("icmp.type")
    assert ["10.0.0.254,10.0.0.1"] == table.texts("ip.src")
    assert [False, True] == table.layer("ip").quoted.tolist()
    assert 3 == cap[0]["icmp.seq"]
    assert "" == cap[0].problem


def test_eight_quoted_bytes_of_tcp_are_no_problem() -> None:
    asked = build.ipv4(build.tcp(srcport=1, dstport=80))
    error = build.ipv4(build.icmp_error(asked[:28]))
    packet = pf.open(build.capture(build.ethernet(error)))[0]

    assert (80, None) == (packet["tcp.dstport"], packet.get("tcp.window_size_value"))
    assert "" == packet.problem


def test_an_echo_without_its_identifier_is_cut() -> None:
    packet = pf.open(build.capture(icmp("0800abcd")))[0]

    assert "icmp.ident" not in packet
    assert "cut short by its own length field" == packet.problem
