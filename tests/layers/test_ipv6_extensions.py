"""IPv6 extension headers, alone and in chains."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pcapflow.layers import Problem
from pcapflow.table import MAX_DEPTH
from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.layers.conftest import Decoded


def test_every_column(decoded: Decoded, columns: Callable[..., dict[str, str]]) -> None:
    """One header of each kind."""
    fragment = bytes.fromhex("3c a5 0007 12345678")
    chain = build.hop_by_hop(
        build.routing(fragment, nxt=44, type=4, segleft=2, data=bytes(12)), options=b"\x01\x0c" + bytes(12)
    )
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
    } == {
        name: text
        for name, text in found.items()
        if name.count(".") == 2 and name.split(".")[1] not in ("tclass", "opt")
    }


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


@pytest.mark.parametrize(
    ("option", "expected"),
    [
        ("05 02 0000 00 00", {"type": "0x05,0x00,0x00", "length": "2", "router_alert": "0"}),
        ("04 01 04 01 01 00", {"type": "0x04,0x01", "length": "1,1", "tel": "4"}),
        ("c2 04 00010000", {"type": "0xc2", "length": "4", "jumbo": "65536"}),
        ("30 04 05dc 0000", {"type": "0x30", "length": "4", "pmtu.min": "1500"}),
        (
            "c9 10 20010db8000000000000000000000001 01 02 0000",
            {"type": "0xc9,0x01", "length": "16,2", "mipv6.home_address": "2001:db8::1"},
        ),
        ("00 05 09 0000 00", {"type": "0x00"}),
    ],
)
@pytest.mark.parametrize("header", [build.hop_by_hop, build.destination_options])
def test_options(
    decoded: Decoded,
    columns: Callable[..., dict[str, str]],
    header: Callable[..., bytes],
    option: str,
    expected: dict[str, str],
) -> None:
    """Of both headers that hold some; one that leads beyond the end is none."""
    options = bytes.fromhex(option)
    table = decoded(build.ethernet(build.ipv6(header(build.udp(), options=options + bytes((6 - len(options)) % 8)))))
    found = {name.removeprefix("ipv6.opt."): text for name, text in columns(table, "ipv6.opt.").items()}

    assert expected == {name: text for name, text in found.items() if not name.startswith("type.")}


def test_a_type_of_option_has_three_parts(decoded: Decoded, columns: Callable[..., dict[str, str]]) -> None:
    """Discard where it is not known, may change, number 30."""
    packet = build.ethernet(build.ipv6(build.hop_by_hop(build.udp(), options=b"\x7e\x04" + bytes(4))))

    assert {
        "ipv6.opt.type": "0x7e",
        "ipv6.opt.type.action": "1",
        "ipv6.opt.type.change": "1",
        "ipv6.opt.type.rest": "0x1e",
    } == columns(decoded(packet), "ipv6.opt.type")


A, B = (bytes.fromhex(f"20010db800000000000000000000000{n}") for n in (1, 2))


@pytest.mark.parametrize(
    ("kind", "rest", "expected"),
    [
        (0, bytes(4) + A + B, {"src.reserved": "00000000", "src.addr": "2001:db8::1,2001:db8::2"}),
        (2, bytes(4) + A, {"mipv6.reserved": "00000000", "mipv6.home_address": "2001:db8::1"}),
        (
            4,
            b"\1\x10\xab\xcd" + A + B + b"\5\6" + bytes(6),
            {
                "srh.last_entry": "1",
                "srh.flags": "0x10",
                "srh.tag": "abcd",
                "srh.addr": "2001:db8::1,2001:db8::2",
            },
        ),
        (77, bytes(4) + A, {}),
    ],
)
def test_routes(
    decoded: Decoded, columns: Callable[..., dict[str, str]], kind: int, rest: bytes, expected: dict[str, str]
) -> None:
    """Addresses to visit, a home address, segments and what follows them; of other types nothing."""
    header = bytes([17, (4 + len(rest)) // 8 - 1, kind, 1]) + rest
    table = decoded(build.ethernet(build.ipv6(header + build.udp(), nxt=43)))
    found = {name.removeprefix("ipv6.routing."): text for name, text in columns(table, "ipv6.routing.").items()}

    assert expected == {name: text for name, text in found.items() if "." in name}
