"""Fields that stand at varying places: lists of options, and what flags put where.

A layer may have a region of bytes behind its fixed fields. A function of its
protocol tells the elements in there apart, for all rows at once; a column is
what stands at a place of elements of some kinds. Nothing is looked at before a
column is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from pcapflow.table._specs import field_values

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pcapflow.table._specs import ColumnSpec

__all__ = ("PARTS", "Elements", "Found", "OptionsSpec", "Regions", "Tails", "found_in", "gathered")

Ints = npt.NDArray[np.int64]

PARTS = 1 << 16
"""Elements of this kind and above are parts of others: only columns that name them mean them."""


class Regions(NamedTuple):
    """Of each of K rows of a layer, the bytes in which its options stand."""

    data: npt.NDArray[np.uint8]
    """uint8[B]: holds the bytes of all rows, and others."""
    start: Ints
    """int64[K]: where in ``data`` each region begins."""
    stop: Ints
    """int64[K]: where it ends, as far as it was captured."""
    claimed: Ints
    """int64[K]: where it ends by the header's claims; at ``stop`` or beyond."""
    header: npt.NDArray[np.void]
    """structured[K]: the fixed fields."""


class Elements(NamedTuple):
    """E options, ordered by row and then by place."""

    row: Ints
    """int64[E]: the row each belongs to."""
    kind: Ints
    """int64[E]: what a column names; the protocol's own numbers."""
    start: Ints
    """int64[E]: where in the regions' ``data`` it begins."""
    stop: Ints
    """int64[E]: where it ends, as far as it was captured."""
    n_bytes: Ints
    """int64[E]: how many bytes it has by its own word."""


class OptionsSpec(NamedTuple):
    """How a layer's options are read."""

    region: Literal["header", "body"]
    """``header``: from the last fixed field to the header's end; ``body``: all that the header carries."""
    elements: Callable[[Regions], Elements]
    words: Mapping[int, str]
    """Kind of element to what people call it."""


class Tails(NamedTuple):
    """The bytes of the regions of K rows, kept when their window is gone; in no order, with others between them."""

    data: npt.NDArray[np.uint8]
    start: Ints
    """int64[K]: where in ``data`` each region begins."""
    n_bytes: npt.NDArray[np.uint32]
    """uint32[K]: how many bytes it has."""

    def take(self, rows: npt.NDArray[np.int64]) -> Tails:
        """Those of the given rows, in this order, without the bytes of others."""
        return gathered(self.data, self.start[rows], self.n_bytes[rows])

    @staticmethod
    def none(n_rows: int) -> Tails:
        """Of rows without options; however many they are, they take no room."""
        nothing = np.broadcast_to(np.int64(0), n_rows)
        return Tails(np.empty(0, np.uint8), nothing, np.broadcast_to(np.uint32(0), n_rows))

    @staticmethod
    def join(parts: Sequence[Tails]) -> Tails:
        """The rows of all parts."""
        if len(parts) == 1:
            return parts[0]
        if not any(len(part.data) for part in parts):
            return Tails.none(sum(len(part.start) for part in parts))
        first = np.cumsum([0, *(len(part.data) for part in parts)])
        return Tails(
            np.concatenate([part.data for part in parts]),
            np.concatenate([part.start + at for part, at in zip(parts, first, strict=False)]),
            np.concatenate([part.n_bytes for part in parts]),
        )


class Found(NamedTuple):
    """M values of a column, ordered by row and then by place."""

    # Of an option of one byte there may be millions: 32 bits hold a row, and a byte of a packet.
    row: npt.NDArray[np.int32]
    values: npt.NDArray[np.generic]
    start: npt.NDArray[np.int32]
    """int32[M]: byte of the packet at which the value begins."""
    stop: npt.NDArray[np.int32]

    @staticmethod
    def join(parts: Sequence[Found]) -> Found:
        """Those of consecutive rows."""
        return parts[0] if len(parts) == 1 else Found(*map(np.concatenate, zip(*parts, strict=True)))


EXACT_BELOW = 64


def gathered(data: npt.NDArray[np.uint8], start: Ints, n_bytes: npt.NDArray[np.integer]) -> Tails:
    """Copy regions out of bytes that will be gone.

    They are copied by lengths, rounded up: numpy copies many pieces of one length fast, and few of each of many
    lengths slowly. What is copied too much is neighbouring bytes.
    """
    lengths = np.asarray(n_bytes, np.int64)
    rounded = -(-lengths // 4) * 4
    if lengths.max(initial=0) > EXACT_BELOW:
        long = lengths > EXACT_BELOW
        rounded[long] = 1 << np.ceil(np.log2(lengths[long])).astype(np.int64)
    if (most := int(rounded.max(initial=0))) > len(data):
        data = np.concatenate([data, np.zeros(most - len(data), np.uint8)])
    where = np.zeros(len(start), np.int64)
    parts = [np.empty(0, np.uint8)]
    n_copied = 0
    for size in np.flatnonzero(np.bincount(rounded, minlength=1)[1:]) + 1:
        rows = np.flatnonzero(rounded == size)
        n_places = len(data) - int(size) + 1
        places: npt.NDArray[np.void] = np.ndarray(n_places, f"V{size}", data, strides=(1,))
        first = np.minimum(start[rows], n_places - 1)
        parts.append(places[first].view(np.uint8))
        where[rows] = n_copied + np.arange(len(rows)) * size + start[rows] - first
        n_copied += len(rows) * int(size)
    return Tails(np.concatenate(parts), where, lengths.astype(np.uint32))


def found_in(data: npt.NDArray[np.uint8], elements: Elements, begin: Ints, spec: ColumnSpec) -> Found:
    """Read a column out of elements.

    Args:
        data: The bytes.
        elements: As the protocol has told them apart in ``data``.
        begin: int64[K]: what to add to a place in ``data`` for the byte of a row's packet.
        spec: The column; its ``option`` says of which elements.
    """
    rule = spec.option
    assert rule is not None  # noqa: S101  # for the type checker: this is asked of columns that stand in options
    n_bytes = elements.stop - elements.start
    fits = n_bytes >= spec.stop
    if rule.kinds:
        fits &= np.logical_or.reduce([elements.kind == kind for kind in rule.kinds])
    else:
        fits &= elements.kind < PARTS
    if rule.sizes:
        fits &= np.logical_or.reduce([elements.n_bytes == size for size in rule.sizes])
    which = np.flatnonzero(fits)
    start = elements.start[which] + spec.start
    if rule.every:
        width = spec.stop - spec.start
        n_values = (n_bytes[which] - spec.start - width) // rule.every + 1
        which, start = np.repeat(which, n_values), np.repeat(start, n_values)
        place = np.arange(len(which)) - np.repeat(np.cumsum(n_values) - n_values, n_values)
        start += place * rule.every
    row = elements.row[which]
    size = rule.dtype.itemsize
    if len(start):
        places: npt.NDArray[np.void] = np.ndarray(len(data) - size + 1, f"V{size}", data, strides=(1,))
        raw = places[start].view(rule.dtype)
    else:
        raw = np.empty(0, rule.dtype)
    values = field_values(raw, spec)
    if rule.value is not None:
        values = rule.value(values)
    begins = (start + begin[row]).astype(np.int32)
    return Found(row.astype(np.int32), values, begins, begins + np.int32(size))
