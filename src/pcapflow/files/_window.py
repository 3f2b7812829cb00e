"""A stretch of a source in one reused buffer.

Each read goes to where a page begins, and what is kept of the window before
stands directly before it: processors copy to where 64 bytes begin at several
times the speed at which they copy to anywhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from pcapflow.files._source import ReadInto

__all__ = ("PAGE_BYTES", "SLACK_BYTES", "Window")

SLACK_BYTES = 64
"""Bytes behind the last one read that are there to be copied, so that loops may copy fixed sizes."""
PAGE_BYTES = 4096


class Window:
    """The bytes of a source from ``offset`` on, ``n_bytes`` of them.

    Moving on overwrites the buffer: what was made from it is lent.
    """

    def __init__(self, read_into: ReadInto, *, offset: int, window_bytes: int) -> None:
        self.offset = offset
        self.n_bytes = 0
        self.buffer: npt.NDArray[np.uint8]
        """uint8[W]: the window's bytes, at least ``n_bytes`` and the slack."""
        self._read_into = read_into
        self._next_capacity = 0
        self._set_aside(max(1, window_bytes))

    @property
    def lent(self) -> npt.NDArray[np.uint8]:
        """uint8[n_bytes + SLACK_BYTES]: what was read, and the slack."""
        return self.buffer[: self.n_bytes + SLACK_BYTES]

    def advance(self, stop: int, need_bytes: int) -> bool:
        """Drop what lies before ``stop`` and read once.

        Args:
            stop: The first byte of the window that is still wanted; it becomes byte 0.
            need_bytes: How many bytes from there on make sense of it. The buffer grows towards that, but never
                beyond twice what the source really had, whatever a length field claims.

        Returns:
            False at the end of the source.
        """
        kept = self.buffer[stop : self.n_bytes]
        n_kept = len(kept)
        if need_bytes > self.capacity and n_kept == self.capacity:
            self._next_capacity = max(self._next_capacity, min(need_bytes, 2 * self.capacity))
        if self._next_capacity > self.capacity:
            self._set_aside(self._next_capacity)
        self.buffer = self._memory[self._page - n_kept :]
        self.buffer[:n_kept] = kept
        self.offset += stop
        n_read = self._read_into(self.offset + n_kept, self.buffer.data[n_kept : self.capacity])
        self.n_bytes = n_kept + n_read
        return n_read > 0

    def widen(self) -> None:
        """Read twice as much at once from now on."""
        self._next_capacity = 2 * self.capacity

    def _set_aside(self, capacity: int) -> None:
        """New memory: room for what is kept, then for a window. What is not touched costs nothing."""
        self.capacity: int = capacity
        """Bytes that a window can have."""
        self._next_capacity = capacity
        self._memory: npt.NDArray[np.uint8] = np.zeros(2 * capacity + PAGE_BYTES + SLACK_BYTES, np.uint8)
        address: int = self._memory.__array_interface__["data"][0]
        self._page: int = capacity + -(address + capacity) % PAGE_BYTES
        self.buffer = self._memory[self._page :]
