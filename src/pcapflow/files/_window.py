"""A stretch of a source in one reused buffer.

What is kept of the window before is moved to the front of a page, and what is
read begins with the page: processors copy to where 64 bytes begin at several
times the speed at which they copy to anywhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from pcapflow.files._source import ReadInto

__all__ = ("SLACK_BYTES", "Window")

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
        self._read_into = read_into
        self.buffer: npt.NDArray[np.uint8]
        """uint8[W]: the window's bytes, at least ``n_bytes`` and the slack."""
        self._set_aside(max(1, window_bytes))

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
            kept = self.buffer[: self.n_bytes]
            self._set_aside(min(2 * self._capacity, most_bytes))
            self._put(kept)

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
        kept = self.buffer[stop : self.n_bytes]
        if need_bytes > self._capacity and n_kept == self._capacity:
            self._set_aside(min(need_bytes, 2 * self._capacity))
        self.offset += stop
        self.n_bytes = n_kept
        self._put(kept)
        n_read = self._read_into(self.offset + n_kept, self.buffer.data[n_kept : self._capacity])
        self.n_bytes += n_read
        return n_read > 0

    def _set_aside(self, capacity: int) -> None:
        """New memory for windows of so many bytes, and for what is kept before them."""
        self._capacity = capacity
        self._memory = np.zeros(2 * capacity + PAGE_BYTES + SLACK_BYTES, np.uint8)
        address: int = self._memory.__array_interface__["data"][0]
        self._page = capacity + -(address + capacity) % PAGE_BYTES
        self.buffer = self._memory[self._page :]

    def _put(self, kept: npt.NDArray[np.uint8]) -> None:
        self.buffer = self._memory[self._page - len(kept) :]
        self.buffer[: len(kept)] = kept
