"""One way to read every capture format: a format finds the records in a window, this turns the windows over.

A format is a pair of plain values: the bytes by which it is known, and a
function that makes a ``Parser`` of the file's first bytes. A parser never
reads: it is given windows and says what is in them.
"""

from __future__ import annotations

import threading
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


class Progress:
    """How far a pass has come, and what it has met."""

    __slots__ = ("damage", "is_over", "parser", "stop")

    def __init__(self, parser: Parser) -> None:
        self.parser = parser
        self.stop = 0
        """The first byte of the file that was not looked at."""
        self.is_over = False
        self.damage: Damage | None = None

    @property
    def rank(self) -> tuple[bool, int]:
        """The pass that has seen more has the higher one."""
        return self.is_over, self.stop


class Reader:
    """A capture file. Iterating over it is a pass: the packets, a window at a time.

    A source that can be read again can be iterated again, by several threads at once, too. What a reader says of the
    file is what the pass that has come furthest has seen: so when any pass is over, it is all that there is.
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
        self._file_format = file_format
        self._window_bytes = window_bytes
        self._head = b""
        self._furthest = Progress(file_format.parse_head(self._peek))
        self._lock = threading.Lock()
        self._end: int | None = None
        self._is_closed = False

    @property
    def description(self) -> str:
        """The file type in capinfos' words."""
        compression = self.source.compression
        return self._furthest.parser.description + (f" ({compression} compressed)" if compression else "")

    @property
    def byte_order(self) -> str:
        """``little`` or ``big``."""
        return self._furthest.parser.byte_order

    @property
    def snaplen(self) -> int | None:
        """The snap length in the file's header; None where each interface has its own."""
        return self._furthest.parser.snaplen

    @property
    def interfaces(self) -> tuple[Interface, ...]:
        """All interfaces that were described up to where a pass has come."""
        return self._furthest.parser.interfaces

    @property
    def notes(self) -> Notes:
        """What the file has said beside packets and interfaces, up to where a pass has come."""
        return self._furthest.parser.notes

    @property
    def damage(self) -> Damage | None:
        """Where and why the file breaks off; known once a pass is over."""
        return self._furthest.damage

    def __iter__(self) -> Iterator[Records]:
        """Read the file from its beginning to its end, or to where it breaks.

        Yields:
            The packets of a window, at least one. The window is lent until the next is asked for.

        Raises:
            OSError: The system fails to read.
            PcapflowError: The file changed since an earlier pass, a pipe is read again, or the reader was closed.
        """
        for _, records in self.places():
            yield records

    def places(self, window_bytes: int | None = None) -> Iterator[tuple[Place, Records]]:
        """The same pass, with the place from which each window can be read `again`.

        Args:
            window_bytes: How much is read at once; None is what the reader was made with.
        """
        self._refuse_if_closed()
        parser = self._file_format.parse_head(self._peek)
        progress = Progress(parser)
        with self.source.handle() as read_into:
            size = window_bytes or self._window_bytes
            window = Window(read_into, offset=parser.head_bytes, window_bytes=size or FIRST_WINDOW_BYTES)
            stop, need_bytes = 0, 1
            while True:
                self._refuse_if_closed()
                try:
                    if not window.advance(stop, need_bytes):
                        break
                except FormatError as broken:
                    # What holds the file, its compression, is damaged.
                    self._end_pass(progress, Damage(broken.offset, broken.problem, broken.spec))
                    return
                state = parser.state
                found = parser.find(window)
                stop, need_bytes = found.stop, found.need_bytes
                progress.stop = window.offset + stop
                self._show(progress)
                if found.records is not None:
                    yield Place(window.offset, stop, state), found.records
                    if size is None and len(found.records) < ENOUGH_PACKETS:
                        _widen(window)
                if found.problem:
                    self._end_pass(progress, self._damage(window.offset + stop, found.problem))
                    return
        end = window.offset + window.n_bytes
        if self._end not in {None, end}:
            raise PcapflowError(
                f"{self.source.name}: changed since it was first read: it ends at byte {end}, not {self._end}"
            )
        self._end = end
        damage = None
        if window.n_bytes:
            problem = f"file ends in the middle of a record: {need_bytes} bytes needed, {window.n_bytes} left"
            damage = self._damage(window.offset, problem)
        self._end_pass(progress, damage)

    def _damage(self, offset: int, problem: str) -> Damage:
        if self.source.compression:
            problem += " (a byte of the decompressed file)"
        return Damage(offset, problem, self._furthest.parser.spec)

    def _end_pass(self, progress: Progress, damage: Damage | None) -> None:
        progress.damage, progress.is_over = damage, True
        self._show(progress)

    def _show(self, progress: Progress) -> None:
        """Tell from now on what this pass has seen, if none has seen more."""
        with self._lock:
            if progress.rank > self._furthest.rank:
                self._furthest = progress

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
            PcapflowError: The file changed since the pass that found the place, it is a pipe, or the reader was closed.
        """
        self._refuse_if_closed()
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

    def _refuse_if_closed(self) -> None:
        if self._is_closed:
            raise PcapflowError(f"{self.source.name}: the capture was closed: open it again")

    def close(self) -> None:
        """Let go of the source: what was read stays, and nothing more can be read."""
        self._is_closed = True
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
