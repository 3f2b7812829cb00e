"""Which packets, and which of several values."""

from __future__ import annotations

import numpy as np
import pytest

from pcapflow.errors import FieldError, OptionError
from pcapflow.forms import Form
from pcapflow.table import Column
from pcapflow.table._choosing import indices_in, occurrence_of


def test_a_mask_is_as_good_as_its_indices() -> None:
    """As an array or a list; indices are of any type of integers, or a range."""
    mask = [True, False, True]
    chosen = (mask, np.array(mask), [0, 2], np.array([0, 2], np.uint8), range(0, 3, 2))

    assert [[0, 2]] * 5 == [indices_in(which, 3).tolist() for which in chosen]
    assert [] == indices_in([], 3).tolist() == indices_in(np.zeros(3, bool), 3).tolist()


@pytest.mark.parametrize(
    ("which", "problem"),
    [
        ([True, False], r"a mask of 3 truth values is needed, not one of shape \(2,\)"),
        ([0, 3], "index 3 is none of 3 packets, which count from 0"),
        ([-1], "index -1 is none of 3 packets"),
        (np.array([1 << 63], np.uint64), "index 9223372036854775808 is none"),
        ([1, 0], "indices must ascend, as packets do in their file: 0 stands behind 1"),
        ([1, 1], "1 stands behind 1"),
        ([0.5], "by a mask or by their indices, not by float64"),
    ],
)
def test_others_are_refused(which: list[int], problem: str) -> None:
    with pytest.raises(OptionError, match=problem):
        indices_in(which, 3)


def test_a_column_chooses_where_it_is_true() -> None:
    """If it holds truth values."""
    there = np.array([True, True, False])

    assert [0] == indices_in(Column("x", np.array([True, False, True]), there, Form.BOOLEAN), 3).tolist()
    with pytest.raises(FieldError, match="a mask is made of truth values"):
        indices_in(Column("x", np.array([1, 0, 1]), there, Form.DECIMAL), 3)


def test_words_and_letters_mean_the_same() -> None:
    """Of those that are allowed."""
    allowed = ("first", "last", "all")

    assert allowed == tuple(occurrence_of(word, allowed) for word in "fla")
    assert allowed == tuple(occurrence_of(word, allowed) for word in allowed)
    with pytest.raises(OptionError, match="occurrence is first or last, not 'a'"):
        occurrence_of("a", allowed[:2])
