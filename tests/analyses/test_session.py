from __future__ import annotations

import json
from fractions import Fraction

import numpy as np

from pcapflow.analyses import Ping, PingSession
from pcapflow.expectations import UNITS, judge, parse
from pcapflow.reports import Document, to_json
from pcapflow.results import Note, Text
from pcapflow.testing import build
from pcapflow.testing.conformance import run

US = 1_000


def session(*rtts_us: int, lost: int = 0) -> PingSession:
    packets = []
    for seq, rtt_us in enumerate(rtts_us, start=1):
        packets += [build.ping(seq=seq, at_ns=seq * 10**9), build.pong(seq=seq, at_ns=seq * 10**9 + rtt_us * US)]
    packets += [build.ping(seq=len(rtts_us) + 1 + more) for more in range(lost)]
    found = run(Ping(), build.capture(*packets)).only()
    assert isinstance(found, PingSession)
    return found


def test_statistics_are_over_the_round_trips() -> None:
    """Whole nanoseconds: the mean is cut, the deviation that of all and rounded."""
    found = session(10, 20, 40)

    assert (10 * US, 23_333, 40 * US, 12_472) == (
        found.rtt_min_ns, found.rtt_avg_ns, found.rtt_max_ns, found.rtt_mdev_ns
    )  # fmt: skip


def test_without_a_reply_there_are_no_statistics() -> None:
    """None, and not zero."""
    found = session(lost=2)

    assert (None, None, None, None) == (found.rtt_min_ns, found.rtt_avg_ns, found.rtt_max_ns, found.rtt_mdev_ns)
    assert (1.0, (1, 2)) == (found.loss_ratio, found.lost_seqs)


def test_duplicates_count_in_the_times_and_not_in_the_loss() -> None:
    """As ping's own statistics."""
    packets = [build.ping(at_ns=0), build.pong(at_ns=10), build.pong(at_ns=30)]
    found = run(Ping(), build.capture(*packets)).only()

    assert (0.0, 1, 20) == (found.loss_ratio, found.n_duplicates, found.rtt_avg_ns)


def test_expectations_know_every_number() -> None:
    """The names are theirs, the values exact."""
    metrics = session(10, 20, 40, lost=1).metrics()

    assert UNITS.keys() == metrics.keys()
    assert (Fraction(1, 4), Fraction(70_000, 3), (64,)) == (metrics["loss"], metrics["rtt.avg"], metrics["ttl"])
    assert [True, True, False] == [
        judge(parse(text), metrics).ok for text in ("loss == 25 %", "rtt.max <= 40 us", "ttl == 63")
    ]


def test_ttls_of_both_ways_are_kept_apart() -> None:
    """A route that changed shows as two."""
    packets = [build.ping(ttl=64), build.pong(ttl=63), build.ping(seq=2, ttl=64), build.pong(seq=2, ttl=62)]

    assert ((64,), (62, 63)) == run(Ping(), build.capture(*packets)).only().ttls


def test_a_session_is_a_text_for_people_and_numbers_for_machines() -> None:
    """Both in one block."""
    block = session(10).blocks()[0]

    assert isinstance(block, Text)
    assert block.text.startswith("PING 172.17.0.3 (172.17.0.3) 56(84) bytes of data.\n")
    (member,) = json.loads(to_json.line(Document("", (block,))))["ping"]
    assert ("172.17.0.2", 56, 1, 10_000) == tuple(
        member[name] for name in ("client", "data_bytes", "n_requests", "rtt_avg_ns")
    )


def test_what_ping_would_not_say_is_a_note() -> None:
    """Replies to nothing, clocks that run backwards, times that are missing."""
    packets = [build.pong(seq=9), build.ping(seq=10, at_ns=5), build.pong(seq=10, at_ns=4)]
    notes = [block.text for block in run(Ping(), build.capture(*packets)).only().blocks() if isinstance(block, Note)]

    assert [
        "172.17.0.3 answered requests of 172.17.0.2 that are not in the capture: icmp_seq 9.",
        "Clock disorder: replies with earlier times than their requests, left out: icmp_seq 10.",
    ] == notes


def test_every_vantage_point_has_its_line() -> None:
    """With its own times, to the last digit of the file."""
    ask, answer = build.ipv4(build.icmp_echo(bytes(56))), build.ipv4(
        build.icmp_echo(bytes(56), reply=True), src="172.17.0.3", dst="172.17.0.2"
    )  # fmt: skip
    packets = [
        build.Packet(build.sll2(data, ifindex=ifindex), at_ns)
        for data, ifindex, at_ns in ((ask, 4, 0), (ask, 6, 10_000), (answer, 6, 40_001), (answer, 4, 50_000))
    ]
    found = run(Ping(), build.capture(*packets, linktype=276))

    assert str(found).endswith(
        "\n\nThe above is as seen at interface index 4, which saw the requests first.\n"
        "At interface index 6: 1 request, 1 received, rtt min/avg/max/mdev = 0.030001/0.030001/0.030001/0.000000 ms."
    )


def test_sessions_compare_by_value() -> None:
    """Arrays and all."""
    assert session(10, 20) == session(10, 20)
    assert session(10, 20) != session(10, 21)
    assert np.array_equal(session(10).requests, session(10).requests)
