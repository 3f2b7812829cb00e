"""Sessions of which nothing is kept but counts: one tally for each flow, and ping's block without its lines.

Only the compiled loop counts like this (kernel/_tallies.pyx); it marks the flows that are not for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pcapflow.analyses._notes import Numbers, session_notes
from pcapflow.analyses._printed import ECHO_HEADER_BYTES, TIMEVAL_BYTES
from pcapflow.analyses._words import N_LISTED
from pcapflow.ping_text import PingText, rtt_of, statistics_of, write
from pcapflow.results import Note, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pcapflow.analyses._flows import Flow
    from pcapflow.results import Block

__all__ = ("TALLY", "tally_blocks")

TALLY = np.dtype(
    [
        ("number", np.int64),  # frame.number of the flow's first packet
        ("n_requests", np.int64),
        ("n_received", np.int64),  # requests that were answered
        ("n_duplicates", np.int64),
        ("n_corrupted", np.int64),
        ("n_untimed", np.int64),  # replies without a time, or to a request without one
        ("n_strays", np.int64),  # replies to no request
        ("n_disordered", np.int64),  # replies that stand before their request by their times
        ("n_timed", np.int64),  # requests with a time
        ("first_sent_ns", np.int64),
        ("last_sent_ns", np.int64),
        ("n_rtts", np.int64),
        ("shortest_us", np.int64),
        ("longest_us", np.int64),
        ("total_us", np.float64),  # as ping adds them up
        ("squares", np.float64),
        ("most_behind", np.int64),  # requests under way besides one
        ("first_seq", np.int64),
        ("last_seq", np.int64),
        ("lost_seq", np.int64),
        ("point", np.int32),
        ("n_bytes", np.uint32),  # of the first request's message
        ("header_bytes", np.uint16),  # of its IP header
        ("strays", np.uint16, N_LISTED),  # the first of them
        ("disordered", np.uint16, N_LISTED),
        ("asked", np.bool_),  # whether there was a request
        ("told", np.bool_),  # whether there was a reply
        ("is_odd", np.bool_),  # what this cannot count happened: the other numbers mean nothing
    ]
)
"""kernel/_tallies.pyx has the same."""


def tally_blocks(flow: Flow, tally: np.void) -> Iterator[Block]:
    """The blocks of a session, as `PingSession.blocks` gives them where it is quiet, without metrics."""
    if tally["n_requests"]:
        yield Text("ping", "", write(_ping_text(flow, tally), quiet=True))
    strays, disordered = (_numbers(tally, name) for name in ("strays", "disordered"))
    for line in session_notes(flow.client, flow.target, strays, disordered, int(tally["n_untimed"])):
        yield Note("ping.note", "", line)


def _numbers(tally: np.void, name: str) -> Numbers:
    n = int(tally[f"n_{name}"])
    return Numbers(tally[name][:n].tolist(), n)


def _ping_text(flow: Flow, tally: np.void) -> PingText:
    n_bytes = int(tally["n_bytes"])
    data_bytes = max(n_bytes - ECHO_HEADER_BYTES, 0)
    rtt = None
    if tally["n_rtts"] and data_bytes >= TIMEVAL_BYTES:
        names = ("shortest_us", "longest_us", "total_us", "squares", "n_rtts")
        rtt = rtt_of(*(tally[name].item() for name in names))
    sent_ns = int(tally["last_sent_ns"]) - int(tally["first_sent_ns"])
    statistics = statistics_of(
        (),
        n_sent=int(tally["n_requests"]),
        n_received=int(tally["n_received"]),
        n_duplicates=int(tally["n_duplicates"]),
        n_corrupted=int(tally["n_corrupted"]),
        time_ms=round(sent_ns / 1e6),
        pipe=int(tally["most_behind"]) + 1,
    )
    return PingText(
        name=flow.target,
        address=flow.target,
        data_bytes=data_bytes,
        total_bytes=None if flow.family == 6 else n_bytes + int(tally["header_bytes"]),
        statistics=statistics._replace(rtt=rtt),
    )
