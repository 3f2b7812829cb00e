"""Time grows with the file."""

from __future__ import annotations

import pytest

from bench._mutants.growth import SHAPES, Growth, measured
from pcapflow.files import open_capture


def test_twice_as_much_takes_about_twice_as_long() -> None:
    """With room for a machine that has other things to do; scripts/bench/file_mutants measures at full size."""
    found = {one.name: one.worst for one in measured(1 << 17, 1)}

    assert SHAPES.keys() == found.keys()
    assert {} == {name: worst for name, worst in found.items() if worst > 4}
    assert max(found.values()) > 1


@pytest.mark.parametrize("name", SHAPES)
def test_a_shape_is_a_whole_file_of_that_size(name: str) -> None:
    """About."""
    data = SHAPES[name](100_000)
    with open_capture(data) as reader:
        assert [] == [len(records) for records in reader if not len(records)]
        assert reader.damage is None

    assert 90_000 < len(data) < 110_000


def test_the_worst_doubling_counts() -> None:
    """Of those that took long enough to be measured."""
    assert 3.0 == Growth("", [0.25, 0.5, 1.5]).worst
    assert 0.0 == Growth("", [0.001, 0.2]).worst
