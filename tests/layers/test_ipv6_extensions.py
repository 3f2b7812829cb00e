"""IPv6 extension headers: chains, fragments, too many of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pcapflow as pf
from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable

    Told = Callable[..., dict[str, str]]


def test_a_chain_leads_to_what_it_carries() -> None:
    chain = build.hop_by_hop(build.routing(build.destination_options(build.udp(dstport=53))))
    cap = pf.open(build.capture(build.ethernet(build.ipv6(chain))))

    protocols = "eth:ethertype:ipv6:ipv6.hopopts:ipv6.routing:ipv6.dstopts:udp"
    assert protocols == cap["frame.protocols"][0]
    assert 53 == cap[0]["udp.dstport"]


def test_each_field_of_a_fragment_has_its_value(told: Told) -> None:
    fragment = bytes.fromhex("11 0a 000f 01020304")

    found = told(build.ethernet(build.ipv6(fragment, nxt=44)), 1, "ipv6.fraghdr.")

    assert {
        "ipv6.fraghdr.nxt": "17",
        "ipv6.fraghdr.reserved_octet": "0x0a",
        "ipv6.fraghdr.offset": "1",
        "ipv6.fraghdr.reserved_bits": "3",
        "ipv6.fraghdr.more": "1",
        "ipv6.fraghdr.ident": "0x01020304",
    } == found


def test_a_later_fragment_is_not_read_further() -> None:
    later = build.ethernet(build.ipv6(bytes.fromhex("11 00 0008 01020304") + bytes(8), nxt=44))

    assert "not the first fragment" == pf.open(build.capture(later))[0].problem


def test_ninety_nine_headers_are_too_deep() -> None:
    chain = b"".join(bytes.fromhex("3c00010400000000") for _ in range(98)) + bytes.fromhex("1100010400000000")
    packet = pf.open(build.capture(build.ethernet(build.ipv6(chain + bytes(8), nxt=60))))[0]

    assert "too deep" == packet.problem
    assert 64 == len(packet.layers)
