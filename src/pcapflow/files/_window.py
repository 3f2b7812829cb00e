"""A stretch of a source in one reused buffer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from pcapflow.files._source import ReadInto

__all__ = ("SLACK_BYTES", "Window")

SLACK_BYTES = 64
"""Bytes behind the last one read that are there to be copied, so that loops may copy fixed sizes."""


class Window:
    """The bytes of a source from ``offset`` on, ``n_bytes`` of them.

    Moving on overwrites the buffer: what was made from it is lent.
    """

    def __init__(self, read_into: ReadInto, *, offset: int, window_bytes: int) -> None:
        self.offset = offset
        self.n_bytes = 0
        self._read_into = read_into
        self._capacity = max(1, window_bytes)
        self.buffer: npt.NDArray[np.uint8] = np.zeros(self._capacity + SLACK_BYTES, np.uint8)

    @property
    def lent(self) -> npt.NDArray[np.uint8]:
        """uint8[n_bytes + SLACK_BYTES]: what was read, and the slack."""
        return self.buffer[: self.n_bytes + SLACK_BYTES]

    @property
    def is_full(self) -> bool:
        """Whether the last reads gave all that there was room for."""
        return self.n_bytes == self._capacity

    def widen(self, most_bytes: int) -> None:
        """Read twice as much at once from now on, but no more than ``most_bytes``."""
        if self._capacity < most_bytes:
            self._grow(min(2 * self._capacity, most_bytes))

    def advance(self, stop: int, need_bytes: int) -> bool:
        """Drop what lies before ``stop`` and read once.

        Args:
            stop: The first byte of the window that is still wanted; it becomes byte 0.
            need_bytes: How many bytes from there on make sense of it. The buffer grows towards that, but never
                beyond twice what the source really had, whatever a length field claims.

        Returns:
            False at the end of the source.
        """
        n_kept = self.n_bytes - stop
        if stop:
            self.buffer[:n_kept] = self.buffer[stop : self.n_bytes]
        self.offset += stop
        self.n_bytes = n_kept
        if need_bytes > self._capacity and n_kept == self._capacity:
            self._grow(min(need_bytes, 2 * self._capacity))
        n_read = self._read_into(self.offset + n_kept, self.buffer.data[n_kept : self._capacity])
        self.n_bytes += n_read
        return n_read > 0

    def _grow(self, capacity: int) -> None:
        grown = np.zeros(capacity + SLACK_BYTES, np.uint8)
        grown[: self.n_bytes] = self.buffer[: self.n_bytes]
        self.buffer = grown
        self._capacity = capacity
