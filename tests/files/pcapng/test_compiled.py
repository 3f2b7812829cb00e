"""What the compiled loop over blocks is told of interfaces."""

from __future__ import annotations

import pytest

from pcapflow.files import Interface
from pcapflow.kernel import IS_BUILT

if not IS_BUILT:
    pytest.skip("the kernel was not built", allow_module_level=True)

from pcapflow.files.pcapng._compiled import clock_of

MOST_NS = (1 << 63) - 1


@pytest.mark.parametrize(
    ("ticks_per_s", "offset_s", "clock"),
    [
        (10**6, 0, (1000, MOST_NS // 1000, 0)),
        (10**9, 0, (1, MOST_NS, 0)),
        (1, 0, (10**9, MOST_NS // 10**9, 0)),
        (1 << 9, 0, (1_953_125, MOST_NS // 1_953_125, 0)),
        (10**9, 5, (1, MOST_NS - 5 * 10**9, 5 * 10**9)),
        (10**9, -5, (1, MOST_NS, -5 * 10**9)),
    ],
)
def test_whole_nanoseconds_are_for_the_loop(ticks_per_s: int, offset_s: int, clock: tuple[int, int, int]) -> None:
    """Nanoseconds per tick, the most ticks that int64 holds as a time, and what is added."""
    interface = Interface(1, ticks_per_s=ticks_per_s, offset_s=offset_s)

    assert (*clock, 0, 262_144) == clock_of(interface)


@pytest.mark.parametrize(
    ("ticks_per_s", "offset_s"), [(10**10, 0), (1 << 10, 0), (10**127, 0), (10**9, 1 << 62), (10**9, -(1 << 63))]
)
def test_everything_else_is_for_exact_arithmetic(ticks_per_s: int, offset_s: int) -> None:
    """Finer than a nanosecond, binary fractions, offsets near the end of int64: 0 nanoseconds per tick."""
    interface = Interface(1, snaplen=60, ticks_per_s=ticks_per_s, offset_s=offset_s)

    assert (0, 0, 0, 60, 262_144) == clock_of(interface)
