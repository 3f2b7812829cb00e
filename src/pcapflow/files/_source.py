"""Where the bytes of a capture come from: the only code that opens a file.

Four kinds of source, one shape. ``handle()`` lends a function that reads at an
offset; ``read_at`` fetches a few bytes anywhere; ``peek`` looks at the head.
A regular file is opened for each pass and closed after it, so that a thousand
captures may be held without a thousand descriptors, and is compared with what
it was. There is no memory map: a mapped file that shrinks kills the process.
"""

from __future__ import annotations

import errno
import io
import os
import stat
import sys
import threading
from abc import ABC, abstractmethod
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO, Protocol, TextIO, TypeAlias, TypeVar

from pcapflow.errors import PcapflowError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from types import TracebackType
    from typing import Self

__all__ = ("CaptureInput", "ReadInto", "Source", "open_source")

BinaryFile: TypeAlias = "BinaryIO | io.BufferedIOBase | io.RawIOBase"
CaptureInput: TypeAlias = "str | os.PathLike[str] | BinaryFile | bytes | bytearray | memoryview"

STDIN = "-"

T = TypeVar("T")


class ReadInto(Protocol):
    """Read at a byte of the source into a view."""

    def __call__(self, offset: int, view: memoryview, /) -> int:
        """Give the bytes that are there at once, at most the view's length; 0 at the end."""
        ...


