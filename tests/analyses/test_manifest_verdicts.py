from __future__ import annotations

from typing import Any

import pytest

from pcapflow.analyses import Check
from pcapflow.analyses._manifest_verdicts import manifest_at
from pcapflow.testing import build
from pcapflow.testing.conformance import run

LAYERS = "every echo packet is link layer > IP > ICMP, with nothing between"
TTL = "TTL 64 both ways on one bridge"
DROPPED = "tcpdump dropped no packet"
COUNTED = "the file holds what tcpdump captured"
PING = [build.ping(), build.pong()]


def manifest(**changes: Any) -> dict[str, Any]:
    return {
        "client": {"address": "172.17.0.2"},
        "server": {"address": "172.17.0.3"},
        "network": {"name": "bridge", "subnets": ["172.17.0.0/16"]},
        "ping": {"argv": ["ping", "-c", "1", "172.17.0.3"]},
        "tcpdump": {"captured": 2, "received": 3, "dropped": 0},
    } | changes


def verdicts(
    said: dict[str, Any], *packets: bytes | build.Packet, linktype: int = 1
) -> dict[str, tuple[bool | None, str]]:
    checked = run(Check(manifest=said), build.capture(*packets, linktype=linktype)).only()
    return {verdict.text: (verdict.ok, verdict.detail) for verdict in checked.verdicts if verdict.text in _TEXTS}


_TEXTS = {LAYERS, TTL, DROPPED, COUNTED}


def test_the_experiment_as_it_should_be() -> None:
    """What it is made to show."""
    assert {
        LAYERS: (True, "eth > ip > icmp in 2 packets"),
        TTL: (True, "requests 64, replies 64"),
        DROPPED: (True, "0 dropped"),
        COUNTED: (True, "2 packets in the file, 2 captured"),
    } == verdicts(manifest(), *PING)


def test_a_header_between_is_named() -> None:
    """With the packet and its layers; without a link layer the statement does not hold either."""
    tagged = build.ethernet(build.vlan(build.ipv4(build.icmp_echo(bytes(56), seq=2))))

    assert (False, "packet 3 is eth > vlan > ip > icmp") == verdicts(manifest(), *PING, tagged)[LAYERS]
    bare = build.ipv4(build.icmp_echo(b""))
    assert verdicts(manifest(), bare, linktype=228)[LAYERS][0] is False
    assert verdicts(manifest(), build.ipv4(bare), linktype=228)[LAYERS][0] is False


def test_ipv6_is_as_good() -> None:
    """Its extension headers are not."""
    said = manifest(client={"address": "fd00::2"}, server={"address": "fd00::3"}, network={"subnets": ["fd00::/64"]})
    between = build.ethernet(build.ipv6(build.hop_by_hop(build.icmpv6_echo(b"", seq=2)), src="fd00::2", dst="fd00::3"))

    found = verdicts(said, build.ping(src="fd00::2", dst="fd00::3"), build.pong(src="fd00::3", dst="fd00::2"))
    assert ((True, "eth > ipv6 > icmpv6 in 2 packets"), (True, "requests 64, replies 64")) == (
        found[LAYERS],
        found[TTL],
    )
    assert verdicts(said, between)[LAYERS][0] is False


def test_who_routes_betrays_himself() -> None:
    """On one bridge, nobody takes anything off the TTL."""
    assert (False, "requests 64, replies 63") == verdicts(manifest(), build.ping(), build.pong(ttl=63))[TTL]


def test_a_ttl_that_was_asked_for_is_no_fault() -> None:
    """The replies have their own."""
    said = manifest(ping={"argv": ["ping", "-t", "5", "172.17.0.3"]})

    assert (True, "replies 64") == verdicts(said, build.ping(ttl=5), build.pong())[TTL]


@pytest.mark.parametrize("subnets", [["10.0.0.0/8"], [], ["what"], None])
def test_behind_a_router_the_ttl_is_not_judged(subnets: object) -> None:
    """Nor where the manifest does not say which network it is."""
    said = manifest(network={"subnets": subnets})

    assert (None, "172.17.0.3 is not on the network of the recording") == verdicts(said, *PING)[TTL]


def test_others_pings_say_nothing_of_the_experiments_ttl() -> None:
    """Only those from client to server are looked at."""
    found = verdicts(manifest(), build.ping(src="172.17.0.7"), build.pong(dst="172.17.0.7", ttl=1))

    assert (None, "no echo request from client to server") == found[TTL]


def test_what_the_recorder_lost_is_a_fault() -> None:
    """Dropped by the kernel, or missing in the file."""
    found = verdicts(manifest(tcpdump={"captured": 5, "dropped": 3}), *PING)

    assert (False, "3 dropped") == found[DROPPED]
    assert (False, "2 packets in the file, 5 captured") == found[COUNTED]


@pytest.mark.parametrize("counter", [True, False, "0", 0.0, None])
def test_a_counter_that_is_no_number_is_not_judged(counter: object) -> None:
    """JSON's true is no count, though Python takes it for 1."""
    found = verdicts(manifest(tcpdump={"captured": counter, "dropped": counter}), *PING)

    assert (None, "the manifest has no counter") == found[DROPPED] == found[COUNTED]


def test_a_manifest_may_be_silent() -> None:
    """Then nothing is judged by it but the packets themselves."""
    found = verdicts({}, *PING)

    assert [True, None, None, None] == [found[text][0] for text in (LAYERS, TTL, DROPPED, COUNTED)]


def test_without_a_ping_a_recorder_that_worked_proves_nothing() -> None:
    """It can still fail."""
    arp = build.ethernet(build.arp())

    found = verdicts(manifest(tcpdump={"captured": 1, "dropped": 0}), arp)
    assert {None} == {ok for ok, _ in found.values()}
    assert "no ping; 0 dropped" == found[DROPPED][1]
    assert verdicts(manifest(tcpdump={"captured": 1, "dropped": 2}), arp)[DROPPED][0] is False


def test_what_is_missing_on_the_way_is_none() -> None:
    """No key is taken for granted."""
    assert 1 == manifest_at({"a": {"b": 1}}, "a", "b")
    assert manifest_at({"a": [1]}, "a", "b") is None
