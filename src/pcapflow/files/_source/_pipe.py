"""What can be read once, forwards; kept at hand where it is wanted again."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pcapflow.errors import PcapflowError
from pcapflow.files._source._base import Source, copier_of, filler_of, named, read_fully

if TYPE_CHECKING:
    import io
    from collections.abc import Callable, Iterator

    from pcapflow.files._source._base import BinaryFile, ReadInto

    Fill = Callable[[memoryview], int]
    """Give the bytes that come next, as many as are there at once and the view takes; 0 at the end."""

__all__ = ("Pipe", "SpooledPipe", "filler_of_pipe", "spooled")


LEAST_BYTES = 1 << 16
"""What a pipe of Linux has at most; to take less at once is not worth while."""


def spooled(name: str, fill: Fill, *, owned: io.FileIO | None = None) -> SpooledPipe:
    """A pipe with a temporary file to keep what came through it."""
    # 5 ms of import that most commands need not spend.
    import tempfile

    # The pipe closes it, when the capture is no longer held at the latest.
    spool = named(copy_of(name), lambda: tempfile.TemporaryFile(buffering=0))  # noqa: SIM115 (it is closed with the pipe)
    return SpooledPipe(name, fill, spool, owned=owned)


def copy_of(name: str) -> str:
    """What messages call the temporary file."""
    return f"temporary copy of {name}"


class Pipe(Source):
    """What can be read once. The head is kept, so that looking at it takes nothing away."""

    def __init__(self, name: str, fill: Fill, *, owned: io.FileIO | None = None) -> None:
        """Read nothing yet; a file that is ``owned`` is closed with the pipe."""
        self.name = name
        self._owned = owned
        self.rereadable = False
        self._fill = fill
        self._head = b""
        self._position = 0

    def peek(self, n_bytes: int) -> bytes:
        """The first bytes; waits for them, and for no more."""
        while len(self._head) < n_bytes:
            piece = bytearray(n_bytes - len(self._head))
            n_read = self._pull(memoryview(piece))
            if n_read == 0:
                break
            self._head += piece[:n_read]
        return self._head[:n_bytes]

    @contextmanager
    def handle(self) -> Iterator[ReadInto]:
        def read_into(offset: int, view: memoryview, /) -> int:
            if offset < len(self._head):
                piece = self._head[offset : offset + len(view)]
                view[: len(piece)] = piece
                return len(piece)
            if offset != self._position:
                raise PcapflowError(f"{self.name}: a pipe is read once, from its beginning to its end")
            return self._pull(view)

        yield read_into

    def _pull(self, view: memoryview) -> int:
        n_read = named(self.name, self._fill, view)
        self._position += n_read
        return n_read

    def close(self) -> None:
        if self._owned is not None:
            self._owned.close()

    def __del__(self) -> None:
        self.close()


class SpooledPipe(Pipe):
    """A pipe whose bytes stay at hand, in a temporary file that has no name and goes with the process."""

    def __init__(self, name: str, fill: Fill, spool: io.FileIO, *, owned: io.FileIO | None = None) -> None:
        """Keep what comes in ``spool``, which is closed with the pipe."""
        super().__init__(name, fill, owned=owned)
        self.rereadable = True
        self._spool = spool
        self._copy = copy_of(name)
        self._lock = threading.Lock()

    @contextmanager
    def handle(self) -> Iterator[ReadInto]:
        def read_into(offset: int, view: memoryview, /) -> int:
            with self._lock:
                while self._position <= offset:
                    if self._spool_more(view) == 0:
                        return 0
                self._spool.seek(offset)
                return named(self._copy, self._spool.readinto, view[: self._position - offset]) or 0

        yield read_into

    def peek(self, n_bytes: int) -> bytes:
        with self.handle() as read_into:
            return read_fully(read_into, 0, n_bytes)

    def _spool_more(self, scratch: memoryview) -> int:
        """Take what the pipe has at once, through a view that is about to be filled anyway."""
        if len(scratch) < LEAST_BYTES:
            scratch = memoryview(bytearray(LEAST_BYTES))
        self._spool.seek(self._position)
        n_read = self._pull(scratch)
        rest = scratch[:n_read]
        while rest:
            rest = rest[named(self._copy, self._spool.write, rest) :]
        return n_read

    def close(self) -> None:
        super().close()
        self._spool.close()


def filler_of_pipe(file: BinaryFile) -> Fill:
    """The file's way to fill a buffer with whatever is there at once.

    That is ``read1`` where a file is buffered: ``readinto`` waits until the view is full, and so does ``readinto1``
    in CPython when something is left in a buffer smaller than the view.
    """
    read1: Callable[[int], bytes | None] | None = getattr(file, "read1", None)
    return filler_of(file) if read1 is None else copier_of(read1)
