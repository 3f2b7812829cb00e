from __future__ import annotations

import numpy as np

from pcapflow.analyses import Ping, PingSession
from pcapflow.analyses._sightings import joined_halves
from pcapflow.testing import build
from pcapflow.testing.conformance import run

ASK = build.ipv4(build.icmp_echo(bytes(56)))
ANSWER = build.ipv4(build.icmp_echo(bytes(56), reply=True), src="172.17.0.3", dst="172.17.0.2")
OUTGOING = 4


def session(capture: bytes) -> PingSession:
    found = run(Ping(), capture).only()
    assert isinstance(found, PingSession)
    return found


def sll2(*seen: tuple[bytes, int, int]) -> bytes:
    """Packets, the index of the interface, microseconds."""
    packets = [build.Packet(build.sll2(data, ifindex=ifindex), at_us * 1000) for data, ifindex, at_us in seen]
    return build.capture(*packets, linktype=276)


def test_a_packet_that_is_seen_twice_is_one() -> None:
    """One ping through a bridge, recorded at both interfaces: one request, one reply, no duplicate."""
    seen = session(sll2((ASK, 7, 0), (ASK, 9, 10), (ANSWER, 9, 40), (ANSWER, 7, 50)))

    assert (1, 1, 0) == (seen.n_requests, seen.n_received, seen.n_duplicates)
    assert [50_000] == seen.rtt_ns.tolist()
    assert [[30_000]] == [other.rtt_ns.tolist() for other in seen.others]


def test_the_point_that_saw_the_requests_first_speaks() -> None:
    """By time, not by place in the file; the others get a line each."""
    seen = session(sll2((ASK, 9, 10), (ASK, 7, 0), (ANSWER, 9, 40), (ANSWER, 7, 50)))

    assert "interface index 7" == seen.vantage
    assert ["interface index 9"] == [other.vantage for other in seen.others]


def test_without_a_direction_there_is_one_point() -> None:
    """LINUX_SLL on the machine that pings: requests leave, replies arrive."""
    seen = session(build.capture(build.sll(ASK, pkttype=OUTGOING), build.sll(ANSWER), linktype=113))

    assert (1, 1, ()) == (seen.n_requests, seen.n_received, seen.others)


def test_the_direction_tells_two_sides_apart() -> None:
    """LINUX_SLL on a bridge: in on the client's side, out on the target's."""
    packets = [
        build.Packet(build.sll(data, pkttype=kind), at_ns)
        for data, kind, at_ns in ((ASK, 0, 0), (ASK, OUTGOING, 10), (ANSWER, 0, 40), (ANSWER, OUTGOING, 50))
    ]
    seen = session(build.capture(*packets, linktype=113))

    assert ("client's side", [50]) == (seen.vantage, seen.rtt_ns.tolist())
    assert [("target's side", [30])] == [(other.vantage, other.rtt_ns.tolist()) for other in seen.others]


def test_interfaces_of_a_file_are_points() -> None:
    """With their names, where they have some."""
    packets = [
        build.Packet(build.ethernet(data), at_ns, interface=interface)
        for data, interface, at_ns in ((ASK, 0, 0), (ASK, 1, 10), (ANSWER, 1, 40), (ANSWER, 0, 50))
    ]
    interfaces = (build.Interface(options=[(2, b"veth1")]), build.Interface())
    seen = session(build.pcapng(*interfaces, *packets))

    assert ("interface 0 (veth1)", ["interface 1"]) == (seen.vantage, [other.vantage for other in seen.others])


def test_both_halves_of_a_tap_are_one_point() -> None:
    """A tap sends each direction out of an interface of its own: neither half alone is a loss."""
    packets = [build.Packet(build.ethernet(ASK), 0, interface=0), build.Packet(build.ethernet(ANSWER), 50, interface=1)]
    seen = session(build.pcapng(build.Interface(), build.Interface(), *packets))

    assert (1, 1, [50], ()) == (seen.n_requests, seen.n_received, seen.rtt_ns.tolist(), seen.others)


def test_a_third_point_leaves_halves_apart() -> None:
    """With two that saw replies alone it cannot be told which belongs to the requests."""
    flow, point = np.zeros(3, np.int64), np.array([0, 1, 2])
    replies = np.array([False, True, True])

    assert {} == joined_halves(flow, point, replies)
    assert {(0, 1): 0} == joined_halves(flow[:2], point[:2], replies[:2])
