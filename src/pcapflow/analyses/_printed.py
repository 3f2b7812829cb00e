"""A session in ping's own words.

Spec: iputils 20221126, ``ping.c`` and ``ping_common.c``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pcapflow.ping_text import Error, PingText, Reply, pipe_of, printed_time, statistics_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pcapflow.analyses._session import PingSession
    from pcapflow.ping_text import Rtt

__all__ = ("ECHO_HEADER_BYTES", "TIMEVAL_BYTES", "is_group", "printed")

ECHO_HEADER_BYTES = 8
TIMEVAL_BYTES = 16
"""Fewer bytes of data leave no room for the time in them: ping prints none."""
_SEQ_MASK = 0xFFFF


def is_group(address: str) -> bool:
    """Whether many may answer: multicast, and what is a broadcast address in nearly every network."""
    if ":" in address:
        return address.startswith("ff")
    first, *_, last = map(int, address.split("."))
    return 224 <= first < 240 or last == 255


def printed(session: PingSession, *, lines: bool = True) -> PingText:
    """What ping would have printed.

    Args:
        session: With at least one request.
        lines: False leaves out the lines of replies and errors.
    """
    replies = session.replies
    has_time = replies["timed"] & (replies["rtt_ns"] >= 0) & ((session.data_bytes or 0) >= TIMEVAL_BYTES)
    # Both ends are cut to microseconds, then subtracted.
    rtt_us = replies["received_ns"] // 1000 - replies["sent_ns"] // 1000
    told: list[tuple[int, Reply | Error]] = []
    if lines:
        told += _replies(session, has_time.tolist(), rtt_us.tolist())
        told += [(each.number, Error(each.source, each.seq & _SEQ_MASK, each.words)) for each in session.errors]
        told.sort(key=lambda line: line[0])
    statistics = statistics_of(
        (),
        n_sent=session.n_requests,
        n_received=session.n_received,
        n_duplicates=session.n_duplicates,
        n_corrupted=session.n_corrupted,
        n_errors=session.n_errors,
        time_ms=_duration_ms(session),
        pipe=pipe_of(_arrivals(session)),
    )
    return PingText(
        name=session.target,
        address=session.target,
        data_bytes=session.data_bytes,
        total_bytes=None if ":" in session.target else session.total_bytes,
        lines=tuple(line for _, line in told),
        # Replies whose times make no sense are received, and no part of a mean.
        statistics=statistics._replace(rtt=_rtt(rtt_us[has_time & session.judged].tolist())),
    )


def _replies(session: PingSession, has_times: list[bool], rtt_us: list[int]) -> Iterator[tuple[int, Reply]]:
    to_many = is_group(session.target)
    request_bytes = (session.data_bytes or 0) + ECHO_HEADER_BYTES
    names = ("number", "seq", "ttl", "n_bytes", "duplicate", "corrupted", "source")
    each = zip(*(session.replies[name].tolist() for name in names), has_times, rtt_us, strict=True)
    for number, seq, ttl, n_bytes, duplicate, corrupted, source, has_time, time_us in each:
        # In ping's source a reply that is too short ends its line before time and marks.
        truncated = n_bytes < request_bytes
        marks = ["truncated"] if truncated else []
        if not truncated:
            marks += ["BAD CHECKSUM!"] if corrupted else []
            marks += ["DIFFERENT ADDRESS!"] if source and not to_many else []
        time_ns, margin_ns = printed_time(time_us) if has_time and not truncated else (None, 0)
        yield (
            number,
            Reply(
                seq=seq & _SEQ_MASK,
                n_bytes=n_bytes,
                ttl=ttl,
                address=session.sources[source],
                time_ns=time_ns,
                margin_ns=margin_ns,
                # The many answers to a broadcast are no surprise to ping.
                duplicate=duplicate and not truncated and not to_many,
                marks=tuple(marks),
            ),
        )


def _duration_ms(session: PingSession) -> int:
    """From the first request to the last by their times: what of ping's own time is on the wire."""
    sent_ns = session.requests["sent_ns"][session.requests["timed"]]
    return round((int(sent_ns.max()) - int(sent_ns.min())) / 1e6) if len(sent_ns) else 0


def _arrivals(session: PingSession) -> Iterator[tuple[int, int]]:
    """Requests sent by the time of each arrival that ping looks at, and the place of the one that it is about."""
    if not session.n_requests:
        return
    # Programs begin at 0 or at 1; iputils' rule counts from 1.
    shift = 1 - int(session.requests["seq"][0])
    numbers, seqs = session.replies["number"].tolist(), session.replies["seq"].tolist()
    if ":" not in session.target:
        numbers += [error.number for error in session.errors if error.counted]
        seqs += [error.seq for error in session.errors if error.counted]
    n_sent = np.searchsorted(session.requests["number"], numbers).tolist()
    for n, seq in zip(n_sent, seqs, strict=True):
        yield n, seq + shift


def _rtt(rtts_us: list[int]) -> Rtt | None:
    return statistics_of(rtts_us, n_sent=len(rtts_us), n_received=len(rtts_us)).rtt
