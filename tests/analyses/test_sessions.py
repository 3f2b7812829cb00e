from __future__ import annotations

import numpy as np

from pcapflow.analyses import Ping, PingSession
from pcapflow.analyses._echoes import Echoes
from pcapflow.analyses._sessions import sessions_of
from pcapflow.testing import build
from pcapflow.testing.conformance import run

MS = 1_000_000


def sessions(*packets: bytes | build.Packet, **how: int) -> tuple[PingSession, ...]:
    found = run(Ping(), build.capture(*packets, **how)).sessions
    assert isinstance(found, tuple)
    return found


def test_without_packets_there_is_no_session() -> None:
    """An empty capture."""
    assert () == sessions_of(Echoes(), "a.pcap")


def test_sessions_are_told_apart_by_addresses_and_identifier() -> None:
    """In the order of their first packets."""
    found = sessions(
        build.ping(ident=2), build.ping(ident=1), build.ping(ident=1, dst="172.17.0.4"), build.ping(src="172.17.0.5")
    )

    assert [("172.17.0.2", "172.17.0.3", 2), ("172.17.0.2", "172.17.0.3", 1)] == [
        (each.client, each.target, each.ident) for each in found[:2]
    ]
    assert [("172.17.0.2", "172.17.0.4"), ("172.17.0.5", "172.17.0.3")] == [
        (each.client, each.target) for each in found[2:]
    ]


def test_a_late_reply_answers_its_own_request() -> None:
    """By its number, however many requests went out meanwhile."""
    (found,) = sessions(
        build.ping(seq=1, at_ns=0),
        build.ping(seq=2, at_ns=1000 * MS),
        build.pong(seq=2, at_ns=1001 * MS),
        build.pong(seq=1, at_ns=1500 * MS),
    )

    assert [2, 1] == found.replies["seq"].tolist()
    assert [1 * MS, 1500 * MS] == found.rtt_ns.tolist()
    assert [0] == found.replies["request"][found.replies["seq"] == 1].tolist()


def test_numbers_wrap_without_a_loss() -> None:
    """65535 is followed by 0 on the wire."""
    packets = [pack(seq=seq % 65536) for seq in range(65534, 65538) for pack in (build.ping, build.pong)]
    (found,) = sessions(*packets)

    assert (4, 4, 0) == (found.n_requests, found.n_received, found.n_duplicates)
    assert [65534, 65535, 65536, 65537] == found.requests["seq"].tolist()


def test_an_identifier_that_is_used_again_begins_a_session() -> None:
    """A container's first process has the same identifier each time; its requests have other data."""
    found = sessions(
        *(pack(seq=seq, data=bytes(56)) for seq in (1, 2) for pack in (build.ping, build.pong)),
        *(pack(seq=seq, data=bytes(range(56))) for seq in (1, 2) for pack in (build.ping, build.pong)),
    )

    assert [(0, 2, 2), (1, 2, 2)] == [(each.run, each.n_requests, each.n_received) for each in found]


def test_runs_have_one_number_at_all_vantage_points() -> None:
    """Though the second one missed a request of the first run."""
    runs = [(1, b"a" * 56), (2, b"b" * 56), (1, b"c" * 56), (2, b"d" * 56)]
    seen = [
        build.Packet(build.sll2(build.ipv4(build.icmp_echo(data, seq=seq)), ifindex=ifindex), at_ns)
        for at_ns, (ifindex, seq, data) in enumerate((ifindex, *each) for each in runs for ifindex in (2, 3))
    ]
    del seen[3]
    found = sessions(*seen, linktype=276)

    assert [(0, 2, [1]), (1, 2, [2])] == [
        (each.run, each.n_requests, [other.n_requests for other in each.others]) for each in found
    ]


def test_a_whole_run_that_one_point_missed_shifts_no_other() -> None:
    """The packets say which run they are of: by number and checksum."""
    runs = [(seq, data * 56) for data in (b"a", b"b", b"c") for seq in (1, 2)]
    seen = [
        build.Packet(build.sll2(build.ipv4(build.icmp_echo(data, seq=seq)), ifindex=ifindex))
        for ifindex, seq, data in ((ifindex, *each) for each in runs for ifindex in (2, 3))
    ]
    del seen[7], seen[5]
    found = sessions(*seen, linktype=276)

    assert [(0, ["interface index 3"]), (1, []), (2, ["interface index 3"])] == [
        (each.run, [other.vantage for other in each.others]) for each in found
    ]


def test_who_answers_a_broadcast_is_of_its_session() -> None:
    """The first reply answers the request, the others are duplicates from their own addresses."""
    (found,) = sessions(build.ping(dst="172.17.0.255"), build.pong(src="172.17.0.3"), build.pong(src="172.17.0.4"))

    assert (1, 1, 1) == (found.n_requests, found.n_received, found.n_duplicates)
    assert ("172.17.0.255", "172.17.0.3", "172.17.0.4") == found.sources
    assert [1, 2] == found.replies["source"].tolist()


