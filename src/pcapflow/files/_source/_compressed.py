"""A compressed source as the bytes that it stands for."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pcapflow.errors import PcapflowError
from pcapflow.files._source._base import Source
from pcapflow.files._source._decompressor import PIECE_BYTES, Decompressor
from pcapflow.files._source._pipe import Pipe, SpooledPipe, spooled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pcapflow.files._source._base import ReadInto
    from pcapflow.files._source._codecs import Codec

__all__ = ("Compressed", "CompressedPipe")


def _filler_of(source: Source, decompressor: Decompressor) -> Callable[[memoryview], int]:
    """What comes next, decompressed; between two reads the source is left alone."""

    def fill(view: memoryview) -> int:
        with source.handle() as read_into:
            return decompressor.read(read_into, view)

    return fill


class CompressedPipe(Pipe):
    """What is read once is decompressed once."""

    def __init__(self, source: Source, codec: Codec, max_ratio: float) -> None:
        """Read nothing yet; the source is closed with the pipe."""
        decompressor = Decompressor(codec, source.name, max_ratio, can_go_back=False)
        super().__init__(source.name, _filler_of(source, decompressor))
        self.compression = codec.name
        self._source = source
        self._decompressor = decompressor

    def allow(self, n_held: int) -> None:
        self._decompressor.allow(n_held, "a table of ")

    def close(self) -> None:
        super().close()
        self._source.close()


class _Last(threading.local):
    """The pass that a thread has begun last: that of another one says nothing of how far this one has come."""

    def __init__(self, decompressor: Decompressor) -> None:
        self.decompressor = decompressor


class Compressed(Source):
    """A compressed file that can be read again: each pass decompresses it.

    Who asks for bytes anywhere has it decompressed as far as that into a
    temporary file, once.
    """

    def __init__(self, source: Source, codec: Codec, max_ratio: float) -> None:
        """Read nothing yet; the source is closed with this one."""
        self.name = source.name
        self.path = source.path
        self.rereadable = True
        self.compression = codec.name
        self._source = source
        self._codec = codec
        self.max_ratio = max_ratio
        self._last = _Last(self._start())
        self._spooled: SpooledPipe | None = None

    def _start(self) -> Decompressor:
        return Decompressor(self._codec, self.name, self.max_ratio, can_go_back=True)

    @contextmanager
    def handle(self) -> Iterator[ReadInto]:
        decompressor = self._last.decompressor = self._start()
        with self._source.handle() as read_compressed:

            def read_into(offset: int, view: memoryview, /) -> int:
                scratch = memoryview(bytearray(PIECE_BYTES)) if offset > decompressor.n_given else view
                while (n_ahead := offset - decompressor.n_given) > 0:
                    if decompressor.read(read_compressed, scratch[:n_ahead]) == 0:
                        return 0
                if n_ahead < 0:
                    raise PcapflowError(f"{self.name}: a compressed file is read forwards")
                return decompressor.read(read_compressed, view)

            yield read_into

    @contextmanager
    def anywhere(self) -> Iterator[ReadInto]:
        if self._spooled is None:
            self._spooled = spooled(self.name, _filler_of(self._source, self._start()))
        with self._spooled.handle() as read_into:
            yield read_into

    def share(self, offset: int) -> float:  # noqa: ARG002  # how far the pass has come is known from the compressed side
        n_bytes = self._source.n_bytes
        return self._last.decompressor.n_taken / n_bytes if n_bytes else 0.0

    def allow(self, n_held: int) -> None:
        self._last.decompressor.allow(n_held, "a table of ")

    def close(self) -> None:
        if self._spooled is not None:
            self._spooled.close()
        self._source.close()
