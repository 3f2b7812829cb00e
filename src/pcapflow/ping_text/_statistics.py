"""How iputils computes what it prints: whole microseconds, sums in 64-bit floats, nothing rounded.

Spec: iputils' ``ping_common.c``, functions ``gather_statistics`` and ``finish``,
whose types decide the last digit; so the order of the operations matters here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pcapflow.ping_text._model import Rtt, Statistics

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ("ewma_of", "mdev_of", "pipe_of", "printed_time", "rtt_of", "statistics_of")

_INT_MAX = 2**31 - 1
_LLONG_MAX = 2**63 - 1


def printed_time(rtt_us: int) -> tuple[int, int]:
    """Round as the line of a reply does: at most three digits from 1 ms on.

    Returns:
        The printed time, and half a unit of its last digit; ns.
    """
    if rtt_us >= 99_950:
        unit_us = 1_000
    elif rtt_us >= 9_995:
        unit_us = 100
    elif rtt_us >= 1_000:
        unit_us = 10
    else:
        return rtt_us * 1_000, 500
    return (rtt_us + unit_us // 2) // unit_us * unit_us * 1_000, unit_us * 500


def statistics_of(
    rtts_us: Sequence[int],
    *,
    n_sent: int,
    n_received: int,
    n_duplicates: int = 0,
    n_corrupted: int = 0,
    n_errors: int = 0,
    time_ms: int = 0,
    pipe: int | None = None,
    ipg_us: int | None = None,
) -> Statistics:
    """Compute the statistics as iputils does.

    Args:
        rtts_us: Round trips of all replies whose checksum is right, duplicates among them, in order of arrival.
        n_sent: Requests.
        n_received: Requests that were answered.
        n_duplicates: Further replies to a request that was answered.
        n_corrupted: Replies whose checksum is wrong.
        n_errors: ICMP errors.
        time_ms: How long it took.
        pipe: From ``pipe_of``.
        ipg_us: Time between two requests, for flood and adaptive mode alone.
    """
    return Statistics(
        n_sent,
        n_received,
        n_duplicates,
        n_corrupted,
        n_errors,
        loss=_loss(n_sent, n_received) if n_sent else None,
        time_ms=time_ms if n_sent else None,
        rtt=_rtt(rtts_us, n_received + n_duplicates) if rtts_us and n_received else None,
        pipe=pipe if pipe and pipe > 1 else None,
        ipg_us=ipg_us,
        ewma_us=None if ipg_us is None else ewma_of(rtts_us),
    )


def _loss(n_sent: int, n_received: int) -> str:
    return f"{float(np.float32((n_sent - n_received) * 100.0 / n_sent)):g}%"


def _rtt(rtts_us: Sequence[int], n_total: int) -> Rtt:
    total = squares = 0.0
    for rtt_us in rtts_us:
        total += rtt_us
        squares += float(rtt_us * rtt_us)
    return rtt_of(min(rtts_us), max(rtts_us), total, squares, n_total)


def rtt_of(min_us: int, max_us: int, total: float, squares: float, n_total: int) -> Rtt:
    """The line of round trips.

    Args:
        min_us: The shortest.
        max_us: The longest.
        total: Their sum, added up as a 64-bit float in the order of arrival.
        squares: The sum of their squares, the same way.
        n_total: How many there are.
    """
    avg_us = int(total / n_total)
    if total < _INT_MAX:
        variance = int((squares - total * total / n_total) / n_total)
    else:
        variance = int(squares / n_total - float(avg_us * avg_us))
    return Rtt(min_us, avg_us, max_us, mdev_of(variance))


def mdev_of(variance: int) -> int:
    """Take ping's square root: Newton's method, of which it returns the last value and not the smallest.

    For k * k - 1 that is k, one more than the integer root.
    """
    previous, root = _LLONG_MAX, variance
    while 0 < root < previous:
        previous = root
        root = (root + variance // root) // 2
    return root


def ewma_of(rtts_us: Iterable[int]) -> int:
    """The moving average of round trips, in microseconds; ping keeps it in eighths."""
    eighths = 0
    for rtt_us in rtts_us:
        eighths = eighths + rtt_us - eighths // 8 if eighths else rtt_us * 8
    return eighths // 8


def pipe_of(arrivals: Iterable[tuple[int, int]]) -> int | None:
    """The most requests that were under way at once.

    Args:
        arrivals: For each reply and each IPv4 error the number of requests sent by then, and its sequence number.

    Returns:
        None where it was never more than one.
    """
    most = 1
    for n_sent, seq in arrivals:
        behind = (n_sent - seq) & 0xFFFF  # the counter on the wire has 16 bits
        if behind <= 0x7FFF:
            most = max(most, behind + 1)
    return most if most > 1 else None
