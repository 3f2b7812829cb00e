"""Where the bytes of a capture come from: the only code that opens a file.

Four kinds of source, one shape. ``handle()`` lends a function that reads at an
offset; ``read_at`` fetches a few bytes anywhere; ``peek`` looks at the head.
A regular file is opened for each pass and closed after it, so that a thousand
captures may be held without a thousand descriptors, and is compared with what
it was. There is no memory map: a mapped file that shrinks kills the process.
A compressed file is a source that reads another one.
"""

from __future__ import annotations

import errno
import io
import os
import stat
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO, TextIO

from pcapflow.errors import PcapflowError
from pcapflow.files._source._base import MAX_RATIO, CaptureInput, ReadInto, Source, filler_of, named
from pcapflow.files._source._pipe import Pipe, filler_of_pipe, spooled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pcapflow.files._source._base import BinaryFile

__all__ = (
    "MAGIC_BYTES",
    "MAX_RATIO",
    "STDIN",
    "STDIN_NAME",
    "CaptureInput",
    "ReadInto",
    "Source",
    "compression_of",
    "decompressed",
    "open_source",
)

STDIN = "-"
STDIN_NAME = "<stdin>"
"""What results and messages call it: ``-`` may be a file, too."""
MAGIC_BYTES = 4
"""What tells captures and compressions apart."""


def open_source(given: CaptureInput, *, spool: bool = False) -> Source:
    """Make a source of whatever a user calls a capture.

    Args:
        given: A path, ``"-"`` for standard input, a binary file object (read from where it stands, and left
            open), or the bytes themselves.
        spool: Keep what comes through a pipe in a temporary file without a name, so that it can be read again.

    Raises:
        OSError: The path cannot be opened; ``filename`` says which.
        TypeError: The object is none of these, a file opened as text for one.
    """
    if isinstance(given, bytes | bytearray | memoryview):
        return _Memory(given)
    if isinstance(given, str | os.PathLike):
        if os.fspath(given) != STDIN:
            return _open_path(os.fsdecode(given), spool=spool)
        file: BinaryFile = _standard_input()
        name = STDIN_NAME
    elif isinstance(given, io.TextIOBase) or not hasattr(given, "read"):
        raise TypeError(f"a path, bytes or a binary file object is needed, not {type(given).__name__}")
    else:
        # The name of what a descriptor was opened by is a number.
        called = getattr(given, "name", None)
        file, name = given, called if isinstance(called, str) else "<file object>"
    if _is_seekable(file):
        return _SeekableFile(file, name)
    return _open_pipe(file, name, spool=spool)


def compression_of(magic: bytes) -> str:
    """How a file that begins with these four bytes is compressed: ``gzip``, ``zstd``, ...; empty if it is not."""
    # Most files are captures, of which nobody asks.
    from pcapflow.files._source._codecs import codec_of

    codec = codec_of(magic)
    return codec.name if codec else ""


def decompressed(source: Source, *, max_ratio: float = MAX_RATIO) -> Source:
    """The bytes that a source stands for; the source itself where it is not compressed.

    Args:
        source: What may be compressed; it is closed with the source that is given back.
        max_ratio: Beyond 64 MiB it is refused to be more than so many times as long.

    Raises:
        MissingExtraError: The package that knows this compression is not installed.
        OSError: The system fails to read.
    """
    from pcapflow.files._source._codecs import codec_of
    from pcapflow.files._source._compressed import Compressed, CompressedPipe

    codec = codec_of(source.peek(MAGIC_BYTES))
    if codec is None:
        return source
    return (Compressed if source.rereadable else CompressedPipe)(source, codec, max_ratio)


def _standard_input() -> BinaryIO:
    # None when the process was started with its standard input closed.
    stdin: TextIO | None = sys.stdin
    if stdin is None:
        raise OSError(errno.EBADF, "standard input is closed", STDIN_NAME)
    return stdin.buffer


class _Memory(Source):
    """Bytes that are in memory already."""

    def __init__(self, data: bytes | bytearray | memoryview) -> None:
        self.name = "<bytes>"
        self.rereadable = True
        self._data = memoryview(data).cast("B")

    @property
    def n_bytes(self) -> int:
        return len(self._data)

    @contextmanager
    def handle(self) -> Iterator[ReadInto]:
        def read_into(offset: int, view: memoryview, /) -> int:
            piece = self._data[offset : offset + len(view)]
            view[: len(piece)] = piece
            return len(piece)

        yield read_into

    def close(self) -> None:
        # A bytearray cannot grow while somebody looks at it.
        self._data.release()


def _open_path(path: str, *, spool: bool) -> Source:
    if stat.S_ISREG(os.stat(path).st_mode):
        return _Path(path)
    # A named pipe cannot be opened twice: what comes through it is gone.
    raw = io.FileIO(path)
    return _open_pipe(raw, path, spool=spool, owned=raw)


def _open_pipe(file: BinaryFile, name: str, *, spool: bool, owned: io.FileIO | None = None) -> Source:
    return (spooled if spool else Pipe)(name, filler_of_pipe(file), owned=owned)


class _Path(Source):
    """A regular file, opened anew for each pass."""

    def __init__(self, path: str) -> None:
        self.name = self.path = path
        self.rereadable = True
        self._seen: tuple[int, ...] | None = None

    @property
    def n_bytes(self) -> int:
        return os.stat(self.name).st_size

    def peek(self, n_bytes: int) -> bytes:
        """The head; a file that is still being written may grow from here to the first pass."""
        seen = self._seen
        data = super().peek(n_bytes)
        self._seen = seen
        return data

    @contextmanager
    def handle(self) -> Iterator[ReadInto]:
        with io.FileIO(self.name) as raw:
            status = os.fstat(raw.fileno())
            seen = (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)
            if self._seen is None:
                self._seen = seen
            elif self._seen != seen:
                raise PcapflowError(f"{self.name}: changed since it was first read: open it again")
            yield _reader_of(raw, self.name)


class _SeekableFile(Source):
    """A file object of the user's, read from where it stood when it was handed over.

    Each read seeks first, under a lock: a packet may be fetched in the middle of a pass.
    """

    def __init__(self, file: BinaryFile, name: str) -> None:
        self.name = name
        self.rereadable = True
        self._origin = file.tell()
        self._lock = threading.Lock()
        self._read_into = _reader_of(file, name)

    @contextmanager
    def handle(self) -> Iterator[ReadInto]:
        def read_into(offset: int, view: memoryview, /) -> int:
            with self._lock:
                return self._read_into(self._origin + offset, view)

        yield read_into


def _is_seekable(file: BinaryFile) -> bool:
    seekable = getattr(file, "seekable", None)
    return bool(seekable and seekable())


def _reader_of(file: BinaryFile, name: str) -> ReadInto:
    fill = filler_of(file)

    def read_into(offset: int, view: memoryview, /) -> int:
        def seek_and_fill(target: memoryview) -> int:
            file.seek(offset)
            return fill(target)

        return named(name, seek_and_fill, view)

    return read_into
