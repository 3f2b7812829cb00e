from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pcapflow.analyses import Ping
from pcapflow.analyses._wire_verdicts import wire_verdicts
from pcapflow.testing import build
from pcapflow.testing.conformance import run

if TYPE_CHECKING:
    from pcapflow.results import Verdict

GOOD = [pack(seq=seq) for seq in (1, 2) for pack in (build.ping, build.pong)]


def verdicts(*packets: bytes | build.Packet) -> dict[str, Verdict]:
    sessions = run(Ping(), build.capture(*packets)).sessions
    return {verdict.text: verdict for verdict in wire_verdicts([each for each in sessions if each.n_requests])}


def failing(*packets: bytes | build.Packet) -> dict[str, str]:
    return {text: verdict.detail for text, verdict in verdicts(*packets).items() if verdict.ok is False}


def test_a_clean_ping_holds() -> None:
    """In all, with what was found."""
    found = verdicts(*GOOD)

    assert {
        "no loss": "2 of 2 requests answered",
        "no duplicates": "2 replies, each to a request of its own",
        "every IPv4 header checksum is right": "4 packets",
        "every ICMP checksum is right": "4 packets",
        "one TTL in each direction": "requests 64, replies 64",
    } == {text: verdict.detail for text, verdict in found.items()}
    assert {True} == {verdict.ok for verdict in found.values()}


def test_a_loss_names_the_numbers() -> None:
    """As on the wire."""
    assert {"no loss": "1 of 3 requests not answered: icmp_seq 0"} == failing(*GOOD, build.ping(seq=0))


def test_a_duplicate_is_named() -> None:
    """One reply too many."""
    assert {"no duplicates": "1 duplicate: icmp_seq 2"} == failing(*GOOD, build.pong(seq=2))


def test_a_wrong_checksum_names_the_packets() -> None:
    """Of the header, and of the message."""
    header = build.ipv4(build.icmp_echo(bytes(56), seq=3), checksum=1)
    assert {"every IPv4 header checksum is right": "wrong in 1 of 6 packets: 5"} == failing(
        *GOOD, build.ethernet(header), build.pong(seq=3)
    )
    message = build.ipv4(build.icmp_echo(bytes(56), seq=3, checksum=1))
    assert {"every ICMP checksum is right": "wrong in 1 of 6 packets: 5"} == failing(
        *GOOD, build.ethernet(message), build.pong(seq=3)
    )


def test_what_was_cut_is_not_judged_and_said() -> None:
    """The rest is."""
    whole = build.ping(seq=3).data
    found = verdicts(*GOOD, build.Packet(whole[:60], 0, len(whole)), build.pong(seq=3))

    assert (True, "5 packets; not judged, being fragments or not captured whole: 1") == (
        found["every ICMP checksum is right"].ok, found["every ICMP checksum is right"].detail
    )  # fmt: skip


def test_when_all_are_cut_nothing_is_judged() -> None:
    """Neither right nor wrong."""
    packets = [build.Packet(packet.data[:60], 0, len(packet.data)) for packet in GOOD]

    assert verdicts(*packets)["every ICMP checksum is right"].ok is None


def test_two_ttls_in_one_direction_are_named() -> None:
    """A route that changed."""
    assert {"one TTL in each direction": "replies 63 and 64"} == failing(
        *GOOD, build.ping(seq=3), build.pong(seq=3, ttl=63)
    )


def test_two_pings_may_have_two_ttls() -> None:
    """Each has one."""
    other = [build.ping(ident=2), build.pong(ident=2, ttl=60)]
    found = verdicts(*GOOD, *other)["one TTL in each direction"]

    assert (True, "requests 64, replies 60; requests 64, replies 64") == (found.ok, found.detail)


def test_of_several_pings_the_one_at_fault_is_named() -> None:
    """By its addresses and identifier."""
    assert {"no loss": "172.17.0.2 to 172.17.0.3 (identifier 2): 1 of 1 request not answered: icmp_seq 1"} == failing(
        *GOOD, build.ping(ident=2)
    )


def test_ipv6_has_no_header_checksum() -> None:
    """And its own name for ICMP."""
    found = verdicts(build.ping(src="fd00::2", dst="fd00::3"), build.pong(src="fd00::3", dst="fd00::2"))

    assert ["no loss", "no duplicates", "every ICMPv6 checksum is right", "one TTL in each direction"] == list(found)


@pytest.mark.parametrize("packets", [[], [build.pong()], [build.ethernet(build.arp())]])
def test_without_a_ping_nothing_is_judged(packets: list[build.Packet]) -> None:
    """All say so."""
    found = verdicts(*packets)

    assert [(None, "no echo request")] * 5 == [(verdict.ok, verdict.detail) for verdict in found.values()]


def test_checksums_are_looked_at_wherever_a_packet_was_seen() -> None:
    """A packet may be spoilt on its way."""
    ask, spoilt = (build.ipv4(build.icmp_echo(bytes(56), checksum=checksum)) for checksum in (None, 1))
    seen = [build.sll2(ask, ifindex=2), build.sll2(ask, ifindex=3)]
    sessions = run(Ping(), build.capture(*seen, build.sll2(spoilt, ifindex=3), linktype=276)).sessions
    (found,) = [verdict for verdict in wire_verdicts(sessions) if verdict.text == "every ICMP checksum is right"]

    assert (False, "wrong in 1 of 3 packets: 3") == (found.ok, found.detail)
