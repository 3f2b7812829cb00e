"""A stretch of a source in one reused buffer, read a window at a time.

A window is small, so that it is still in the cache when it is looked at; a
stretch is long, so that what is done once for each table is done seldom.

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

    Windows of one stretch stand one behind the other in `stretch`. Where the next stretch begins, the buffer is
    overwritten: what was made from it is lent.
    """

    def __init__(self, read_into: ReadInto, *, offset: int, window_bytes: int, stretch_bytes: int = 0) -> None:
        """Nothing is read yet.

        Args:
            read_into: The source.
            offset: Where in it to begin.
            window_bytes: How much is read at once.
            stretch_bytes: How much of the source stays at hand; less than two windows is the last window alone.
        """
        self.offset = offset
        self.n_bytes = 0
        self.start = 0
        """Byte of the stretch at which the window begins."""
        self._read_into = read_into
        self._stretch_bytes = stretch_bytes
        self._set_aside(max(1, window_bytes))

    @property
    def buffer(self) -> npt.NDArray[np.uint8]:
        """uint8[W]: the window's bytes, at least ``n_bytes`` and the slack."""
        return self._memory[self.start :]

    @property
    def lent(self) -> npt.NDArray[np.uint8]:
        """uint8[n_bytes + SLACK_BYTES]: what was read, and the slack."""
        return self._memory[self.start : self.start + self.n_bytes + SLACK_BYTES]

    @property
    def stretch(self) -> npt.NDArray[np.uint8]:
        """uint8[start + n_bytes + SLACK_BYTES]: all that stays at hand, and the slack."""
        return self._memory[: self.start + self.n_bytes + SLACK_BYTES]

    @property
    def goes_on(self) -> bool:
        """Whether the stretch does: the source gave all that was asked for, and there is room behind it."""
        return not self._is_short and self._next_page() + self._capacity + SLACK_BYTES <= len(self._memory)

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
        page = self._next_page() if self.goes_on else self._first_page
        if need_bytes > self._capacity and n_kept == self._capacity:
            self._set_aside(min(need_bytes, 2 * self._capacity))
            page = self._first_page
        self.offset += stop
        self.start = page - n_kept
        self._memory[self.start : page] = kept
        n_wanted = self._capacity - n_kept
        n_read = self._read_into(self.offset + n_kept, self._memory.data[page : page + n_wanted])
        self.n_bytes = n_kept + n_read
        self._is_short = n_read < n_wanted
        return n_read > 0

    def _next_page(self) -> int:
        end = self.start + self.n_bytes
        return end + (self._first_page - end) % PAGE_BYTES

    def _set_aside(self, capacity: int) -> None:
        """New memory: room for what is kept, then for the windows of a stretch. What is not touched costs nothing."""
        self._capacity = capacity
        n_windows = max(1, self._stretch_bytes // capacity)
        self._memory = np.zeros(capacity + n_windows * (capacity + PAGE_BYTES) + SLACK_BYTES, np.uint8)
        address: int = self._memory.__array_interface__["data"][0]
        self._first_page = capacity + -(address + capacity) % PAGE_BYTES
        # No window was read: the first one begins with the first page.
        self.start, self.n_bytes, self._is_short = self._first_page, 0, True
