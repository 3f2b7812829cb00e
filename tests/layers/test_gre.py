"""GRE: which fields are there, and what is carried."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pcapflow.layers import Problem
from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.layers.conftest import Decoded

IP = build.ipv4(build.icmp_echo(), ttl=7)
FLAGS = {"checksum", "routing", "key", "sequence_number", "strict_source_route", "ack"}


def over_ip(header: bytes) -> bytes:
    return build.ethernet(build.ipv4(header, proto=47))


@pytest.mark.parametrize(
    ("header", "expected", "n_bytes"),
    [
        (build.gre(IP), {}, 4),
        (build.gre(IP, key=5), {"gre.key": "0x00000005"}, 8),
        (build.gre(IP, sequence_number=9), {"gre.sequence_number": "9"}, 8),
        (bytes.fromhex("8000 0800 abcd 0001") + IP, {"gre.checksum": "0xabcd", "gre.offset": "1"}, 8),
        (
            bytes.fromhex("b000 0800 abcd 0000 00000005 00000009") + IP,
            {
                "gre.checksum": "0xabcd",
                "gre.offset": "0",
                "gre.key": "0x00000005",
                "gre.sequence_number": "9",
            },
            16,
        ),
    ],
)
def test_fields_stand_where_flags_put_them(
    decoded: Decoded, columns: Callable[..., dict[str, str]], header: bytes, expected: dict[str, str], n_bytes: int
) -> None:
    """In their order, each only if its flag is set."""
    table = decoded(over_ip(header))
    found = {name: text for name, text in columns(table, "gre.").items() if not name.startswith("gre.flags")}

    assert {"gre.proto": "0x0800", **expected} == found
    assert [34 + n_bytes] == table.layer("gre").body.tolist()
    assert ["64,7"] == table.texts("ip.ttl")


def test_version_1_has_a_call_and_acknowledges(decoded: Decoded, columns: Callable[..., dict[str, str]]) -> None:
    """PPTP's, which carries PPP."""
    table = decoded(over_ip(build.gre(b"\x21" + IP, version=1, key=0x00200005, sequence_number=9, ack_number=8)))
    found = columns(table, "gre.")

    assert ("32", "5", "9", "8") == (
        found["gre.key.payload_length"],
        found["gre.key.call_id"],
        found["gre.sequence_number"],
        found["gre.ack_number"],
    )
    assert "gre.key" not in found
    assert ("1", "0") == (found["gre.flags.ack"], found["gre.flags.reserved"])
    assert ["eth:ethertype:ip:gre:ppp:ip:icmp"] == table.texts("frame.protocols")


def test_flags_of_version_0(decoded: Decoded, columns: Callable[..., dict[str, str]]) -> None:
    """The bit of the acknowledgment is reserved there."""
    found = columns(decoded(over_ip(b"\xff\xf8\x08\0" + bytes(12))), "gre.flags.")

    assert {**dict.fromkeys(FLAGS - {"ack"}, "1"), "recursion_control": "7", "reserved": "31", "version": "0"} == {
        name.removeprefix("gre.flags."): text for name, text in found.items()
    }


@pytest.mark.parametrize(
    ("payload", "protocols"),
    [
        (build.ipv6(build.icmpv6_echo()), "ipv6:icmpv6"),
        (build.ethernet(build.ipv4(build.icmp_echo())), "eth:ethertype:ip:icmp"),
        (build.mpls(build.ipv4(build.icmp_echo())), "mpls:ip:icmp"),
    ],
)
def test_what_it_carries(decoded: Decoded, payload: bytes, protocols: str) -> None:
    """By EtherType."""
    table = decoded(over_ip(build.gre(payload)))

    assert [f"eth:ethertype:ip:gre:{protocols}"] == table.texts("frame.protocols")


def test_behind_a_source_route_nothing_is_read(decoded: Decoded, problem: Callable[..., tuple[Problem, str]]) -> None:
    """RFC 1701's is a list of any length."""
    table = decoded(over_ip(bytes.fromhex("4000 0800 0000 0000 0000 0000") + IP))

    assert ["eth:ethertype:ip:gre"] == table.texts("frame.protocols")
    assert (Problem.UNKNOWN_NEXT, "gre") == problem(table)


def test_a_header_that_is_cut_has_what_is_there(decoded: Decoded, columns: Callable[..., dict[str, str]]) -> None:
    """The checksum, not the offset behind it."""
    whole = over_ip(bytes.fromhex("8000 0800 abcd 0001") + IP)
    found = columns(decoded(build.Packet(whole[:40], wire_bytes=len(whole))), "gre.")

    assert "0xabcd" == found["gre.checksum"]
    assert "gre.offset" not in found


def test_it_comes_over_udp_too(decoded: Decoded) -> None:
    """Port 4754 (RFC 8086)."""
    gre = bytes.fromhex("0000 0800") + build.ipv4(build.icmp_echo())

    assert ["eth:ethertype:ip:udp:gre:ip:icmp"] == decoded(
        build.ethernet(build.ipv4(build.udp(gre, dstport=4754)))
    ).texts("frame.protocols")
