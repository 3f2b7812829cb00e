"""Which packets belong together, by tshark's rules."""

from __future__ import annotations

import tracemalloc
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcapflow.files import open_capture
from pcapflow.layers import Cursor, decode, tables
from pcapflow.packets import FactFinder, Facts
from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from pcapflow.table import PacketTable

A, B, C = "02:00:00:00:00:01", "02:00:00:00:00:02", "02:00:00:00:00:03"


def found(table: PacketTable) -> Facts:
    finder = FactFinder()
    finder.update(table)
    return finder.result()


def echo(*, reply: bool = False, checksum: int | None = None, src: str = "10.0.0.1", dst: str = "10.0.0.2") -> bytes:
    return build.ethernet(build.ipv4(build.icmp_echo(b"data", reply=reply, checksum=checksum), src=src, dst=dst))


def said(mac: str, ip: str, *, opcode: int = 1, dst_mac: str = "00:00:00:00:00:00", dst: str = "10.0.0.9") -> bytes:
    return build.ethernet(build.arp(opcode=opcode, src_mac=mac, src=ip, dst_mac=dst_mac, dst=dst))


def test_a_request_and_its_reply_name_each_other(table_of: Callable[..., PacketTable]) -> None:
    facts = found(table_of(build.ping(seq=1), build.ping(seq=2), build.pong(seq=2), build.pong(seq=1)))

    assert {1: 4, 2: 3} == facts.reply_in
    assert {3: 2, 4: 1} == facts.request_in
    assert frozenset() == facts.unanswered


def test_ipv6_is_paired_as_well(table_of: Callable[..., PacketTable]) -> None:
    facts = found(table_of(build.ping(src="fd00::2", dst="fd00::3"), build.pong(src="fd00::3", dst="fd00::2")))

    assert {1: 2} == facts.reply_in


def test_a_request_without_reply_is_known_at_the_end(table_of: Callable[..., PacketTable]) -> None:
    finder = FactFinder()

    assert Facts() == finder.update(table_of(build.ping(seq=1)))
    assert frozenset({1}) == finder.result().unanswered


def test_one_pass_knows_the_request_of_a_reply(table_of: Callable[..., PacketTable]) -> None:
    """The reply is not known yet when a request is printed."""
    for finder in (FactFinder(), FactFinder(single_pass=True)):
        assert Facts(request_in={2: 1}) == finder.update(table_of(build.ping(), build.pong()))


def test_a_single_pass_keeps_nothing_of_what_was_answered(table_of: Callable[..., PacketTable]) -> None:
    """A live pipe may go on for ever."""
    table = table_of(*(packet for seq in range(300) for packet in (build.ping(seq=seq), build.pong(seq=seq))))
    finder = FactFinder(single_pass=True)
    finder.update(table)
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    for _ in range(10):
        finder.update(table)
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert after - before < 10_000


