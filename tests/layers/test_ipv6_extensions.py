"""IPv6 extension headers, alone and in chains."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pcapflow.layers import Problem
from pcapflow.table import MAX_DEPTH
from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.layers.conftest import Decoded


def test_every_column(decoded: Decoded, columns: Callable[..., dict[str, str]]) -> None:
    """One header of each kind."""
    fragment = bytes.fromhex("3c a5 0007 12345678")
    chain = build.hop_by_hop(build.routing(fragment, nxt=44, type=4, segleft=2, data=bytes(12)), options=bytes(14))
    found = columns(decoded(build.ethernet(build.ipv6(chain))), "ipv6.")

    assert {
        "ipv6.hopopts.nxt": "43",
        "ipv6.hopopts.len": "1",
        "ipv6.routing.nxt": "44",
        "ipv6.routing.len": "1",
        "ipv6.routing.type": "4",
        "ipv6.routing.segleft": "2",
        "ipv6.fraghdr.nxt": "60",
        "ipv6.fraghdr.reserved_octet": "0xa5",
        "ipv6.fraghdr.offset": "0",
        "ipv6.fraghdr.reserved_bits": "3",
        "ipv6.fraghdr.more": "1",
        "ipv6.fraghdr.ident": "0x12345678",
    } == {name: text for name, text in found.items() if name.count(".") == 2 and "tclass" not in name}


def test_lengths_are_in_units_of_eight_bytes(decoded: Decoded) -> None:
    """The first eight do not count."""
    table = decoded(build.ethernet(build.ipv6(build.destination_options(build.udp(), options=bytes(6 + 16)))))

    assert [14 + 40 + 24] == table.layer("udp").start.tolist()


def test_a_chain_leads_to_what_it_is_about(decoded: Decoded) -> None:
    """Headers are named in their order."""
    chain = build.hop_by_hop(build.destination_options(build.routing(build.fragment(build.icmpv6_echo()))))

    assert ["eth:ethertype:ipv6:ipv6.hopopts:ipv6.dstopts:ipv6.routing:ipv6.fraghdr:icmpv6"] == decoded(
        build.ethernet(build.ipv6(chain))
    ).texts("frame.protocols")


def test_a_later_fragment_carries_no_header(decoded: Decoded, problem: Callable[..., tuple[Problem, str]]) -> None:
    """As in IPv4."""
    table = decoded(build.ethernet(build.ipv6(build.fragment(bytes(16), nxt=17, offset=8))))

    assert (Problem.NOT_FIRST_FRAGMENT, "ipv6.fraghdr") == problem(table)
    assert 0 == len(table.layer("udp"))


def test_a_first_fragment_may_claim_more_than_there_is(
    decoded: Decoded, problem: Callable[..., tuple[Problem, str]]
) -> None:
    """UDP's length is that of the whole datagram."""
    table = decoded(build.ethernet(build.ipv6(build.fragment(build.udp(bytes(8), length=4000), more=True))))

    assert (Problem.NONE, "") == problem(table)


def test_an_endless_chain_ends_at_64_headers(decoded: Decoded, problem: Callable[..., tuple[Problem, str]]) -> None:
    """99 extension headers: 62 of them have rows, beside Ethernet's and IPv6's."""
    chain = build.udp()
    for _ in range(99):
        chain = build.destination_options(chain)
    table = decoded(build.ethernet(build.ipv6(chain)))

    assert (Problem.TOO_DEEP, "ipv6.dstopts") == problem(table)
    assert MAX_DEPTH == 2 + len(table.layer("ipv6.dstopts"))