class Source(ABC):
    """The bytes of one capture file, by offset."""

    path: str | None = None
    """Where the file lies; None where only bytes, a stream or an open file were given."""
    name: str
    """What messages call it: the path as given, ``<stdin>``, ``<bytes>``."""
    rereadable: bool
    """Whether a second pass, and ``read_at``, are possible."""

    @property
    def n_bytes(self) -> int | None:
        """How many bytes a path or memory has now; None where only the end tells.

        Raises:
            OSError: The file is gone.
        """
        return None

    @abstractmethod
    def handle(self) -> AbstractContextManager[ReadInto]:
        """Lend a reader for one pass.

        Raises:
            OSError: The file cannot be opened; ``filename`` says which.
            PcapflowError: The file is not what it was in an earlier pass.
        """

    def peek(self, n_bytes: int) -> bytes:
        """The first bytes, fewer where the source ends before; later passes begin with them all the same."""
        with self.handle() as read_into:
            return _read_fully(read_into, 0, n_bytes)

    def read_at(self, offset: int, n_bytes: int) -> bytes:
        """Exactly the bytes asked for.

        Raises:
            PcapflowError: The source can only be read once, or has lost these bytes since they were seen.
        """
        if not self.rereadable:
            raise PcapflowError(f"{self.name}: a pipe is read once, from its beginning to its end")
        with self.handle() as read_into:
            data = _read_fully(read_into, offset, n_bytes)
        if len(data) < n_bytes:
            raise PcapflowError(
                f"{self.name}: changed while it was read: bytes {offset} to {offset + n_bytes} are gone"
            )
        return data

    def close(self) -> None:  # noqa: B027 (most sources hold nothing between passes)
        """Give back what this object opened itself, never what it was handed."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


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
        name = "<stdin>"
    elif isinstance(given, io.TextIOBase) or not hasattr(given, "read"):
        raise TypeError(f"a path, bytes or a binary file object is needed, not {type(given).__name__}")
    else:
        # The name of what a descriptor was opened by is a number.
        named = getattr(given, "name", None)
        file, name = given, named if isinstance(named, str) else "<file object>"
    if _is_seekable(file):
        return _SeekableFile(file, name)
    return _open_pipe(file, name, spool=spool)


def _standard_input() -> BinaryIO:
    # None when the process was started with its standard input closed.
    stdin: TextIO | None = sys.stdin
    if stdin is None:
        raise OSError(errno.EBADF, "standard input is closed", "<stdin>")
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


def _open_path(path: str, *, spool: bool) -> Source:
    if stat.S_ISREG(os.stat(path).st_mode):
        return _Path(path)
    # A named pipe cannot be opened twice: what comes through it is gone.
    raw = io.FileIO(path)
    return _open_pipe(raw, path, spool=spool, owned=raw)


def _open_pipe(file: BinaryFile, name: str, *, spool: bool, owned: io.FileIO | None = None) -> _Pipe:
    if not spool:
        return _Pipe(file, name, owned=owned)
    # 5 ms of import that most commands need not spend.
    import tempfile

    # The pipe closes it, when the capture is no longer held at the latest.
    return _SpooledPipe(file, name, tempfile.TemporaryFile(buffering=0), owned=owned)


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


class _Pipe(Source):
    """What can be read once, forwards. The head is kept, so that looking at it takes nothing away."""

    def __init__(self, file: BinaryFile, name: str, *, owned: io.FileIO | None = None) -> None:
        self.name = name
        self._owned = owned
        self.rereadable = False
        self._read = _filler_of_pipe(file)
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
        n_read = _named(self.name, self._read, view)
        self._position += n_read
        return n_read

    def close(self) -> None:
        if self._owned is not None:
            self._owned.close()

    def __del__(self) -> None:
        self.close()


class _SpooledPipe(_Pipe):
    """A pipe whose bytes stay at hand, in a temporary file that has no name and goes with the process."""

    def __init__(self, file: BinaryFile, name: str, spool: io.FileIO, *, owned: io.FileIO | None = None) -> None:
        super().__init__(file, name, owned=owned)
        self.rereadable = True
        self._spool = spool
        self._lock = threading.Lock()

    @contextmanager
    def handle(self) -> Iterator[ReadInto]:
        def read_into(offset: int, view: memoryview, /) -> int:
            with self._lock:
                while self._position <= offset:
                    if self._spool_more(view) == 0:
                        return 0
                self._spool.seek(offset)
                return self._spool.readinto(view[: self._position - offset]) or 0

        yield read_into

    def peek(self, n_bytes: int) -> bytes:
        with self.handle() as read_into:
            return _read_fully(read_into, 0, n_bytes)

    def _spool_more(self, scratch: memoryview) -> int:
        """Take what the pipe has at once, through a view that is about to be filled anyway."""
        self._spool.seek(self._position)
        n_read = self._pull(scratch)
        rest = scratch[:n_read]
        while rest:
            rest = rest[self._spool.write(rest) :]
        return n_read

    def close(self) -> None:
        super().close()
        self._spool.close()


def _read_fully(read_into: ReadInto, offset: int, n_bytes: int) -> bytes:
    data = bytearray(n_bytes)
    with memoryview(data) as view:
        n_read = 0
        while n_read < n_bytes:
            n_more = read_into(offset + n_read, view[n_read:])
            if n_more == 0:
                break
            n_read += n_more
    return bytes(data[:n_read])


def _is_seekable(file: BinaryFile) -> bool:
    seekable = getattr(file, "seekable", None)
    return bool(seekable and seekable())


def _reader_of(file: BinaryFile, name: str) -> ReadInto:
    fill = _filler_of(file)

    def read_into(offset: int, view: memoryview, /) -> int:
        def seek_and_fill(target: memoryview) -> int:
            file.seek(offset)
            return fill(target)

        return _named(name, seek_and_fill, view)

    return read_into


def _filler_of(file: BinaryFile) -> Callable[[memoryview], int]:
    """The file's way to fill a buffer, or a part of it."""
    readinto: Callable[[memoryview], int | None] | None = getattr(file, "readinto", None)
    if readinto is not None:
        return lambda view: _present(readinto(view))
    return _copier_of(file.read)


def _filler_of_pipe(file: BinaryFile) -> Callable[[memoryview], int]:
    """The same, but whatever is there is handed on at once.

    That is ``read1`` where a file is buffered: ``readinto`` waits until the view is full, and so does ``readinto1``
    in CPython when something is left in a buffer smaller than the view.
    """
    read1: Callable[[int], bytes | None] | None = getattr(file, "read1", None)
    return _filler_of(file) if read1 is None else _copier_of(read1)


def _copier_of(read: Callable[[int], bytes | None]) -> Callable[[memoryview], int]:
    def fill(view: memoryview) -> int:
        data = _present(read(len(view)))
        view[: len(data)] = data
        return len(data)

    return fill


def _present(result: T | None) -> T:
    if result is None:
        raise BlockingIOError("nothing there yet, and the file does not wait (O_NONBLOCK)")
    return result


def _named(name: str, fill: Callable[[memoryview], int], view: memoryview) -> int:
    """Fill the view; an error of the system says which file it is about."""
    try:
        return fill(view)
    except OSError as error:
        if error.filename is None:
            error.filename = name
        raise
