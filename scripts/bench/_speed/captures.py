"""Captures for timing, as large as wanted, the same bytes each time.

Frames are laid out first and filled in then, many at once, so that a file of a
gigabyte takes seconds. A shorter capture of a kind is the beginning of a longer.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ("FORMATS", "PATTERN", "Frames", "Headers", "Kind", "checksum", "put", "words_of", "write_capture")

FIRST_S = 1_700_000_000
"""When captures begin, in seconds since 1970."""
MAX_BYTES = 1514
PATTERN = (np.arange(MAX_BYTES) & 0xFF).astype(np.uint8)
"""What a frame holds beyond its headers: byte i is i, as ping fills its packets."""


class Headers(NamedTuple):
    """Frames of one make among those of a stretch."""

    which: npt.NDArray[np.int64]
    """int64[n]: their places in the stretch."""
    bytes: npt.NDArray[np.uint8]
    """uint8[n, m]: how each begins; the pattern follows."""


class Frames(NamedTuple):
    """A stretch of frames, in order of time."""

    time_us: npt.NDArray[np.int64]
    """int64[n]: since the capture's beginning; it never falls."""
    length: npt.NDArray[np.int64]
    """int64[n]: bytes of each."""
    headers: tuple[Headers, ...]


class Kind(Protocol):
    """What makes the stretches of a capture of this kind, one after the other and without end."""

    def __call__(self) -> Iterator[Frames]: ...


def words_of(data: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint16]:
    """uint16[n, m / 2]: network words of rows of an even number of bytes."""
    return data.view(">u2")


def checksum(total: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The Internet checksum of whatever words have this sum. Spec: RFC 1071."""
    for _ in range(3):
        total = (total & 0xFFFF) + (total >> 16)
    return total ^ 0xFFFF


def put(buffer: npt.NDArray[np.uint8], at: npt.NDArray[np.int64], rows: npt.NDArray[np.uint8]) -> None:
    """Write rows of bytes to places of a buffer, one to each."""
    n_bytes = rows.shape[1]
    places = np.ndarray(len(buffer) - n_bytes + 1, f"V{n_bytes}", buffer, strides=(1,))
    places[at] = np.ascontiguousarray(rows).view(f"V{n_bytes}")[:, 0]


# -- files ------------------------------------------------------------------------------------------------------


class Format(NamedTuple):
    """How a file holds frames."""

    head: bytes
    record: np.dtype[np.void]
    """What stands before each frame."""
    align: int
    """Frames are padded to a multiple of so many bytes."""
    tail_bytes: int
    """The record's length again, or nothing."""


PCAP_RECORD = np.dtype([("seconds", "<u4"), ("us", "<u4"), ("captured", "<u4"), ("wire", "<u4")])
PCAPNG_RECORD = np.dtype(
    [
        ("type", "<u4"),
        ("block", "<u4"),
        ("interface", "<u4"),
        ("high", "<u4"),
        ("low", "<u4"),
        ("captured", "<u4"),
        ("wire", "<u4"),
    ]
)
SECTION = struct.pack("<IIIHHqI", 0x0A0D0D0A, 28, 0x1A2B3C4D, 1, 0, -1, 28)
INTERFACE = struct.pack("<IIHHII", 1, 20, 1, 0, 0x40000, 20)

FORMATS = {
    "pcap": Format(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 0x40000, 1), PCAP_RECORD, 1, 0),
    "pcapng": Format(SECTION + INTERFACE, PCAPNG_RECORD, 4, 4),
}
"""Both with times in microseconds and Ethernet frames; a pcapng of one section and one interface."""


def write_capture(
    path: Path, kind: Kind, *, n_packets: int | None = None, n_bytes: int | None = None
) -> tuple[int, int]:
    """Write a capture in the format that the file's name ends in.

    Args:
        path: The file; ``.pcap`` or ``.pcapng``.
        kind: What it holds.
        n_packets: How many packets; or
        n_bytes: about how many bytes: the file ends with the packet that reaches them.

    Returns:
        How many packets and how many bytes it has.
    """
    form = FORMATS[path.suffix.removeprefix(".")]
    written, total = 0, len(form.head)
    with path.open("wb") as file:
        file.write(form.head)
        for frames in kind():
            data, stop = _records(form, frames)
            n = len(stop)
            if n_packets is not None:
                n = min(n, n_packets - written)
            if n_bytes is not None:
                n = min(n, int(np.searchsorted(stop, n_bytes - total)) + 1)
            size = int(stop[n - 1]) if n else 0
            file.write(data[:size].data)
            written, total = written + n, total + size
            if n < len(stop):
                break
    return written, total


def _records(form: Format, frames: Frames) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
    """The bytes of a stretch in a file, and where each record ends."""
    padded = -(-frames.length // form.align) * form.align
    before, after = form.record.itemsize, form.tail_bytes
    size = before + padded + after
    stop = np.cumsum(size)
    start = stop - size + before
    data = np.zeros(int(stop[-1]), np.uint8)

    # The pattern goes to whole records; headers and padding are written over it.
    for length in np.unique(frames.length):
        which = np.flatnonzero(frames.length == length)
        put(data, start[which], np.broadcast_to(PATTERN[:length], (len(which), length)))
    for headers in frames.headers:
        put(data, start[headers.which], headers.bytes)

    record = np.zeros(len(start), form.record)
    time_us = frames.time_us + FIRST_S * 1_000_000
    record["captured"] = record["wire"] = frames.length
    if form.record is PCAP_RECORD:
        record["seconds"], record["us"] = np.divmod(time_us, 1_000_000)
    else:
        record["type"], record["block"] = 6, size
        record["high"], record["low"] = time_us >> 32, time_us & 0xFFFFFFFF
        put(data, stop - after, size.astype("<u4").view(np.uint8).reshape(-1, 4))
    put(data, start - before, record.view(np.uint8).reshape(len(record), -1))
    return data, stop
