"""Lists of options: where each one begins and ends, and where a list does."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unittest import mock

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pcapflow.layers._options import parts_of, type_length, with_parts
from pcapflow.table import PARTS, Regions

if TYPE_CHECKING:
    from collections.abc import Callable

    from pcapflow.table import Elements

LIKE_TCP = type_length(single=(0, 1), end=0, end_repeats=True)
LIKE_IP = type_length(single=(0, 1), end=0)


def told_apart(
    elements: Callable[[Regions], Elements], *lists: bytes, captured: int | None = None
) -> list[tuple[int, int, int, int]]:
    """Row, kind, begin within its list, and bytes that are there."""
    data = np.frombuffer(b"".join(lists) + b"\xff", np.uint8)
    lengths = np.array([len(one) for one in lists], np.int64)
    claimed = np.cumsum(lengths)
    start = claimed - lengths
    stop = claimed if captured is None else np.minimum(claimed, start + captured)
    found = elements(Regions(data, start, stop, claimed, np.empty(len(lists), np.dtype([]))))
    begins = (found.start - start[found.row]).tolist()
    there = (found.stop - found.start).tolist()
    return list(zip(found.row.tolist(), found.kind.tolist(), begins, there, strict=True))


def test_options_follow_each_other() -> None:
    """Each list in its own steps; what is found is ordered by list."""
    lists = (b"\x01\x02\x04\x05\xb4", b"", b"\x03\x03\x07\x01")

    assert [(0, 1, 0, 1), (0, 2, 1, 4), (2, 3, 0, 3), (2, 1, 3, 1)] == told_apart(LIKE_TCP, *lists)


def test_a_length_that_is_impossible_ends_the_list() -> None:
    """0, 1, and one that leads beyond the end; what precedes stays."""
    assert [(0, 1, 0, 1), (1, 1, 0, 1), (2, 1, 0, 1)] == told_apart(
        LIKE_TCP, b"\x01\x02\x00", b"\x01\x02\x01\x01", b"\x01\x02\x04\x01"
    )


def test_a_type_without_room_for_a_length_is_none() -> None:
    assert [(0, 1, 0, 1)] == told_apart(LIKE_TCP, b"\x01\x02")


def test_an_end_is_followed_by_nothing_else() -> None:
    """More of it may be padding."""
    assert [(0, 0, 0, 1), (0, 0, 1, 1)] == told_apart(LIKE_TCP, b"\x00\x00\x01\x00")
    assert [(0, 1, 0, 1), (0, 0, 1, 1)] == told_apart(LIKE_IP, b"\x01\x00\x00\x01")


def test_an_option_that_is_cut_is_there_as_far_as_it_goes() -> None:
    """With its length, or with nothing but its type."""
    assert [(0, 2, 0, 3)] == told_apart(LIKE_TCP, b"\x02\x04\x05\xb4", captured=3)
    assert [(0, 2, 0, 1)] == told_apart(LIKE_TCP, b"\x02\x04\x05\xb4", captured=1)


def test_lengths_have_a_unit_and_may_leave_something_out() -> None:
    """Eights, as neighbour discovery has them; and those that do not count type and length."""
    assert [(0, 1, 0, 8)] == told_apart(type_length(unit=8), b"\x01\x01" + bytes(6))
    assert [(0, 1, 0, 2), (0, 5, 2, 4)] == told_apart(type_length(add=2), b"\x01\0\x05\x02\0\0")


def test_options_may_have_parts() -> None:
    """From a byte of it up to another or to its end; what was not captured of it is not there."""

    def elements(regions: Regions) -> Elements:
        whole = LIKE_IP(regions)
        is_long = whole.n_bytes > 2
        first = parts_of(whole, is_long, PARTS, 2, whole.n_bytes - 2)
        return with_parts(whole, first, parts_of(whole, is_long, PARTS + whole.kind, whole.n_bytes - 2))

    option = b"\x07\x06\0\0\0\0\x07\x02"

    assert [(0, 7, 0, 6), (0, PARTS, 2, 2), (0, PARTS + 7, 4, 2), (0, 7, 6, 2)] == told_apart(elements, option)
    assert [(0, 7, 0, 3), (0, PARTS, 2, 1), (0, PARTS + 7, 3, 0)] == told_apart(elements, option, captured=3)


@given(st.lists(st.binary(max_size=40), max_size=5))
def test_any_bytes_are_told_apart_without_gap_or_overlap(lists: list[bytes]) -> None:
    """And each list as if it were alone."""
    found = told_apart(LIKE_TCP, *lists)

    assert found == [(row, *one[1:]) for row, bytes_ in enumerate(lists) for one in told_apart(LIKE_TCP, bytes_)]
    for row in range(len(lists)):
        ends = [0, *(begin + there for at, _, begin, there in found if at == row)]
        assert [begin for at, _, begin, _ in found if at == row] == ends[:-1]


def test_a_broken_option_may_be_shown() -> None:
    """One without a length is its type and length, and the last; one that leads beyond the end is cut."""
    elements = type_length(unit=8, shows_broken=True)

    assert [(0, 5, 0, 2)] == told_apart(elements, b"\x05\0\x01\x01" + bytes(6))
    assert [(0, 1, 0, 8), (0, 1, 8, 3)] == told_apart(elements, b"\x01\x01" + bytes(6) + b"\x01\x02\0")


@given(st.lists(st.binary(min_size=1, max_size=6), min_size=70, max_size=120), st.integers(1, 3))
def test_long_lists_are_told_apart_as_short_ones(parts: list[bytes], unit: int) -> None:
    """What goes on is looked at otherwise than in steps, with the same result; options of one byte, too."""
    elements = type_length(single=(0, 1), end=0, unit=unit)
    whole = b"".join(bytes([2 + part[0] % 250, len(part) // unit])[: len(part)] + part[2:] for part in parts)
    whole = b"\x01" * 70 + whole.replace(b"\x05", b"\x01\x01\x01")
    with mock.patch("pcapflow.layers._options.STEPS", len(whole)):
        alone = told_apart(elements, whole)

    assert alone == told_apart(elements, whole)
    assert [(row, *one[1:]) for row in range(40) for one in alone] == told_apart(elements, *[whole] * 40)
    with mock.patch("pcapflow.layers._options.STEPS", len(whole)):
        cut = told_apart(elements, whole, captured=200)
    assert cut == told_apart(elements, whole, captured=200)


def test_a_list_of_many_options_takes_a_moment() -> None:
    """As many as the longest packet holds."""
    assert 65_000 == len(told_apart(type_length(single=(0,)), bytes(65_000)))
