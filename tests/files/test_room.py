"""Arrays that compiled loops write to."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pcapflow.files._room import Room


def test_arrays_have_the_types_asked_for_and_one_length() -> None:
    """One for each column."""
    arrays = Room(np.int64, np.uint8).open(1000)

    assert [np.dtype(np.int64), np.dtype(np.uint8)] == [array.dtype for array in arrays]
    assert 1 == len({len(array) for array in arrays})


def test_the_next_window_has_room_for_a_quarter_more() -> None:
    """Of the packets that the last one had in as many bytes."""
    room = Room(np.int64)
    room.open(1000)
    room.take(1, 100)

    (array,) = room.open(64_000)

    assert 640 * 5 // 4 <= len(array) < 640 * 5 // 4 + 100


def test_what_was_taken_is_not_written_to_again() -> None:
    """Tables keep it."""
    room = Room(np.int64)
    room.open(1000)[0][:] = 7
    (taken,) = room.take(3, 1000)
    room.open(1000)[0][:] = 8

    assert [7, 7, 7] == taken.tolist()


@given(st.integers(0, 1 << 20), st.integers(16, 5000))
def test_arrays_that_are_full_grow_to_twice_as_many_and_keep_their_rows(n_bytes: int, bytes_per_row: int) -> None:
    """However many bytes a packet has: none has fewer than a record header."""
    room = Room(np.int64)
    (array,) = room.open(n_bytes)
    n = len(array)
    array[:] = np.arange(n)

    (larger,) = room.grow(n, n * bytes_per_row, n_bytes)

    assert 2 * n <= len(larger) <= max(2 * n, n_bytes / 16) * 5 / 4 + 64
    assert list(range(n)) == larger[:n].tolist()


def test_a_window_without_packets_leaves_some_room_for_the_next() -> None:
    """The first packet after a megabyte of other blocks."""
    room = Room(np.int64)
    room.open(1 << 20)
    room.take(0, 1 << 20)

    assert 0 < len(room.open(1 << 20)[0]) < 1000
