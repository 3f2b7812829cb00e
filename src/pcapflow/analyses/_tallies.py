"""Sessions of which nothing is kept but counts: one tally for each flow, and ping's block without its lines.

Only the compiled loop counts like this (kernel/_tallies.pyx); it marks the flows that are not for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from pcapflow.analyses._notes import Numbers, session_notes
from pcapflow.analyses._printed import ECHO_HEADER_BYTES, TIMEVAL_BYTES
from pcapflow.analyses._words import N_LISTED
from pcapflow.ping_text import PingText, rtt_of, statistics_of, write
from pcapflow.results import Note, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pcapflow.analyses._flows import Flow
    from pcapflow.results import Block

__all__ = ("TALLY", "Tally", "tallies_at", "tally_blocks")


class Tally(NamedTuple):
    """What was counted of a flow."""

    number: int
    """frame.number of its first packet."""
    n_requests: int
    n_received: int
    """Requests that were answered."""
    n_duplicates: int
    n_corrupted: int
    n_untimed: int
    """Replies without a time, or to a request without one."""
    n_strays: int
    """Replies to no request."""
    n_disordered: int
    """Replies that stand before their request by their times."""
    n_timed: int
    """Requests with a time."""
    first_sent_ns: int
    last_sent_ns: int
    n_rtts: int
    shortest_us: int
    longest_us: int
    total_us: float
    """Added up as ping does; so are the squares."""
    squares: float
    most_behind: int
    """Requests under way besides one."""
    first_seq: int
    last_seq: int
    lost_seq: int
    point: int
    n_bytes: int
    """Of the first request's message."""
    header_bytes: int
    """Of its IP header."""
    strays: list[int]
    """The first of their sequence numbers, on the wire."""
    disordered: list[int]
    asked: bool
    """Whether there was a request."""
    told: bool
    """Whether there was a reply."""
    is_odd: bool
    """Something happened that this cannot count: the other numbers mean nothing."""


TALLY = np.dtype(
    [
        *((name, np.int64) for name in Tally._fields[:14]),
        *((name, np.float64) for name in ("total_us", "squares")),
        *((name, np.int64) for name in Tally._fields[16:20]),
        ("point", np.int32),
        ("n_bytes", np.uint32),
        ("header_bytes", np.uint16),
        *((name, np.uint16, N_LISTED) for name in ("strays", "disordered")),
        *((name, np.bool_) for name in ("asked", "told", "is_odd")),
    ]
)
"""The same as kernel/_tallies.pyx has it."""

_AT_ONCE = 1024


def tallies_at(tallies: npt.NDArray[np.void], which: npt.NDArray[np.int64]) -> Iterator[Tally]:
    """The tallies of TALLY[N] at indices; few of them exist at a time."""
    for first in range(0, len(which), _AT_ONCE):
        yield from map(Tally._make, tallies[which[first : first + _AT_ONCE]].tolist())


def tally_blocks(flow: Flow, tally: Tally) -> Iterator[Block]:
    """The blocks of a session, as `PingSession.blocks` gives them where it is quiet, without metrics."""
    if tally.n_requests:
        yield Text("ping", "", write(_ping_text(flow, tally), quiet=True))
    if tally.n_strays or tally.n_disordered or tally.n_untimed:
        strays = Numbers(tally.strays[: tally.n_strays], tally.n_strays)
        disordered = Numbers(tally.disordered[: tally.n_disordered], tally.n_disordered)
        for line in session_notes(flow.client, flow.target, strays, disordered, tally.n_untimed):
            yield Note("ping.note", "", line)


def _ping_text(flow: Flow, tally: Tally) -> PingText:
    data_bytes = max(tally.n_bytes - ECHO_HEADER_BYTES, 0)
    rtt = None
    if tally.n_rtts and data_bytes >= TIMEVAL_BYTES:
        rtt = rtt_of(tally.shortest_us, tally.longest_us, tally.total_us, tally.squares, tally.n_rtts)
    statistics = statistics_of(
        (),
        n_sent=tally.n_requests,
        n_received=tally.n_received,
        n_duplicates=tally.n_duplicates,
        n_corrupted=tally.n_corrupted,
        time_ms=round((tally.last_sent_ns - tally.first_sent_ns) / 1e6),
        pipe=tally.most_behind + 1,
    )
    return PingText(
        name=flow.target,
        address=flow.target,
        data_bytes=data_bytes,
        total_bytes=None if flow.family == 6 else tally.n_bytes + tally.header_bytes,
        statistics=statistics._replace(rtt=rtt),
    )
