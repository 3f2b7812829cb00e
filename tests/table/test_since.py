"""Numbers and times that a stretch owes to the packets before it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcapflow.table._since import Since, delta_ns, numbers, relative_ns

BEHIND_A_THOUSAND = Since(n_packets=1_000, first_ns=500, previous_ns=2_000)


def times(
    *values: int | None,
) -> tuple[np.ndarray[tuple[int], np.dtype[np.int64]], np.ndarray[tuple[int], np.dtype[np.bool_]]]:
    """None is a packet without a time."""
    return np.array([value or 0 for value in values], np.int64), np.array([value is not None for value in values], bool)


def test_numbers_count_on() -> None:
    """From 1 in the whole capture."""
    assert [1, 2, 3] == numbers(Since(), 3).tolist()
    assert [1_001, 1_002] == numbers(BEHIND_A_THOUSAND, 2).tolist()
    assert [] == numbers(BEHIND_A_THOUSAND, 0).tolist()


def test_times_are_relative_to_the_captures_first() -> None:
    """Not the stretch's; a packet without a time has 0."""
    assert [1_600, 0, 1_500] == relative_ns(BEHIND_A_THOUSAND, *times(2_100, None, 2_000)).tolist()


def test_the_first_difference_is_to_the_stretch_before() -> None:
    """Times may run backwards."""
    assert [100, -300] == delta_ns(BEHIND_A_THOUSAND, *times(2_100, 1_800)).tolist()


def test_packets_without_a_time_are_passed_over() -> None:
    """The next difference is to the last packet that has one."""
    assert [0, 100, 0, 0, 50] == delta_ns(BEHIND_A_THOUSAND, *times(None, 2_100, None, None, 2_150)).tolist()
    assert [0, 0] == delta_ns(BEHIND_A_THOUSAND, *times(None, None)).tolist()


@given(st.lists(st.one_of(st.none(), st.integers(1, 10**9)), min_size=1), st.integers(0, 10**9))
@pytest.mark.parametrize("previous_ns", [0, 10**18])
def test_differences_add_up(previous_ns: int, values: list[int | None], first_ns: int) -> None:
    """To the last time of the stretch."""
    since = Since(7, first_ns, previous_ns)
    last = [previous_ns, *(value for value in values if value is not None)][-1]

    assert last - previous_ns == delta_ns(since, *times(*values)).sum()
