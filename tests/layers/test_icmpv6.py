"""ICMPv6: each shape of the rest, and the packet that an error quotes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pcapflow.layers import Problem
from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.layers.conftest import Decoded

    Columns = Callable[..., dict[str, str]]

ADDRESS = "fd310000000000000000000000000003"
EXTENDED = {"icmpv6.echo.identifier": "0x0102", "icmpv6.ext.echo.seq": "3"}
PROBE = build.ipv6(build.udp(srcport=40000, dstport=33434), src="fd00::1", dst="fd00::9", hlim=1)


def over_ip(message: bytes) -> bytes:
    return build.ethernet(build.ipv6(message, nxt=58, src="fd00::fe", dst="fd00::1"))


@pytest.mark.parametrize(
    ("rest", "shown"),
    [
        ("80 00 abcd 0102 0003", {"icmpv6.echo.identifier": "0x0102", "icmpv6.echo.sequence_number": "3"}),
        ("81 00 abcd 0102 0003", {"icmpv6.echo.identifier": "0x0102", "icmpv6.echo.sequence_number": "3"}),
        ("01 03 abcd 00 000000", {}),
        ("03 00 abcd 10 000000", {"icmpv6.length": "16"}),
        ("02 00 abcd 00000500", {"icmpv6.mtu": "1280"}),
        ("04 00 abcd 00000028", {"icmpv6.pointer": "40"}),
        (
            "a0 00 abcd 0102 03 05",
            EXTENDED | {"icmpv6.ext.echo.req.res": "0x02", "icmpv6.ext.echo.req.local": "1"},
        ),
        (
            "a1 00 abcd 0102 03 56",
            EXTENDED
            | {
                "icmpv6.ext.echo.rsp.state": "2",
                "icmpv6.ext.echo.rsp.res": "0x02",
                "icmpv6.ext.echo.rsp.active": "1",
                "icmpv6.ext.echo.rsp.ipv4": "1",
                "icmpv6.ext.echo.rsp.ipv6": "0",
            },
        ),
        (
            "86 00 abcd 40 d6 0708 00000001 00000002",
            {
                "icmpv6.nd.ra.cur_hop_limit": "64",
                "icmpv6.nd.ra.flag": "0xd6",
                "icmpv6.nd.ra.flag.m": "1",
                "icmpv6.nd.ra.flag.o": "1",
                "icmpv6.nd.ra.flag.h": "0",
                "icmpv6.nd.ra.flag.prf": "2",
                "icmpv6.nd.ra.flag.p": "1",
                "icmpv6.nd.ra.flag.rsv": "2",
                "icmpv6.nd.ra.router_lifetime": "1800",
                "icmpv6.nd.ra.reachable_time": "1",
                "icmpv6.nd.ra.retrans_timer": "2",
            },
        ),
        (f"87 00 abcd 00000000 {ADDRESS}", {"icmpv6.nd.ns.target_address": "fd31::3"}),
        (
            f"88 00 abcd a0000001 {ADDRESS}",
            {
                "icmpv6.nd.na.flag": "0xa0000001",
                "icmpv6.nd.na.flag.r": "1",
                "icmpv6.nd.na.flag.s": "0",
                "icmpv6.nd.na.flag.o": "1",
                "icmpv6.nd.na.flag.rsv": "1",
                "icmpv6.nd.na.target_address": "fd31::3",
            },
        ),
        (
            f"89 00 abcd 00000000 {ADDRESS} {'0' * 31}1",
            {"icmpv6.nd.rd.target_address": "fd31::3", "icmpv6.rd.na.destination_address": "::1"},
        ),
        (f"82 00 abcd 0000 0000 {ADDRESS}", {"icmpv6.mld.multicast_address": "fd31::3"}),
        (
            f"82 00 abcd 0000 0000 {ADDRESS} 5a 7d 0003",
            {
                "icmpv6.mld.multicast_address": "fd31::3",
                "icmpv6.mld.flag": "0x5a",
                "icmpv6.mld.flag.reserved": "5",
                "icmpv6.mld.flag.s": "1",
                "icmpv6.mld.flag.qrv": "2",
                "icmpv6.mld.nb_sources": "3",
            },
        ),
        (f"83 00 abcd 0000 0000 {ADDRESS}", {"icmpv6.mld.multicast_address": "fd31::3"}),
        (f"84 00 abcd 0000 0000 {ADDRESS}", {"icmpv6.mld.multicast_address": "fd31::3"}),
        ("8f 00 abcd 0000 0002", {"icmpv6.mldr.nb_mcast_records": "2"}),
    ],
)
def test_every_column(decoded: Decoded, columns: Columns, rest: str, shown: dict[str, str]) -> None:
    """Type, code and checksum are in every message; the rest has a shape by the type."""
    message = bytes.fromhex(rest)
    common = {"icmpv6.type": str(message[0]), "icmpv6.code": str(message[1]), "icmpv6.checksum": "0xabcd"}

    assert common | shown == columns(decoded(over_ip(message)), "icmpv6.")


@pytest.mark.parametrize("kind", [1, 2, 3, 4])
def test_an_error_quotes_the_packet_that_caused_it(
    decoded: Decoded, problem: Callable[..., tuple[Problem, str]], kind: int
) -> None:
    """Its headers are marked as quoted; a quote may end anywhere."""
    table = decoded(over_ip(build.icmpv6_error(PROBE[:44], type=kind, code=0)))

    assert ["eth:ethertype:ipv6:icmpv6:ipv6:udp"] == table.texts("frame.protocols")
    assert [False, True] == table.layer("ipv6").quoted.tolist()
    assert ["40000"] == table.texts("udp.srcport")
    assert [""] == table.texts("udp.length")
    assert (Problem.NONE, "") == problem(table)


def test_options_are_not_looked_at(decoded: Decoded, problem: Callable[..., tuple[Problem, str]]) -> None:
    """A neighbour's link-layer address stands behind what has a fixed place."""
    table = decoded(over_ip(build.icmpv6_ns("fd00::1", src_mac="02:00:00:00:00:01")))

    assert (Problem.NONE, "") == problem(table)


