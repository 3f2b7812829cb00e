"""What a stretch of packets owes to those before it: numbers, and times since others."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = ("Since", "delta_ns", "numbers", "relative_ns")

Int64s = npt.NDArray[np.int64]


class Since(NamedTuple):
    """Where in its capture a stretch of packets begins."""

    n_packets: int = 0
    """Packets before it."""
    first_ns: int = 0
    """Time of the capture's first packet that has one."""
    previous_ns: int = 0
    """Time of the last packet before the stretch that has one; the first one's where there is none."""


def numbers(since: Since, n: int) -> Int64s:
    """int64[n]: ``frame.number``, counted from 1 in the whole capture."""
    return np.arange(since.n_packets + 1, since.n_packets + 1 + n, dtype=np.int64)


def relative_ns(since: Since, time_ns: Int64s, timed: npt.NDArray[np.bool_]) -> Int64s:
    """int64[N]: since the capture's first packet; 0 where a packet has no time."""
    return np.where(timed, time_ns - since.first_ns, 0)


def delta_ns(since: Since, time_ns: Int64s, timed: npt.NDArray[np.bool_]) -> Int64s:
    """int64[N]: since the packet before that has a time; 0 where a packet has none."""
    if timed.all():
        return np.diff(time_ns, prepend=since.previous_ns)
    which = np.flatnonzero(timed)
    deltas = np.zeros(len(time_ns), np.int64)
    deltas[which] = np.diff(time_ns[which], prepend=since.previous_ns)
    return deltas
