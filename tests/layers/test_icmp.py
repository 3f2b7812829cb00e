"""ICMP: each shape of the rest, and the packet that an error quotes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pcapflow.layers import Problem
from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.layers.conftest import Decoded

    Columns = Callable[..., dict[str, str]]

IDENTIFIER = {"icmp.ident": "258", "icmp.ident_le": "513", "icmp.seq": "1", "icmp.seq_le": "256"}
EXTENDED = {"icmp.ident": "258", "icmp.ident_le": "513", "icmp.ext.echo.seq": "3"}
PROBE = build.ipv4(build.udp(srcport=40000, dstport=33434), src="10.0.0.1", dst="10.9.9.9", ttl=1)


def over_ip(message: bytes) -> bytes:
    return build.ethernet(build.ipv4(message, proto=1, src="10.0.0.254", dst="10.0.0.1"))


@pytest.mark.parametrize(
    ("rest", "shown"),
    [
        ("00 00 abcd 0102 0001", IDENTIFIER),
        ("08 00 abcd 0102 0001", IDENTIFIER),
        (
            "0d 00 abcd 0102 0001 00000001 00000002 00000003",
            IDENTIFIER
            | {"icmp.originate_timestamp": "1", "icmp.receive_timestamp": "2", "icmp.transmit_timestamp": "3"},
        ),
        ("0f 00 abcd 0102 0001", IDENTIFIER),
        ("12 00 abcd 0102 0001 ffffff00", IDENTIFIER | {"icmp.address_mask": "255.255.255.0"}),
        (
            "2a 00 abcd 0102 03 05",
            EXTENDED | {"icmp.ext.echo.req.res": "0x02", "icmp.ext.echo.req.local": "1"},
        ),
        (
            "2b 00 abcd 0102 03 56",
            EXTENDED
            | {
                "icmp.ext.echo.rsp.state": "2",
                "icmp.ext.echo.rsp.res": "0x02",
                "icmp.ext.echo.rsp.active": "1",
                "icmp.ext.echo.rsp.ipv4": "1",
                "icmp.ext.echo.rsp.ipv6": "0",
            },
        ),
        ("09 00 abcd 02 03 0708", {"icmp.num_addrs": "2", "icmp.addr_entry_size": "3", "icmp.lifetime": "1800"}),
        ("03 01 abcd 00 00 0000", {}),
        ("0b 00 abcd 00 20 0000", {"icmp.length": "32"}),
        ("03 04 abcd 00 20 0578", {"icmp.length": "32", "icmp.mtu": "1400"}),
        ("0c 00 abcd 14 20 0000", {"icmp.length": "32", "icmp.pointer": "20"}),
        ("04 00 abcd 00 20 0000", {}),
        ("05 01 abcd 0a000009", {"icmp.redir_gw": "10.0.0.9"}),
    ],
)
def test_every_column(decoded: Decoded, columns: Columns, rest: str, shown: dict[str, str]) -> None:
    """Type, code and checksum are in every message; the rest has a shape by the type."""
    message = bytes.fromhex(rest)
    common = {"icmp.type": str(message[0]), "icmp.code": str(message[1]), "icmp.checksum": "0xabcd"}

    assert common | shown == columns(decoded(over_ip(message)), "icmp.")


@pytest.mark.parametrize("kind", [3, 4, 5, 11, 12])
def test_an_error_quotes_the_packet_that_caused_it(
    decoded: Decoded, problem: Callable[..., tuple[Problem, str]], kind: int
) -> None:
    """Its headers are marked as quoted, and cut where the error ends, which is no problem."""
    table = decoded(over_ip(build.icmp_error(PROBE[:28], type=kind, code=0)))

    assert ["eth:ethertype:ip:icmp:ip:udp"] == table.texts("frame.protocols")
    assert [False, True] == table.layer("ip").quoted.tolist()
    assert [True] == table.layer("udp").quoted.tolist()
    assert ["10.0.0.254,10.0.0.1"] == table.texts("ip.src")
    assert (Problem.NONE, "") == problem(table)


def test_a_quote_may_end_anywhere(decoded: Decoded, problem: Callable[..., tuple[Problem, str]]) -> None:
    """Eight bytes of a TCP header are ordinary: what is there is shown."""
    asked = build.ipv4(build.tcp(srcport=1, dstport=80, seq=7))
    table = decoded(over_ip(build.icmp_error(asked[:28])))

    assert ["80"] == table.texts("tcp.dstport")
    assert ["7"] == table.texts("tcp.seq_raw")
    assert [""] == table.texts("tcp.window_size_value")
    assert (Problem.NONE, "") == problem(table)


def test_the_first_occurrence_is_the_errors(decoded: Decoded) -> None:
    """The last one is what it quotes; of a field that the error has not, both are the quote's."""
    asked = build.ipv4(build.icmp_echo(ident=7, seq=3))
    table = decoded(over_ip(build.icmp_error(asked, type=11, code=0)))

    assert [11] == table.column("icmp.type").values.tolist()
    assert [8] == table.column("icmp.type", "last").values.tolist()
    assert [3] == table.column("icmp.seq").values.tolist()


def test_an_error_about_an_error_goes_on(decoded: Decoded) -> None:
    """It should not be sent (RFC 1122 section 3.2.2), and is read all the same."""
    inner = build.ipv4(build.icmp_error(PROBE))

    assert ["eth:ethertype:ip:icmp:ip:icmp:ip:udp"] == decoded(over_ip(build.icmp_error(inner))).texts(
        "frame.protocols"
    )


def test_the_rest_must_be_there(decoded: Decoded, problem: Callable[..., tuple[Problem, str]]) -> None:
    """An echo without its identifier is cut, by the length of the packet."""
    table = decoded(over_ip(bytes.fromhex("0800abcd")))

    assert (Problem.CUT_BY_LENGTH, "icmp.echo") == problem(table)
    assert [""] == table.texts("icmp.ident")


def test_another_type_has_no_shape(decoded: Decoded, problem: Callable[..., tuple[Problem, str]]) -> None:
    """Type 40: what follows is not known."""
    assert (Problem.UNKNOWN_NEXT, "icmp") == problem(decoded(over_ip(bytes.fromhex("2800abcd 00000000"))))
