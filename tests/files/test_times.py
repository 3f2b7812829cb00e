"""Ticks to nanoseconds, against Python's integers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcapflow.files._times import to_ns

RESOLUTIONS = [10**k for k in range(128)] + [2**k for k in range(128)]
TICKS = st.one_of(st.integers(0, 2**64 - 1), st.integers(0, 2**61), st.integers(0, 10**6))


LEAST, MOST = -(2**63), 2**63 - 1


def exact(ticks: list[int], ticks_per_s: int, offset_s: int) -> list[tuple[int, bool]]:
    """The times, and whether int64 holds them; where it does not, its nearest end."""
    times = [offset_s * 10**9 + tick * 10**9 // ticks_per_s for tick in ticks]
    return [(min(max(time, LEAST), MOST), LEAST <= time <= MOST) for time in times]


def converted(ticks: list[int], ticks_per_s: int, offset_s: int) -> list[tuple[int, bool]]:
    time_ns, timed = to_ns(np.array(ticks, np.uint64), ticks_per_s, offset_s)
    return list(zip(time_ns.tolist(), timed.tolist(), strict=True))


@pytest.mark.parametrize("ticks_per_s", RESOLUTIONS, ids=str)
def test_every_resolution_is_exact(ticks_per_s: int) -> None:
    """All 256 values of if_tsresol, at the edges and in between."""
    ticks = [0, 1, 999, 10**9, 2**32 - 1, 2**53 + 1, 1_700_000_000_123_456_789, 2**63 - 1, 2**63, 2**64 - 1]

    for several in (ticks, [tick // 2**20 for tick in ticks] * 4):
        assert exact(several, ticks_per_s, 0) == converted(several, ticks_per_s, 0)


@pytest.mark.parametrize("offset_s", [-1, 0, 1, 2**62, -9_223_372_036, -9_223_372_037, -(2**63)])
def test_the_edges_of_int64_are_exact_for_many_packets(offset_s: int) -> None:
    """Around the last second that int64 holds, and around the first."""
    ticks = [9_223_372_036_854_775_807 // 1_000_000_000 + more for more in range(-8, 9)]

    assert exact(ticks, 1, offset_s) == converted(ticks, 1, offset_s)
    assert exact(list(range(20)), 1, offset_s) == converted(list(range(20)), 1, offset_s)


@given(
    st.lists(TICKS, min_size=1, max_size=40),
    st.sampled_from(RESOLUTIONS),
    st.one_of(st.just(0), st.integers(-(2**63), 2**63 - 1), st.integers(-(10**10), 10**10)),
)
def test_every_offset_is_exact(ticks: list[int], ticks_per_s: int, offset_s: int) -> None:
    """Any ticks, any offset: the exact time, or none where int64 does not hold it."""
    assert exact(ticks, ticks_per_s, offset_s) == converted(ticks, ticks_per_s, offset_s)
