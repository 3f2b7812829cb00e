"""Slices, masks and indices."""

from __future__ import annotations

import numpy as np
import pytest

import pcapflow as pf
from pcapflow.capture._choice import indices_of
from pcapflow.errors import OptionError
from pcapflow.testing import build


@pytest.mark.parametrize(
    ("key", "indices"),
    [
        (slice(1, 3), [1, 2]),
        (slice(None, None, 2), [0, 2]),
        (slice(-1, None), [3]),
        (np.array([False, True, False, True]), [1, 3]),
        (np.array([0, 3]), [0, 3]),
        (np.array([1, 2], np.uint8), [1, 2]),
        ([1, 3], [1, 3]),
        ([], []),
    ],
)
def test_a_slice_a_mask_or_indices_are_indices_in_their_order(key: slice, indices: list[int]) -> None:
    """Of four packets."""
    assert indices == indices_of(key, 4).tolist()


@pytest.mark.parametrize("mask", [np.ones(3, bool), np.ones((4, 1), bool)])
def test_what_has_no_truth_value_for_each_packet_is_refused(
    mask: np.ndarray[tuple[int, ...], np.dtype[np.bool_]],
) -> None:
    """Too few, too many dimensions."""
    with pytest.raises(OptionError, match="a mask of 4 truth values"):
        indices_of(mask, 4)


@pytest.mark.parametrize("indices", [[4], [-1], [2, 1], [1, 1], [0.5], ["1"]], ids=repr)
def test_indices_that_are_none_are_refused(indices: list[int]) -> None:
    """Beyond the packets, backwards, twice, no numbers."""
    with pytest.raises(OptionError):
        indices_of(indices, 4)


def test_packets_stand_in_the_order_of_the_file() -> None:
    """Not backwards."""
    with pytest.raises(ValueError, match="a step above 0"):
        indices_of(slice(None, None, -1), 4)


def test_packets_are_chosen_by_their_indices() -> None:
    """They keep their numbers."""
    cap = pf.open(build.capture(*(build.ping(seq=seq) for seq in (1, 2, 3))))

    assert [2, 3] == [packet["frame.number"] for packet in cap[np.array([1, 2])]]
    assert [3] == [packet["icmp.seq"] for packet in cap[[0, 2]][[1]]]
