"""Arrays for the compiled loops to write to: new ones for each window, since tables keep what was read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Arrays = list[npt.NDArray[Any]]

__all__ = ("Room",)

LEAST_ROWS = 64
FIRST_GUESS = (1, 128)
"""Before anything was read: one packet in so many bytes."""


class Room:
    """One array for each column of `Records`, with room for a quarter more packets than the last window had."""

    def __init__(self, *dtypes: npt.DTypeLike) -> None:
        self.arrays: Arrays = []
        self._dtypes = dtypes
        self._density = FIRST_GUESS

    def open(self, n_bytes: int) -> Arrays:
        """Arrays for a window of ``n_bytes``."""
        self.arrays = self._new(n_bytes)
        return self.arrays

    def grow(self, n_rows: int, n_done: int, n_bytes: int) -> Arrays:
        """Larger ones, with the ``n_rows`` that the first ``n_done`` of the window's ``n_bytes`` gave."""
        self._density = (n_rows, n_done)
        larger = self._new(max(n_bytes, 2 * n_done))
        for new, old in zip(larger, self.arrays, strict=True):
            new[:n_rows] = old[:n_rows]
        self.arrays = larger
        return larger

    def take(self, n_rows: int, n_bytes: int) -> Arrays:
        """The rows that are full; what comes next is expected to be like these ``n_bytes``."""
        self._density = (n_rows, max(n_bytes, 1))
        return [array[:n_rows] for array in self.arrays]

    def _new(self, n_bytes: int) -> Arrays:
        n_rows, in_bytes = self._density
        capacity = n_bytes * n_rows * 5 // (in_bytes * 4) + LEAST_ROWS
        return [np.empty(capacity, dtype) for dtype in self._dtypes]