def test_the_rest_must_be_there(decoded: Decoded, problem: Callable[..., tuple[Problem, str]]) -> None:
    """An echo without its identifier is cut, by the length of the packet."""
    assert (Problem.CUT_BY_LENGTH, "icmpv6.echo") == problem(decoded(over_ip(bytes.fromhex("8000abcd"))))


@pytest.mark.parametrize(
    ("option", "expected"),
    [
        ("01 01 020304050607", {"linkaddr": "02:03:04:05:06:07", "src_linkaddr": "02:03:04:05:06:07"}),
        ("02 01 020304050607", {"linkaddr": "02:03:04:05:06:07", "target_linkaddr": "02:03:04:05:06:07"}),
        ("01 02 0203040506070809000000000000", {}),
        (
            "03 04 40 a1 00000e10 00000708 00000000 20010db8000000000000000000000000",
            {
                "prefix.length": "64",
                "prefix.flag": "0xa1",
                "prefix.flag.l": "1",
                "prefix.flag.a": "0",
                "prefix.flag.r": "1",
                "prefix.flag.reserved": "1",
                "prefix.valid_lifetime": "3600",
                "prefix.preferred_lifetime": "1800",
                "prefix": "2001:db8::",
            },
        ),
        ("05 01 0000 000005dc", {"mtu": "1500"}),
        ("07 01 0000 000003e8", {"advertisement_interval": "1000"}),
        ("08 01 0000 0001 0002", {"home_agent_preference": "1", "home_agent_lifetime": "2"}),
        (
            "18 02 40 18 00000e10 20010db800000000",
            {
                "prefix.length": "64",
                "route_info.flag": "0x18",
                "route_info.flag.route_preference": "3",
                "route_lifetime": "3600",
                "prefix": "2001:db8::",
            },
        ),
        (
            "18 03 40 08 00000e10 20010db8000000000000000000000001",
            {
                "prefix.length": "64",
                "route_info.flag": "0x08",
                "route_info.flag.route_preference": "1",
                "route_lifetime": "3600",
                "prefix": "2001:db8::1",
            },
        ),
        (
            "19 05 0000 00000e10 20010db8000000000000000000000001 20010db8000000000000000000000002",
            {"rdnss.lifetime": "3600", "rdnss": "2001:db8::1,2001:db8::2"},
        ),
        ("1f 02 0000 00000e10 0361626300000000", {"dnssl.lifetime": "3600"}),
        ("26 02 0e11 0064ff9b0000000000000000", {"pref64.scaled_lifetime": "450", "pref64.plc": "0x0001"}),
    ],
)
def test_options_of_every_kind(
    decoded: Decoded, columns: Callable[..., dict[str, str]], option: str, expected: dict[str, str]
) -> None:
    """Of a router's advertisement; type and length stand before."""
    raw = bytes.fromhex(option)
    table = decoded(build.ethernet(build.ipv6(build.icmpv6(bytes(12) + raw, type=134))))
    found = {name.removeprefix("icmpv6.opt."): text for name, text in columns(table, "icmpv6.opt.").items()}

    assert {"type": str(raw[0]), "length": str(raw[1]), **expected} == found


@pytest.mark.parametrize(
    ("kind", "n_bytes"),
    [(133, 4), (134, 12), (135, 20), (136, 20), (137, 36), (141, 4), (142, 4), (147, 4), (148, 4), (149, 8), (154, 4)],
)
def test_messages_that_end_in_options(
    decoded: Decoded, columns: Callable[..., dict[str, str]], kind: int, n_bytes: int
) -> None:
    """Each has other bytes before them."""
    message = build.icmpv6(bytes(n_bytes) + b"\x05\x01\0\0\0\0\x05\xdc", type=kind)
    found = columns(decoded(build.ethernet(build.ipv6(message))), "icmpv6.opt.")

    assert {"icmpv6.opt.type": "5", "icmpv6.opt.length": "1", "icmpv6.opt.mtu": "1500"} == found


def test_an_option_of_no_length_is_the_last(decoded: Decoded, columns: Callable[..., dict[str, str]]) -> None:
    """RFC 4861 section 4.6: such a packet is discarded."""
    message = build.icmpv6(bytes(4) + b"\x05\0\0\0\0\0\x05\xdc", type=133)
    found = columns(decoded(build.ethernet(build.ipv6(message))), "icmpv6.opt.")

    assert {"icmpv6.opt.type": "5", "icmpv6.opt.length": "0"} == found
