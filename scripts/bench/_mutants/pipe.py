"""What comes through a pipe: a part of it at once, and no way back."""

from __future__ import annotations

import io

__all__ = ("PIPE_BYTES", "Pipe")

PIPE_BYTES = 1 << 16
"""What Linux gives at once."""


class Pipe(io.RawIOBase):
    """Bytes that can be read once, so many with each read."""

    def __init__(self, data: bytes, at_once: int = PIPE_BYTES) -> None:
        """Fill it."""
        self._file = io.BytesIO(data)
        self._at_once = at_once

    def readable(self) -> bool:
        """It is; and not seekable, which is what its base says."""
        return True

    def readinto(self, view: bytearray | memoryview) -> int:  # type: ignore[override]  # typeshed wants any buffer; these are given
        """Read a little."""
        return self._file.readinto(memoryview(view)[: self._at_once])
