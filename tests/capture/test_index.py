"""A packet by its place: read again alone, found by an index that is small."""

from __future__ import annotations

import io
import os
import tracemalloc

import pytest

import pcapflow as pf
from pcapflow.capture import _index
from pcapflow.testing import build

PACKETS = [build.ping(seq=seq % 65_536, at_ns=seq * 1_000) for seq in range(5_000)]
CAPTURE = build.capture(*PACKETS)


class Counted(io.BytesIO):
    """Counts the bytes that are read."""

    n_bytes = 0

    def readinto(self, view: object, /) -> int:
        n_bytes = super().readinto(view)  # type: ignore[arg-type]  # a writable buffer has no type
        self.n_bytes += n_bytes
        return n_bytes


@pytest.mark.parametrize("at", [0, 1, 2_500, 4_999, -1, -5_000])
def test_any_packet_is_found(at: int) -> None:
    packet = pf.open(CAPTURE)[at]

    assert PACKETS[at].data == packet.data
    assert (PACKETS[at].at_ns, at % 5_000 + 1) == (packet.time_ns, packet.number)


def test_two_packets_that_are_far_apart_take_two_short_reads() -> None:
    file = Counted(CAPTURE)
    cap = pf.open(file)
    assert 5_000 == len(cap)
    cap[0]
    file.n_bytes = 0

    cap[4_900], cap[100]

    assert 0 < file.n_bytes <= 2 * _index.INDEXED_BYTES


def test_a_neighbour_is_at_hand() -> None:
    file = Counted(CAPTURE)
    cap = pf.open(file)
    cap[0]
    file.n_bytes = 0

    assert [1, 2, 3] == [cap[at]["icmp.seq"] for at in (1, 2, 3)]
    assert 0 == file.n_bytes


def test_packets_that_were_fetched_hold_no_others_bytes() -> None:
    """The last one's neighbours alone are at hand."""
    cap = pf.open(CAPTURE)

    fetched = [cap[at] for at in range(0, 5_000, 1_000)]

    assert [False] * 4 + [True] == [packet._stretch._opened is not None for packet in fetched]


def test_finding_the_packets_counts_them() -> None:
    """One pass does both."""
    file = Counted(CAPTURE)
    cap = pf.open(file)
    file.n_bytes = 0

    cap[0]
    len(cap)

    assert file.n_bytes < len(CAPTURE) + 2 * _index.INDEXED_BYTES


def test_the_index_takes_few_bytes_a_packet() -> None:
    cap = pf.open(CAPTURE + 9 * CAPTURE[24:])

    tracemalloc.start()
    try:
        cap._index.count()
        n_bytes, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert n_bytes < 2 * len(cap)


def test_a_packet_of_an_unspooled_pipe_cannot_be_fetched() -> None:
    reading, writing = os.pipe()
    with os.fdopen(writing, "wb") as pipe:
        pipe.write(build.capture(*PACKETS[:10]))
    with os.fdopen(reading, "rb") as end, pytest.raises(pf.PcapflowError, match="a pipe is read once"):
        pf.open(end, spool=False)[3]


def test_what_lies_behind_the_break_is_not_found() -> None:
    cap = pf.open(CAPTURE[:-10])

    with pytest.warns(pf.DamagedCaptureWarning):
        assert 4_999 == cap[-1].number
    with pytest.raises(IndexError):
        cap[4_999]
