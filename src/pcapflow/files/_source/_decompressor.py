"""What a compressed file stands for, forwards, in pieces: nothing is ever held but a piece of each side."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pcapflow.errors import FormatError, PcapflowError
from pcapflow.files._source._codecs import MEMORY_BYTES, is_skippable

if TYPE_CHECKING:
    from pcapflow.files._source._base import ReadInto
    from pcapflow.files._source._codecs import Codec, Decoder, Engine

__all__ = ("FREE_BYTES", "Decompressor")

PIECE_BYTES = 1 << 15
"""Fetched at once, and decompressed at once: what Python's decoders give without copying it again."""
FREE_BYTES = 1 << 26
"""However much it was compressed, so much is given."""
CAREFUL_BYTES = 64
"""Made at once of a piece that is known to hold damage."""
FOLLOWER_BYTES = 3 << 25
"""What a second decoder may have for the past: all that there is but ``zstd --ultra -22`` and ``--long``."""
MAGIC_BYTES = 8
"""A frame without content says behind its magic how long it is."""


class Decompressor:
    """The members of a file, one after the other.

    A decoder that meets damage keeps what it made of the bytes before to
    itself. So the file is read again, or, where it is read once, a second
    decoder takes over that is a piece behind; and what lies before the damage
    is given to the last byte.
    """

    def __init__(self, codec: Codec, name: str, max_ratio: float, *, can_go_back: bool) -> None:
        """Read nothing yet.

        Raises:
            MissingExtraError: The package for this codec is not installed.
        """
        self.n_taken = 0
        """Bytes of the compressed file that were fetched."""
        self.n_given = 0
        """Bytes that were made of them, and read."""
        self._codec = codec
        self._name = name
        self._max_ratio = max_ratio
        self._can_go_back = can_go_back
        self._engine = codec.load()
        self._careful_from: int | None = None
        self._broken: FormatError | None = None
        self._begin()

    def _begin(self) -> None:
        self.n_taken = self._n_made = self._fed_from = self._n_skipped = 0
        self._decoder: Decoder | None = None
        self._follower: _Follower | None = None
        self._pending = b""
        self._is_short = False

    def read(self, read_into: ReadInto, view: memoryview) -> int:
        """Fill the view, or as much of it as can be made of what is there at once; 0 at the end.

        Args:
            read_into: Reads the compressed file.
            view: Where to write to.

        Raises:
            FormatError: The data is damaged at that byte of the compressed file, and all before it was given.
            PcapflowError: It grows beyond `max_ratio`.
            OSError: The system fails to read.
        """
        n_read = 0
        while n_read < len(view) and not (n_read and self._must_wait):
            try:
                data = self._more(read_into, len(view) - n_read)
            except (FormatError, OSError):
                if n_read == 0:
                    raise
                # It happens again at the next read.
                break
            if not data:
                break
            view[n_read : n_read + len(data)] = data
            n_read += len(data)
        return n_read

    def allow(self, n_bytes: int, made: str = "") -> None:
        """Go on if so many bytes may be made of those that were fetched.

        Raises:
            PcapflowError: They may not.
        """
        if n_bytes > max(FREE_BYTES, self._max_ratio * self.n_taken):
            raise PcapflowError(
                f"{self._name}: {self.n_taken} bytes of {self._codec.name} data become {made}{n_bytes} or more,"
                f" above {self._max_ratio:g} times as many: if that is no attack, allow it: max_ratio (--max-ratio)"
            )

    @property
    def _must_wait(self) -> bool:
        """Whether more can only come of what a pipe did not have at the last look."""
        decoder = self._decoder
        return self._is_short and not self._pending and (decoder is None or decoder.eof or decoder.needs_input)

    def _more(self, read_into: ReadInto, most: int) -> bytes:
        """Some bytes that were not given before, at least one; none at the end."""
        while True:
            if self._broken is not None:
                raise self._broken
            try:
                data = self._made(read_into, most)
            except _LostError as lost:
                if self._careful_from is not None or not self._goes_back():
                    self._broken = FormatError(f"{self._codec.name} data is damaged: {lost}", offset=self._fed_from)
                continue
            self._n_made += len(data)
            self.allow(self._n_made)
            n_new = self._n_made - self.n_given
            if n_new > 0 or not data:
                self.n_given = self._n_made
                return data[-n_new:] if n_new else b""

    def _goes_back(self) -> bool:
        """To before the piece in which there is damage, if that can be; from there on it is fed byte by byte."""
        careful_from, follower = self._fed_from, self._follower
        if self._can_go_back:
            self._begin()
        elif follower is not None and follower.decoder is not None:
            self._decoder, self._follower = follower.decoder, None
            self._pending, self._n_made = follower.piece, follower.n_made
        else:
            return False
        self._careful_from = careful_from
        return True

    def _made(self, read_into: ReadInto, most: int) -> bytes:
        """What is made of the next bytes of the file; none at its end."""
        most = min(most, PIECE_BYTES if self._careful_from is None else CAREFUL_BYTES)
        while True:
            decoder = self._decoder
            if decoder is None:
                decoder = self._decoder = self._next_member(read_into)
                if decoder is None:
                    return b""
            piece, is_end = b"", False
            if decoder.needs_input:
                pending = self._pending or self._fetch(read_into)
                piece = pending if self._careful_from is None else pending[:1]
                self._pending = pending[len(piece) :]
                self._fed_from = self.n_taken - len(pending)
                is_end = not piece
                if self._follower is not None:
                    self._follower.go_on(piece, self._n_made)
            # At the end, too: some need input by their own word while they hold back what found no room.
            data = self._fed(decoder, piece, most)
            if decoder.eof:
                self._pending = (decoder.unused_data or b"") + self._pending
                self._decoder = self._follower = None
            elif is_end and not data:
                raise FormatError(f"file ends in the middle of {self._codec.name} data", offset=self.n_taken)
            if data:
                return data

    def _fed(self, decoder: Decoder, piece: bytes, most: int) -> bytes:
        try:
            return decoder.decompress(piece, most)
        except self._engine.errors as error:
            raise _LostError(_words_of(error)) from error

    def _next_member(self, read_into: ReadInto) -> Decoder | None:
        """A decoder, where a member begins; None at the end.

        Zeros are padding: xz has them by its rules, gzip by use on tapes.
        """
        codec = self._codec
        while True:
            self._skip(read_into)
            self._pending = self._pending.lstrip(b"\0")
            while len(self._pending) < MAGIC_BYTES and (piece := self._fetch(read_into)):
                self._pending = (self._pending + piece).lstrip(b"\0")
            head = self._pending[:MAGIC_BYTES]
            if not head:
                return None
            if head[: len(codec.magic)] == codec.magic[: len(head)]:
                if not self._can_go_back and self._careful_from is None:
                    self._follower = _Follower(self._engine)
                return self._engine.start()
            if not (codec.skips and len(head) == MAGIC_BYTES and is_skippable(head)):
                at = self.n_taken - len(self._pending)
                raise FormatError(f"what follows is no {codec.name} data, but {head[:4].hex()}", offset=at)
            self._n_skipped = MAGIC_BYTES + int.from_bytes(head[4:], "little")

    def _skip(self, read_into: ReadInto) -> None:
        """Leave out a frame without content."""
        while self._n_skipped:
            if not self._pending:
                self._pending = self._fetch(read_into)
            if not self._pending:
                problem = (
                    f"{self._codec.name} data ends in a frame that is skipped: {self._n_skipped} bytes are missing"
                )
                raise FormatError(problem, offset=self.n_taken)
            n_bytes = min(self._n_skipped, len(self._pending))
            self._pending = self._pending[n_bytes:]
            self._n_skipped -= n_bytes

    def _fetch(self, read_into: ReadInto) -> bytes:
        """What comes next of the compressed file."""
        n_bytes = PIECE_BYTES
        if self._careful_from is not None:
            n_bytes = min(n_bytes, max(1, self._careful_from - self.n_taken))
        piece = bytearray(n_bytes)
        n_read = read_into(self.n_taken, memoryview(piece))
        self._is_short = n_read < n_bytes
        self.n_taken += n_read
        return bytes(memoryview(piece)[:n_read])


