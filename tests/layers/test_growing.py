"""Arrays that grow."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcapflow.layers._growing import LEAST, Growing, grown_capacity


@pytest.mark.parametrize(
    ("n", "share", "capacity"),
    [
        (0, 0.0, LEAST),
        (1_000, 0.0, 2_000),
        (1_000, 0.01, 102_000),
        (1_000, 0.9, 2_000),
        (1_000, 1.0, 2_000),
        (1_000, 1.5, 2_000),
    ],
)
def test_room_is_made_for_what_is_to_come(n: int, share: float, capacity: int) -> None:
    """Twice what there is; as much as the whole will have, where it is known how much of it was seen."""
    assert capacity == grown_capacity(n, share)


def test_there_is_room_for_the_least() -> None:
    """However little there is."""
    assert 5_000 == grown_capacity(10, 0.0, least=5_000)


@given(st.lists(st.one_of(st.lists(st.integers(0, 999), max_size=200), st.none())), st.sampled_from([0.0, 0.001, 0.5]))
def test_what_was_written_is_what_is_taken(steps: list[list[int] | None], share: float) -> None:
    """None takes."""
    growing, written = Growing(np.int16), list[int]()
    for step in [*steps, None]:
        if step is None:
            assert written == growing.take().tolist()
            assert 0 == growing.n
            written = []
        else:
            growing.room(len(step), share)[:] = step
            written += step
            assert len(written) == growing.n
            assert 2 * len(written) == growing.n_bytes


def test_what_was_taken_is_left_alone() -> None:
    """What comes next is written elsewhere."""
    growing = Growing(np.uint8)
    growing.room(3)[:] = 1
    taken = growing.take()
    growing.room(3)[:] = 2

    assert [1, 1, 1] == taken.tolist()


def test_a_view_of_nothing_is_empty() -> None:
    """Of a window without packets."""
    assert (0, np.dtype(np.int64)) == (len(Growing(np.int64).room(0)), Growing(np.int64).take().dtype)
