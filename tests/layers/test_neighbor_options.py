"""Options of neighbour discovery: where they stand in messages is tested with these."""

from __future__ import annotations

import numpy as np

from pcapflow.layers._neighbor_options import NEIGHBOR_OPTIONS
from pcapflow.table import Regions


def test_lengths_are_in_units_of_eight_bytes() -> None:
    data = np.frombuffer(b"\x01\x01" + bytes(6) + b"\x03\x04" + bytes(30), np.uint8)
    end = np.array([len(data)])
    found = NEIGHBOR_OPTIONS.elements(Regions(data, np.zeros(1, np.int64), end, end, np.empty(1, np.dtype([]))))

    assert [(1, 0, 8), (3, 8, 40)] == list(
        zip(found.kind.tolist(), found.start.tolist(), found.stop.tolist(), strict=True)
    )


def test_every_kind_that_has_a_column_has_words() -> None:
    """The tree names it."""
    assert {kind for part in NEIGHBOR_OPTIONS.columns for kind in part.kinds} <= NEIGHBOR_OPTIONS.words.keys()
