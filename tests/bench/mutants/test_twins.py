"""The comparison of the two walks draws what it says, and counts it."""

from __future__ import annotations

from random import Random

import pytest

from bench._mutants.packets import seeds_of
from pcapflow.kernel import IS_BUILT

if not IS_BUILT:
    pytest.skip("the kernel was not built", allow_module_level=True)

from bench._mutants import twins


def test_so_many_packets_are_compared() -> None:
    """In windows of any size, of which the last is what is left."""
    found = twins.run(seeds_of(), 3_001, seed=4)

    assert (3_001, 0) == (found.n_packets, found.n_different)
    assert found.n_values > found.n_rows > found.n_cut > 0


def test_one_seed_gives_the_same_packets() -> None:
    dice, same = Random(1), Random(1)  # noqa: S311 - test data, no secret

    assert list(twins.mutants(seeds_of(), 50, dice)) == list(twins.mutants(seeds_of(), 50, same))


def test_a_window_has_an_interface_for_each_kind() -> None:
    seen = [twins.Seen(1, b"abc", 9), twins.Seen(113, b"", 0), twins.Seen(1, b"d", 1, fcs_bytes=4)]
    window = twins.window_of(seen)

    assert [b"abc", b"", b"d"] == [
        window.window[at : at + n].tobytes() for at, n in zip(window.start, window.captured, strict=True)
    ]
    assert [(1, 0), (113, 0), (1, 4)] == [
        (window.interfaces[at].linktype, window.interfaces[at].fcs_bytes) for at in window.interface
    ]


def test_only_the_first_differences_are_kept() -> None:
    found = twins.Comparison()
    for number in range(30):
        found.differs(str(number))

    assert (30, [str(number) for number in range(20)]) == (found.n_different, found.differences)
