"""The one shape of all sources: bytes by offset."""

from __future__ import annotations

import errno
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, BinaryIO, ParamSpec, Protocol, TypeAlias, TypeVar

from pcapflow.errors import PcapflowError

if TYPE_CHECKING:
    import io
    import os
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from types import TracebackType
    from typing import Self

__all__ = (
    "MAX_RATIO",
    "BinaryFile",
    "CaptureInput",
    "ReadInto",
    "Source",
    "filler_of",
    "named",
    "present",
    "read_fully",
)

BinaryFile: TypeAlias = "BinaryIO | io.BufferedIOBase | io.RawIOBase"
CaptureInput: TypeAlias = "str | os.PathLike[str] | BinaryFile | bytes | bytearray | memoryview"

MAX_RATIO = 200
"""Times as long as it is compressed, and no longer, unless somebody says so; pings are 5 to 22 times as long."""

P = ParamSpec("P")
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
    compression: str = ""
    """How the file is compressed, of which these are the bytes decompressed: ``gzip``, ``zstd``, ...; or empty."""
    max_ratio: float = MAX_RATIO
    """How many times as long as it is compressed it may be."""

    @property
    def n_bytes(self) -> int | None:
        """How many bytes a path or memory has now; None where only the end tells.

        Raises:
            OSError: The file is gone.
        """
        return None

    @abstractmethod
    def handle(self) -> AbstractContextManager[ReadInto]:
        """Lend a reader for one pass, whose reads go forwards.

        Raises:
            OSError: The file cannot be opened; ``filename`` says which.
            PcapflowError: The file is not what it was in an earlier pass.
        """

    def anywhere(self) -> AbstractContextManager[ReadInto]:
        """Lend a reader whose reads may go to any place; errors are those of `handle`."""
        return self.handle()

    def share(self, offset: int) -> float:
        """How much of the source lies before a byte that the last pass has come to, 0 to 1; 0 if nobody knows.

        Raises:
            OSError: The file is gone.
        """
        n_bytes = self.n_bytes
        return offset / n_bytes if n_bytes else 0.0

    def allow(self, n_held: int) -> None:  # noqa: B027 (what is not compressed is no bomb)
        """Go on if a table that is held, of all that the last pass has come to, may have so many bytes.

        Raises:
            PcapflowError: The source is compressed, and this is beyond `max_ratio`.
        """

    def peek(self, n_bytes: int) -> bytes:
        """The first bytes, fewer where the source ends before; later passes begin with them all the same."""
        with self.handle() as read_into:
            return read_fully(read_into, 0, n_bytes)

    def read_at(self, offset: int, n_bytes: int) -> bytes:
        """Exactly the bytes asked for.

        Raises:
            PcapflowError: The source can only be read once, or has lost these bytes since they were seen.
        """
        if not self.rereadable:
            raise PcapflowError(f"{self.name}: a pipe is read once, from its beginning to its end")
        with self.anywhere() as read_into:
            data = read_fully(read_into, offset, n_bytes)
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


def read_fully(read_into: ReadInto, offset: int, n_bytes: int) -> bytes:
    """The bytes from an offset on; fewer where the source ends before."""
    data = bytearray(n_bytes)
    with memoryview(data) as view:
        n_read = 0
        while n_read < n_bytes:
            n_more = read_into(offset + n_read, view[n_read:])
            if n_more == 0:
                break
            n_read += n_more
    return bytes(data[:n_read])


def filler_of(file: BinaryFile) -> Callable[[memoryview], int]:
    """The file's way to fill a buffer, or a part of it."""
    readinto: Callable[[memoryview], int | None] | None = getattr(file, "readinto", None)
    if readinto is not None:
        return lambda view: present(readinto(view))
    return copier_of(file.read)


def copier_of(read: Callable[[int], bytes | None]) -> Callable[[memoryview], int]:
    """The same, for a function that gives bytes of its own."""

    def fill(view: memoryview) -> int:
        data = present(read(len(view)))
        view[: len(data)] = data
        return len(data)

    return fill


def present(result: T | None) -> T:
    """What was read; files that do not wait give None where there is nothing."""
    if result is None:
        raise BlockingIOError(errno.EAGAIN, "nothing there yet, and the file does not wait (O_NONBLOCK)")
    return result


def named(name: str, call: Callable[P, T], *arguments: P.args, **options: P.kwargs) -> T:
    """Call; an error says which file it is about."""
    try:
        return call(*arguments, **options)
    except OSError as error:
        if error.errno is None:
            # A name beside it would take the place of its words.
            raise OSError(errno.EIO, str(error), name) from error
        if error.filename is None:
            error.filename = name
        raise
    except ValueError as error:
        # What Python's files say when they were closed.
        raise PcapflowError(f"{name}: {error}") from error
