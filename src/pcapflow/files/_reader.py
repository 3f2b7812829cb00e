"""One way to read every capture format: a format finds the records in a window, this turns the windows over.

A format is a pair of plain values: the bytes by which it is known, and a
function that makes a ``Parser`` of the file's first bytes. A parser never
reads: it is given windows and says what is in them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from pcapflow.errors import FormatError, PcapflowError
from pcapflow.files._records import Damage
from pcapflow.files._window import Window

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType
    from typing import Self

    from pcapflow.files._records import Interface, Notes, Records
    from pcapflow.files._source import Source

__all__ = ("FileFormat", "Found", "Parser", "Place", "Reader")

FIRST_WINDOW_BYTES = 1 << 19
"""A short capture shall not wait for memory that it does not need: the system hands out each page with a delay."""
MOST_WINDOW_BYTES = 1 << 22
ENOUGH_PACKETS = 10_000
"""What a window costs apart from its packets does not count when it has so many; it shall stay in the cache, too."""
WINDOWS_OF_A_SIZE = 16
"""So many are read before they become larger."""


class Found(NamedTuple):
    """What a parser made of a window."""

    records: Records | None
    """The whole packets in it; None where there is none."""
    stop: int
    """The first byte of the window that belongs to nothing whole."""
    need_bytes: int
    """How many bytes from ``stop`` on the parser must see to go on."""
    problem: str = ""
    """Why nothing can follow ``stop``; empty when it can."""


class Parser(Protocol):
    """One pass over one file, without input or output; windows come in file order."""

    description: str
    """The file type in capinfos' words."""
    byte_order: str
    """``little`` or ``big``, of the (first section's) headers."""
    snaplen: int | None
    """The file's own snap length; None where each interface has one."""
    head_bytes: int
    """Where the first record begins."""
    spec: str
    """Which document says what a record is."""

    @property
    def interfaces(self) -> tuple[Interface, ...]:
        """All that were described so far."""
        ...

    @property
    def notes(self) -> Notes:
        """What was said so far beside packets and interfaces."""
        ...

    @property
    def state(self) -> tuple[Any, ...]:
        """What `find` makes use of besides the window, as plain values."""
        ...

    def resume(self, state: tuple[Any, ...]) -> None:
        """Go on from there."""
        ...

    def find(self, window: Window) -> Found:
        """Find the whole packets in a window that begins with a record."""
        ...


class Place(NamedTuple):
    """Some whole records of a file: where they are, and what the parser knew when it came to them."""

    offset: int
    n_bytes: int
    state: tuple[Any, ...]


class FileFormat(NamedTuple):
    """A capture file format, as listed in ``files/__init__.py``."""

    name: str
    """``pcap``, ``pcapng``."""
    magics: tuple[bytes, ...]
    """The first bytes of a file, any of these."""
    parse_head: Callable[[Callable[[int], bytes]], Parser]
    """Make a parser, given a function that shows the first n bytes of the file. Raises FormatError."""


