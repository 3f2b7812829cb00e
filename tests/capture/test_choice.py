"""Slices and masks."""

from __future__ import annotations

import numpy as np
import pytest

from pcapflow.capture._choice import indices_of


@pytest.mark.parametrize(
    ("key", "indices"),
    [
        (slice(1, 3), [1, 2]),
        (slice(None, None, 2), [0, 2]),
        (slice(-1, None), [3]),
        (np.array([False, True, False, True]), [1, 3]),
    ],
)
def test_a_slice_or_a_mask_is_indices_in_their_order(key: slice, indices: list[int]) -> None:
    """Of four packets."""
    assert indices == indices_of(key, 4).tolist()


@pytest.mark.parametrize("mask", [np.ones(3, bool), np.arange(4), np.ones((4, 1), bool)])
def test_what_has_no_truth_value_for_each_packet_is_refused(
    mask: np.ndarray[tuple[int, ...], np.dtype[np.bool_]],
) -> None:
    """Too few, numbers, too many dimensions."""
    with pytest.raises(TypeError, match="a mask of 4 truth values"):
        indices_of(mask, 4)


def test_packets_stand_in_the_order_of_the_file() -> None:
    """Not backwards."""
    with pytest.raises(ValueError, match="a step above 0"):
        indices_of(slice(None, None, -1), 4)
