"""Ticks of a file's clock to nanoseconds since the epoch, exactly: no float comes near a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

__all__ = ("MOST_NS", "MOST_SECONDS", "NS_PER_S", "to_ns")

NS_PER_S = 1_000_000_000
MOST_NS = (1 << 63) - 1
LEAST_NS = -1 << 63
# A fraction of a second in ticks, times 10**9, must stay below 2**64.
MOST_TICKS_PER_S = (1 << 64) // NS_PER_S
# Every second below stays within int64 as nanoseconds, with a second to spare.
MOST_SECONDS = MOST_NS // NS_PER_S - 1
FEW = 16


def to_ns(
    ticks: npt.NDArray[np.uint64], ticks_per_s: int, offset_s: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Convert; what is finer than a nanosecond is cut off.

    Args:
        ticks: uint64[N]: since the epoch, less the offset.
        ticks_per_s: A power of 10 or of 2, of any size.
        offset_s: Seconds to add, any int64.

    Returns:
        int64[N] nanoseconds, and bool[N]: whether int64 holds the time. Where it does not, the end of int64 that is
        nearest.
    """
    if len(ticks) >= FEW and ticks_per_s <= MOST_TICKS_PER_S and abs(offset_s) <= MOST_SECONDS:
        seconds, fraction = np.divmod(ticks, np.uint64(ticks_per_s))
        if int(seconds.max()) + abs(offset_s) <= MOST_SECONDS:
            fraction_ns = fraction * np.uint64(NS_PER_S) // np.uint64(ticks_per_s)
            time_ns = (seconds.astype(np.int64) + offset_s) * NS_PER_S + fraction_ns.astype(np.int64)
            return time_ns, np.broadcast_to(np.True_, len(ticks))
    exact = [offset_s * NS_PER_S + tick * NS_PER_S // ticks_per_s for tick in ticks.tolist()]
    nearest = [min(max(time_ns, LEAST_NS), MOST_NS) for time_ns in exact]
    held = [time_ns == within for time_ns, within in zip(exact, nearest, strict=True)]
    return np.array(nearest, np.int64), np.array(held, np.bool_)