class Reader:
    """A capture file. Iterating over it is a pass: the packets, a window at a time.

    A source that can be read again can be iterated again.
    """

    def __init__(self, source: Source, file_format: FileFormat, *, window_bytes: int | None = None) -> None:
        """Look at the head alone.

        Args:
            source: The bytes.
            file_format: The format that they are in.
            window_bytes: How much is read at once; None is little at first, and more as the file goes on.

        Raises:
            FormatError: The head breaks the format's rules.
        """
        self.source = source
        self.format = file_format.name
        self.damage: Damage | None = None
        """Where and why the file breaks off; known once a pass has come to the end."""
        self._file_format = file_format
        self._window_bytes = window_bytes
        self._head = b""
        self._parser = file_format.parse_head(self._peek)
        self._end: int | None = None

    @property
    def description(self) -> str:
        """The file type in capinfos' words."""
        compression = self.source.compression
        return self._parser.description + (f" ({compression} compressed)" if compression else "")

    @property
    def byte_order(self) -> str:
        """``little`` or ``big``."""
        return self._parser.byte_order

    @property
    def snaplen(self) -> int | None:
        """The snap length in the file's header; None where each interface has its own."""
        return self._parser.snaplen

    @property
    def interfaces(self) -> tuple[Interface, ...]:
        """All interfaces that were described up to where the last pass has come."""
        return self._parser.interfaces

    @property
    def notes(self) -> Notes:
        """What the file has said beside packets and interfaces, up to where the last pass has come."""
        return self._parser.notes

    def __iter__(self) -> Iterator[Records]:
        """Read the file from its beginning to its end, or to where it breaks.

        Yields:
            The packets of a window, at least one. The window is lent until the next is asked for.

        Raises:
            OSError: The system fails to read.
            PcapflowError: The file changed since an earlier pass, or a pipe is read again.
        """
        for _, records in self.places():
            yield records

    def places(self, window_bytes: int | None = None) -> Iterator[tuple[Place, Records]]:
        """The same pass, with the place from which each window can be read `again`.

        Args:
            window_bytes: How much is read at once; None is what the reader was made with.
        """
        parser = self._parser = self._file_format.parse_head(self._peek)
        with self.source.handle() as read_into:
            size = window_bytes or self._window_bytes
            window = Window(read_into, offset=parser.head_bytes, window_bytes=size or FIRST_WINDOW_BYTES)
            stop, need_bytes = 0, 1
            while True:
                try:
                    if not window.advance(stop, need_bytes):
                        break
                except FormatError as broken:
                    # What holds the file, its compression, is damaged.
                    self.damage = Damage(broken.offset, broken.problem, broken.spec)
                    return
                state = parser.state
                found = parser.find(window)
                stop, need_bytes = found.stop, found.need_bytes
                if found.records is not None:
                    yield Place(window.offset, stop, state), found.records
                    if size is None and len(found.records) < ENOUGH_PACKETS:
                        _widen(window)
                if found.problem:
                    self.damage = self._damage(window.offset + stop, found.problem)
                    return
        end = window.offset + window.n_bytes
        if self._end not in {None, end}:
            raise PcapflowError(
                f"{self.source.name}: changed since it was first read: it ends at byte {end}, not {self._end}"
            )
        self._end = end
        if window.n_bytes:
            problem = f"file ends in the middle of a record: {need_bytes} bytes needed, {window.n_bytes} left"
            self.damage = self._damage(window.offset, problem)

    def _damage(self, offset: int, problem: str) -> Damage:
        if self.source.compression:
            problem += " (a byte of the decompressed file)"
        return Damage(offset, problem, self._parser.spec)

    def share(self, records: Records) -> float:
        """How much of the file the last pass has seen with these records, 0 to 1; 0 if nobody knows.

        Raises:
            OSError: The file is gone.
        """
        return self.source.share(records.window_offset + len(records.window))

    def again(self, place: Place) -> Records:
        """The packets of a place, in bytes of their own.

        Raises:
            OSError: The system fails to read.
            PcapflowError: The file changed since the pass that found the place, or it is a pipe.
        """
        parser = self._file_format.parse_head(self._peek)
        parser.resume(place.state)
        with self.source.anywhere() as read_into:
            window = Window(read_into, offset=place.offset, window_bytes=place.n_bytes)
            while window.n_bytes < place.n_bytes and window.advance(0, 0):
                pass
        found = parser.find(window)
        if found.records is None or found.stop != place.n_bytes:
            raise PcapflowError(f"{self.source.name}: changed since it was first read: open it again")
        return found.records

    def _peek(self, n_bytes: int) -> bytes:
        # Kept, so that a later pass looks at nothing but what it compares with the first.
        if len(self._head) < n_bytes:
            self._head = self.source.peek(n_bytes)
        return self._head[:n_bytes]

    def close(self) -> None:
        """Let go of the source."""
        self.source.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _widen(window: Window) -> None:
    """Let windows become larger where many of their size were read."""
    if window.capacity < MOST_WINDOW_BYTES and window.offset >= WINDOWS_OF_A_SIZE * window.capacity:
        window.widen()