class _Follower:
    """A second decoder of a member, a piece behind the first."""

    def __init__(self, engine: Engine) -> None:
        """Before the first piece."""
        self.decoder: Decoder | None = engine.start(FOLLOWER_BYTES)
        """It has made all that the first had made before its last piece; None where that took too much memory."""
        self.piece = b""
        """What the first was fed last."""
        self.n_made = 0
        """Bytes that had been made of the file before."""
        self._errors = engine.errors

    def go_on(self, piece: bytes, n_made: int) -> None:
        """The first is about to be fed another piece."""
        if self.piece and self.decoder is not None:
            try:
                self.decoder.decompress(self.piece, PIECE_BYTES)
                while not self.decoder.needs_input:
                    self.decoder.decompress(b"", PIECE_BYTES)
            except self._errors:
                self.decoder = None
        self.piece, self.n_made = piece, n_made


class _LostError(Exception):
    """A decoder met damage, and what it made of the bytes before is lost with it."""


def _words_of(error: Exception) -> str:
    """The reason that a decoder gives, without its preface."""
    reason = re.sub(r"^Error -?\d+ ", "", str(error)).rpartition(": ")[2]
    if "check" in reason.lower():
        return f"a checksum is wrong ({reason})"
    if "memory" in reason.lower():
        return f"it needs more than {MEMORY_BYTES >> 20} MiB of memory ({reason})"
    return reason
