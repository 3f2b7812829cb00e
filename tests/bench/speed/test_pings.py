"""The pings of a generated capture."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
import pytest

import pcapflow as pf
from bench._speed.captures import write_capture
from bench._speed.pings import N_SESSIONS, ROUNDS, pings

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def capture(tmp_path_factory: pytest.TempPathFactory) -> pf.Capture:
    path: Path = tmp_path_factory.mktemp("pings") / "x.pcap"
    write_capture(path, pings, n_packets=2 * N_SESSIONS * 3)
    return pf.open(path, strict=True)


def test_every_request_is_answered(capture: pf.Capture) -> None:
    """In 1,000 sessions, each with sequence numbers from 1 on."""
    sessions = capture.ping().sessions

    assert N_SESSIONS == len(sessions)
    assert {(3, 3)} == {(session.n_requests, len(session.rtt_ns)) for session in sessions}
    assert [1, 2, 3] == sorted(set(capture["icmp.seq"].to_numpy().tolist()))


def test_sessions_differ_in_addresses_and_identifiers(capture: pf.Capture) -> None:
    """In either of them."""
    assert N_SESSIONS == len(np.unique(capture["icmp.ident"].to_numpy()))
    assert 2 * N_SESSIONS == len(set(capture["ip.src"].text()))


def test_round_trips_take_microseconds(capture: pf.Capture) -> None:
    """Whole ones, as the file has them, and less than ten thousand."""
    rtt_ns = np.concatenate([session.rtt_ns for session in capture.ping().sessions])

    assert 20_000 <= rtt_ns.min() < rtt_ns.max() < 10_000_000
    assert not (rtt_ns % 1000).any()


def test_sessions_overlap(capture: pf.Capture) -> None:
    """A reply need not follow its own request."""
    ident = capture["icmp.ident"].to_numpy()

    assert (ident[::2] != ident[1::2]).any()


def test_each_frame_has_98_bytes(capture: pf.Capture) -> None:
    """As ping's have."""
    assert [98] == np.unique(capture["frame.len"].to_numpy()).tolist()


def test_stretches_follow_each_other_in_time() -> None:
    """What one ends with is over before the next begins."""
    first, second = islice(pings(), 2)

    assert 2 * N_SESSIONS * ROUNDS == len(first.time_us)
    assert first.time_us[-1] < second.time_us[0]