def test_another_address_of_the_target_may_answer() -> None:
    """Where the target itself says nothing."""
    (found,) = sessions(build.ping(), build.pong(src="172.17.0.9"))

    assert (1, ("172.17.0.3", "172.17.0.9")) == (found.n_received, found.sources)


def test_a_stranger_takes_no_part_where_the_target_answers() -> None:
    """His reply is to a request that is not in the capture."""
    found = sessions(build.ping(), build.pong(), build.pong(src="172.17.0.9", seq=7))

    assert [(1, 1, 0), (0, 0, 1)] == [(each.n_requests, each.n_received, len(each.stray_seqs)) for each in found]


def test_a_reply_without_a_request_is_counted_apart() -> None:
    """The capture began in the middle."""
    (found,) = sessions(build.pong(seq=4), build.ping(seq=5), build.pong(seq=5))

    assert (1, 1, [4]) == (found.n_requests, found.n_received, found.stray_seqs.tolist())


def test_an_error_belongs_to_the_session_that_it_quotes() -> None:
    """With its words, its sender, its number; a redirect is not counted."""
    quoted = build.ipv4(build.icmp_echo(bytes(56), seq=2), dst="10.9.9.9")
    gone = build.ipv4(build.icmp_error(quoted[:28]), src="172.17.0.1", dst="172.17.0.2")
    elsewhere = build.ipv4(
        build.icmp_error(quoted, type=5, code=1, rest=0xAC110009), src="172.17.0.1", dst="172.17.0.2"
    )
    (found,) = sessions(build.ping(seq=2, dst="10.9.9.9"), build.ethernet(gone), build.ethernet(elsewhere))

    assert (1, 0, 1) == (found.n_requests, found.n_received, found.n_errors)
    assert [(2, 2, "172.17.0.1", "Destination Host Unreachable", True)] == [
        (each.number, each.seq, each.source, each.words, each.counted) for each in found.errors[:1]
    ]
    assert "Redirect Host(New nexthop: 172.17.0.9)" == found.errors[1].words


def test_errors_alone_make_a_session_without_requests() -> None:
    """Nothing is lost of what was seen."""
    quoted = build.ipv4(build.icmp_echo(b"", seq=2))
    (found,) = sessions(build.ethernet(build.ipv4(build.icmp_error(quoted))))

    assert (0, 1) == (found.n_requests, found.n_errors)


def test_time_that_runs_backwards_is_flagged_and_left_out() -> None:
    """By the file the reply comes second, by the clock first."""
    (found,) = sessions(
        build.ping(seq=1, at_ns=10 * MS),
        build.pong(seq=1, at_ns=9 * MS),
        build.ping(seq=2, at_ns=20 * MS),
        build.pong(seq=2, at_ns=21 * MS),
    )

    assert (2, [1 * MS]) == (found.n_received, found.rtt_ns.tolist())
    assert [True, False] == found.disordered.tolist()
    assert [-1 * MS, 1 * MS] == found.replies["rtt_ns"].tolist()


def test_a_packet_without_a_time_has_no_round_trip() -> None:
    """A simple packet block has none; it is received all the same."""
    found = run(Ping(), build.pcapng(build.Interface(), build.Simple(build.ping().data), build.pong(at_ns=5))).only()

    assert (1, 0, [False]) == (found.n_received, len(found.rtt_ns), found.replies["timed"].tolist())


def test_a_reply_with_a_wrong_checksum_answers_nothing() -> None:
    """As ping counts: corrupted, not received."""
    bad = build.ipv4(build.icmp_echo(bytes(56), reply=True, checksum=1), src="172.17.0.3", dst="172.17.0.2")
    (found,) = sessions(build.ping(), build.ethernet(bad), build.pong())

    assert (1, 1, 1, 0) == (found.n_requests, found.n_received, found.n_corrupted, found.n_duplicates)


def test_many_sessions_are_found_in_one_pass() -> None:
    """A thousand pings of one packet each."""
    packets = [pack(ident=ident) for ident in range(1000) for pack in (build.ping, build.pong)]
    found = sessions(*packets)

    assert 1000 == len(found)
    assert np.ones(1000).tolist() == [each.n_received for each in found]


def test_errors_at_several_points_make_one_session() -> None:
    """The point that saw the first one speaks."""
    error = build.ipv4(build.icmp_error(build.ipv4(build.icmp_echo(b"", seq=2))))
    (found,) = sessions(build.sll2(error, ifindex=9), build.sll2(error, ifindex=5), linktype=276)

    assert ("interface index 9", ["interface index 5"]) == (found.vantage, [other.vantage for other in found.others])
