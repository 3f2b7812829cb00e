"""Arrays that grow: room is asked for before it is written to, and what was written is taken as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

__all__ = ("Growing", "grown_capacity")

LEAST = 64


def grown_capacity(n: int, share: float, least: int = LEAST) -> int:
    """How many rows to make room for when n have filled an array.

    Args:
        n: Rows so far.
        least: At least so many.
        share: How much of the whole has been seen, 0 to 1; 0 is not known. Room that is not written to costs
            address space only, so that a good guess saves copying and wastes nothing.
    """
    guess = int(n / share * 1.02) if 0.0 < share < 1.0 else 0
    return max(2 * n, guess, least)


class Growing:
    """One array of a type, of which the first ``n`` elements are full."""

    def __init__(self, dtype: npt.DTypeLike) -> None:
        """Empty."""
        self.n = 0
        self._array: npt.NDArray[np.generic] = np.empty(0, dtype)

    def room(self, n_more: int, share: float = 0.0) -> npt.NDArray[np.generic]:
        """A view of ``n_more`` elements behind the full ones, which count as full from now on."""
        n = self.n + n_more
        if n > len(self._array):
            # From np.empty, big arrays come with big pages: several times as fast as what is zeroed or pieced together.
            larger = np.empty(grown_capacity(n, share), self._array.dtype)
            larger[: self.n] = self._array[: self.n]
            self._array = larger
        view = self._array[self.n : n]
        self.n = n
        return view

    @property
    def n_bytes(self) -> int:
        """Bytes of the full part."""
        return self.n * self._array.itemsize

    def take(self) -> npt.NDArray[np.generic]:
        """The full part; from here on the array is empty again, with as much room as was needed."""
        taken = self._array[: self.n]
        self._array = np.empty(self.n + self.n // 4, self._array.dtype)
        self.n = 0
        return taken
