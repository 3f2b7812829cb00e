from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcapflow import kernel
from pcapflow.analyses import Ping, QuietPing
from pcapflow.analyses._flows import Flow
from pcapflow.analyses._tallies import TALLY, Tally, tallies_at, tally_blocks
from pcapflow.results import text_of_blocks
from pcapflow.testing import build
from pcapflow.testing.conformance import run

FLOW = Flow(4, "10.0.0.1", "10.0.0.2", 7)
S = 1_000_000_000


def text(**numbers: object) -> str:
    """What is said of a flow of which these numbers are not 0."""
    tally = np.zeros(1, TALLY)
    for name, value in numbers.items():
        tally[name] = value
    (only,) = tallies_at(tally, np.zeros(1, np.int64))
    return text_of_blocks(tally_blocks(FLOW, only))


def test_a_row_of_numbers_is_a_tally() -> None:
    """Each under its name; of many a few at a time."""
    assert Tally._fields == TALLY.names
    many = np.zeros(3000, TALLY)
    many["number"] = np.arange(3000)

    which = np.arange(2999, 0, -2)
    assert which.tolist() == [tally.number for tally in tallies_at(many, which)]


def test_a_tally_is_pings_block_without_its_lines() -> None:
    """With everything that ping counts."""
    rtts = {"n_rtts": 2, "shortest_us": 1000, "longest_us": 3000, "total_us": 4000, "squares": 10_000_000}

    assert text(
        n_requests=4,
        n_received=1,
        n_duplicates=1,
        n_corrupted=1,
        n_bytes=64,
        header_bytes=20,
        first_sent_ns=S,
        last_sent_ns=4 * S,
        n_timed=4,
        most_behind=2,
        **rtts,
    ).splitlines() == [
        "PING 10.0.0.2 (10.0.0.2) 56(84) bytes of data.",
        "",
        "--- 10.0.0.2 ping statistics ---",
        "4 packets transmitted, 1 received, +1 duplicates, +1 corrupted, 75% packet loss, time 3000ms",
        "rtt min/avg/max/mdev = 1.000/2.000/3.000/1.000 ms, pipe 3",
    ]
    assert "rtt" not in text(n_requests=1, n_bytes=23, **rtts)


def test_replies_without_a_request_are_notes_alone() -> None:
    """As many numbers as there are."""
    assert "10.0.0.2 answered requests of 10.0.0.1 that are not in the capture: icmp_seq 5, 0." == text(
        n_strays=2, strays=[5, 0, 9, 9, 9, 9, 9, 9, 9, 9]
    )


@pytest.mark.skipif(not kernel.IS_BUILT, reason="the kernel was not built")
class TestKernel:
    @given(rtts_ns=st.lists(st.integers(-S, 4000 * S), min_size=1, max_size=40))
    def test_sums_are_those_of_ping(self, rtts_ns: list[int]) -> None:
        """Also where a square needs 64 bits, or more."""
        sent_ns = [5000 * S + seq * S for seq in range(len(rtts_ns))]
        packets = [build.ping(seq=seq, at_ns=at_ns) for seq, at_ns in enumerate(sent_ns)]
        packets += [build.pong(seq=seq, at_ns=sent_ns[seq] + rtt_ns) for seq, rtt_ns in enumerate(rtts_ns)]
        capture = build.capture(*packets)

        assert run(Ping(), capture).text(quiet=True) == run(QuietPing(keep_all=True), capture).text

    def test_tallies_are_as_long_as_is_thought(self) -> None:
        """One for each flow up to the highest, and no row is of a flow below 0."""
        from pcapflow.analyses._echoes import ECHO
        from pcapflow.kernel._tallies import Tallies

        tallies, rows = Tallies(), np.zeros(1, ECHO)
        rows["flow"] = 70
        tallies.update(rows)

        assert (71, 71 * TALLY.itemsize) == (tallies.n, len(tallies.tobytes()))
        rows["flow"] = -1
        with pytest.raises(IndexError):
            tallies.update(rows)

    def test_a_session_of_one_ping_costs_little(self) -> None:
        """100,000 flows; the ring of a flow whose requests are all answered is small."""
        from pcapflow.analyses._echoes import ECHO
        from pcapflow.kernel._tallies import Tallies

        rows = np.zeros(200_000, ECHO)
        rows["flow"], rows["reply"], rows["sum_right"] = np.arange(200_000) // 2, np.arange(200_000) % 2, 1
        tallies = Tallies()
        tallies.update(rows)

        found = np.frombuffer(tallies.tobytes(), TALLY)
        assert 100_000 == found["n_received"].sum() == found["n_requests"].sum()
