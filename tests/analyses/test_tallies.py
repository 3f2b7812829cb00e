from __future__ import annotations

import numpy as np

from pcapflow.analyses._flows import Flow
from pcapflow.analyses._tallies import TALLY, Tally, tallies_at, tally_blocks
from pcapflow.results import text_of_blocks

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