def test_a_single_pass_forgets_the_oldest_open_requests(
    table_of: Callable[..., PacketTable], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that is repeated is no longer among them."""
    monkeypatch.setattr("pcapflow.packets._facts.MAX_REMEMBERED", 2)
    finder = FactFinder(single_pass=True)
    finder.update(table_of(*(build.ping(seq=seq) for seq in (1, 2, 1, 3))))

    assert {2: 3, 3: 4} == finder.update(table_of(*(build.pong(seq=seq) for seq in (2, 1, 3)))).request_in


def test_a_single_pass_forgets_the_oldest_addresses(
    table_of: Callable[..., PacketTable], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever claims many of them fills no memory."""
    monkeypatch.setattr("pcapflow.packets._facts.MAX_REMEMBERED", 2)
    finder = FactFinder(single_pass=True)
    finder.update(table_of(*(said(A, f"10.0.0.{host}") for host in (1, 2, 3))))

    again = finder.update(table_of(*(said(B, f"10.0.0.{host}") for host in (1, 2, 3))))

    assert ["10.0.0.2", "10.0.0.3"] == list(again.duplicate_ip.values())


def test_a_single_pass_has_no_result() -> None:
    """Rather than one that leaves things out."""
    with pytest.raises(ValueError, match="forgotten"):
        FactFinder(single_pass=True).result()


def test_a_second_reply_belongs_to_none(table_of: Callable[..., PacketTable]) -> None:
    facts = found(table_of(build.ping(), build.pong(), build.pong()))

    assert {2: 1} == facts.request_in


def test_a_repeated_request_takes_the_place_of_the_first(table_of: Callable[..., PacketTable]) -> None:
    facts = found(table_of(build.ping(), build.ping(), build.pong()))

    assert {3: 2} == facts.request_in
    assert frozenset({1}) == facts.unanswered


def test_a_reply_with_other_data_belongs_to_none(table_of: Callable[..., PacketTable]) -> None:
    """Its checksum is not the one that the request demands."""
    assert {} == found(table_of(build.ping(data=b"ab"), build.pong(data=b"abcd"))).request_in


def test_a_wrong_checksum_pairs_with_the_wrong_one_that_follows_from_it(table_of: Callable[..., PacketTable]) -> None:
    facts = found(table_of(echo(checksum=0x1234), echo(reply=True, checksum=0x1234 + 0x0800)))

    assert {2: 1} == facts.request_in


def test_both_zeros_of_the_checksum_are_one(table_of: Callable[..., PacketTable]) -> None:
    """0xf7ff + 0x0800 is 0xffff, which one's complement may also write as 0."""
    for zero in (0, 0xFFFF):
        facts = found(table_of(echo(checksum=0xF7FF), echo(reply=True, checksum=zero)))
        assert {2: 1} == facts.request_in


def test_a_reply_from_elsewhere_belongs_to_none(table_of: Callable[..., PacketTable]) -> None:
    assert {} == found(table_of(echo(), echo(reply=True, src="10.0.0.3", dst="10.0.0.1"))).request_in


def test_a_reply_may_go_the_same_way(table_of: Callable[..., PacketTable]) -> None:
    """The two addresses count, not who is who."""
    assert {2: 1} == found(table_of(echo(), echo(reply=True))).request_in


def test_a_quoted_echo_is_no_packet(table_of: Callable[..., PacketTable]) -> None:
    quoted = build.ipv4(build.icmp_echo(b"data"))

    assert frozenset() == found(table_of(build.ethernet(build.ipv4(build.icmp_error(quoted))))).unanswered


def test_in_a_tunnel_the_inner_addresses_count(table_of: Callable[..., PacketTable]) -> None:
    inner = build.ipv4(build.icmp_echo(b"data"), src="10.0.0.1", dst="10.0.0.2")
    back = build.ipv4(build.icmp_echo(b"data", reply=True), src="10.0.0.2", dst="10.0.0.1")
    tunnels = (build.ipv4(inner, src="1.1.1.1", dst="2.2.2.2"), build.ipv4(back, src="3.3.3.3", dst="4.4.4.4"))

    assert {2: 1} == found(table_of(*map(build.ethernet, tunnels))).request_in


def test_an_address_with_another_mac_is_a_duplicate(table_of: Callable[..., PacketTable]) -> None:
    facts = found(table_of(said(A, "10.0.0.1"), said(B, "10.0.0.1"), said(A, "10.0.0.1")))

    assert {2: "10.0.0.1"} == facts.duplicate_ip


def test_the_target_of_a_reply_counts_last(table_of: Callable[..., PacketTable]) -> None:
    """Where it is right, a duplicate sender is not spoken of; tshark's verdict is the second one."""
    first, second = said(A, "10.0.0.1"), said(B, "10.0.0.2")
    reply = said(C, "10.0.0.1", opcode=2, dst_mac=B, dst="10.0.0.2")

    assert {} == found(table_of(first, second, reply)).duplicate_ip


def test_the_target_of_a_request_means_nothing(table_of: Callable[..., PacketTable]) -> None:
    asked = said(A, "10.0.0.1", dst_mac=B, dst="10.0.0.2")

    assert {} == found(table_of(asked, said(C, "10.0.0.2"))).duplicate_ip


def test_group_and_empty_addresses_mean_nothing(table_of: Callable[..., PacketTable]) -> None:
    odd = [said(mac, "10.0.0.1") for mac in ("ff:ff:ff:ff:ff:ff", "00:00:00:00:00:00", "01:00:5e:00:00:01")]

    assert {} == found(table_of(said(A, "10.0.0.1"), *odd)).duplicate_ip
    assert {} == found(table_of(said(A, "0.0.0.0"), said(B, "0.0.0.0"))).duplicate_ip  # noqa: S104 - an address in a packet


@given(cut=st.integers(1, 400))
def test_where_the_table_is_cut_does_not_matter(cut: int) -> None:
    """Windows of any size give the same facts."""
    pings = [packet for seq in range(6) for packet in (build.ping(seq=seq % 3), build.pong(seq=seq % 4))]
    capture = build.pcap(*pings, said(A, "10.0.0.1"), said(B, "10.0.0.1"))
    facts = []
    for window_bytes in (1 << 19, cut):
        finder, cursor = FactFinder(), Cursor()
        with open_capture(capture, window_bytes=window_bytes) as reader:
            for records in reader:
                finder.update(decode(records, tables(), cursor))
        facts.append(finder.result())

    assert facts[0] == facts[1]
    assert facts[0].duplicate_ip


def test_it_names_the_columns_that_it_needs() -> None:
    """Tables that hold no other layers give the same facts."""
    capture = build.pcap(build.ping(), build.pong(), said(A, "10.0.0.1"), said(B, "10.0.0.1"))
    wanted = {spec.layer for name in FactFinder.columns for spec in tables().schema.columns[name]}
    finder = FactFinder()
    with open_capture(capture) as reader:
        for records in reader:
            finder.update(decode(records, tables(), Cursor(), wanted=wanted))

    assert Facts({1: 2}, {2: 1}, frozenset(), {4: "10.0.0.1"}) == finder.result()
