"""From record header to record header: the loops that no array operation does, where the compiled ones are not there.

They find the records; the columns are then cut out of all headers at once. The
loops of kernel/_records, their twins, do both, a record at a time.
"""

from __future__ import annotations

import enum
import struct
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Lengths64 = npt.NDArray[np.int64]

__all__ = (
    "ENHANCED_PACKET",
    "INTERFACE_DESCRIPTION",
    "INTERFACE_STATISTICS",
    "MOST_BLOCK_BYTES",
    "NAME_RESOLUTION",
    "OBSOLETE_PACKET",
    "SECTION_HEADER",
    "SIMPLE_PACKET",
    "Lengths",
    "Walked",
    "walk_blocks",
    "walk_records",
)

# draft-ietf-opsawg-pcapng section 11.1: block type codes.
SECTION_HEADER = 0x0A0D0D0A
INTERFACE_DESCRIPTION = 1
OBSOLETE_PACKET = 2
SIMPLE_PACKET = 3
NAME_RESOLUTION = 4
INTERFACE_STATISTICS = 5
ENHANCED_PACKET = 6
READ_APART = frozenset({SECTION_HEADER, INTERFACE_DESCRIPTION, NAME_RESOLUTION, INTERFACE_STATISTICS})
PACKET_BLOCKS = frozenset({OBSOLETE_PACKET, SIMPLE_PACKET, ENHANCED_PACKET})

MOST_BLOCK_BYTES = 16 << 20
"""Longer blocks are damage: none that was meant has ever been seen."""

ENOUGH_ALIKE = 3
"""After so many repetitions of a length the next ones are looked at all at once; trying costs as much as 20 steps."""


class Lengths(enum.IntEnum):
    """Which of the two lengths in a record header, at bytes 8 and 12, is the captured one."""

    CAPTURED_FIRST = 0
    WIRE_FIRST = 1
    EITHER = 2
    """The smaller one."""

    def sort(self, first: Lengths64, second: Lengths64) -> tuple[Lengths64, Lengths64]:
        """The captured lengths and those on the wire."""
        if self is Lengths.CAPTURED_FIRST:
            return first, second
        if self is Lengths.WIRE_FIRST:
            return second, first
        return np.minimum(first, second), np.maximum(first, second)


class Walked(NamedTuple):
    """Where the records of a window are."""

    at: npt.NDArray[np.int64]
    """int64[N]: the first byte of each whole record."""
    stop: int
    """Where the next record begins."""
    need_bytes: int
    """Length of the record at ``stop``, or of its header while that is incomplete."""
    is_absurd: bool
    """Whether the record at ``stop`` claims more than any packet has."""


def walk_records(
    window: npt.NDArray[np.uint8],
    n_bytes: int,
    *,
    header_bytes: int,
    byte_order: str,
    lengths: Lengths,
    most_bytes: int,
) -> Walked:
    """Follow the chain of records from byte 0 of a window.

    Args:
        window: uint8[W], W >= n_bytes.
        n_bytes: Bytes of the window that were read.
        header_bytes: Length of a record header, at least 16.
        byte_order: ``<`` or ``>``, as numpy and struct have it (``=``: the machine's).
        lengths: Which word of the header is the captured length.
        most_bytes: Longer packets are refused.
    """
    unpack = struct.Struct(f"{byte_order}I").unpack_from
    captured_at = 12 if lengths is Lengths.WIRE_FIRST else 8
    either = lengths is Lengths.EITHER
    octets = window.data
    pieces: list[npt.NDArray[np.int64]] = []
    singles: list[int] = []
    at = 0
    size_before, n_alike = -1, 0
    while True:
        if n_bytes - at < header_bytes:
            need_bytes, is_absurd = header_bytes, False
            break
        (captured,) = unpack(octets, at + captured_at)
        if either:
            captured = min(captured, *unpack(octets, at + 12))
        size = header_bytes + captured
        if captured > most_bytes or size > n_bytes - at:
            need_bytes, is_absurd = size, captured > most_bytes
            break
        n_alike = n_alike + 1 if size == size_before else 0
        if n_alike >= ENOUGH_ALIKE and not either:
            # Pings, bulk transfers: many records of one length. Guess that it goes on so, and look at all at once.
            column: npt.NDArray[np.uint32] = np.ndarray(
                (n_bytes - at) // size, f"{byte_order}u4", window, offset=at + captured_at, strides=(size,)
            )
            n_equal = _count_equal(column)
            pieces.append(np.array(singles, np.int64))
            pieces.append(np.arange(at, at + n_equal * size, size, dtype=np.int64))
            singles = []
            at += n_equal * size
            n_alike = 0
        else:
            singles.append(at)
            at += size
            size_before = size
    pieces.append(np.array(singles, np.int64))
    return Walked(np.concatenate(pieces), at, need_bytes, is_absurd)


def walk_blocks(
    window: npt.NDArray[np.uint8], start: int, n_bytes: int, byte_order: str
) -> tuple[npt.NDArray[np.int64], int]:
    """Follow the chain of pcapng blocks as long as they hold packets or can be skipped.

    Args:
        window: uint8[W], W >= n_bytes.
        start: Where the first block begins.
        n_bytes: Bytes of the window that were read.
        byte_order: The section's, ``<`` or ``>``.

    Returns:
        int64[N]: the first byte of each packet block (enhanced, simple, obsolete); and where the walk stopped: at a
        block of `READ_APART`, one that is not whole, or one whose lengths cannot be.
    """
    octets = window.data
    unpack = struct.Struct(f"{byte_order}II").unpack_from
    unpack_length = struct.Struct(f"{byte_order}I").unpack_from
    pieces: list[npt.NDArray[np.int64]] = []
    singles: list[int] = []
    at = start
    before, n_alike = None, 0
    while n_bytes - at >= 12:
        kind_and_size = kind, size = unpack(octets, at)
        if kind in READ_APART or size < 12 or size & 3 or size > n_bytes - at or size > MOST_BLOCK_BYTES:
            break
        if unpack_length(octets, at + size - 4)[0] != size:
            break
        n_alike = n_alike + 1 if kind_and_size == before else 0
        if n_alike >= ENOUGH_ALIKE:
            # As above: many blocks of one kind and length.
            n_whole = (n_bytes - at) // size
            heads: npt.NDArray[np.uint64] = np.ndarray(n_whole, "=u8", window, offset=at, strides=(size,))
            n_equal = _count_equal(heads)
            tails: npt.NDArray[np.uint32] = np.ndarray(
                n_equal, f"{byte_order}u4", window, offset=at + size - 4, strides=(size,)
            )
            n_equal = _count_equal(tails)
            if kind in PACKET_BLOCKS:
                pieces.append(np.array(singles, np.int64))
                pieces.append(np.arange(at, at + n_equal * size, size, dtype=np.int64))
                singles = []
            at += n_equal * size
            n_alike = 0
        else:
            if kind in PACKET_BLOCKS:
                singles.append(at)
            at += size
            before = kind_and_size
    pieces.append(np.array(singles, np.int64))
    return np.concatenate(pieces), at


def _count_equal(column: npt.NDArray[np.uint32] | npt.NDArray[np.uint64]) -> int:
    """How many values in a row, from the first on, are the same.

    The stretch that is looked at grows while it holds, so that a wrong guess costs no more than it brought.
    """
    n_equal, n_look = 1, 8
    while n_equal < len(column):
        differs = column[n_equal : n_equal + n_look] != column[0]
        if differs.any():
            return n_equal + int(differs.argmax())
        n_equal += len(differs)
        n_look *= 8
    return n_equal
