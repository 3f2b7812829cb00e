"""Lists of options, told apart for all rows at once: one option of each list a step."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from pcapflow.table import Elements, Regions

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = (
    "before_in_row",
    "elements_of",
    "nested",
    "only",
    "parts_of",
    "stepped",
    "type_length",
    "whole",
    "with_parts",
)

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


def elements_of(parts: Sequence[Elements]) -> Elements:
    """Elements that were found in any order of rows, those of a row in their order."""
    if not parts:
        none = np.empty(0, np.int64)
        return Elements(none, none, none, none, none)
    if len(parts) == 1:
        return parts[0]
    row = np.concatenate([part.row for part in parts])
    order = np.argsort(row, kind="stable")
    return Elements(
        row[order], *(np.concatenate([getattr(part, name) for part in parts])[order] for name in Elements._fields[1:])
    )


def whole(regions: Regions, kind: Ints) -> Elements:
    """One element a row, the whole region; none where it is empty.

    Args:
        regions: The bytes.
        kind: int64[K]: the kind of each.
    """
    row = np.flatnonzero(regions.start < regions.stop)
    start = regions.start[row]
    return Elements(row, kind[row], start, regions.stop[row], regions.claimed[row] - start)


def with_parts(elements: Elements, *parts: Elements) -> Elements:
    """Elements, and parts of them that have kinds of their own, from `PARTS` on.

    Parts are no options themselves: the tree has no node for them, and a column of every kind does not mean them.
    """
    parts = tuple(part for part in parts if len(part.row))
    if not parts:
        return elements
    together = Elements(*(np.concatenate(columns) for columns in zip(elements, *parts, strict=True)))
    order = np.lexsort((together.start, together.row))
    return Elements(*(column[order] for column in together))


def nested(
    regions: Regions, elements: Elements, which: Flags, start: Ints | int, told_apart: Callable[[Regions], Elements]
) -> Elements:
    """What is in a list that begins some bytes behind the begin of elements; its kinds are as they were found."""
    index = np.flatnonzero(which)
    rows = elements.row[index]
    first = np.minimum(elements.start[index] + np.broadcast_to(start, len(which))[index], elements.stop[index])
    claimed = np.minimum(elements.start[index] + elements.n_bytes[index], regions.claimed[rows])
    claimed = np.maximum(claimed, first)
    found = told_apart(Regions(regions.data, first, elements.stop[index], claimed, regions.header[rows]))
    return found._replace(row=rows[found.row])


def parts_of(
    elements: Elements, which: Flags, kind: Ints | int, start: Ints | int, stop: Ints | None = None
) -> Elements:
    """A part of each of some elements.

    Args:
        elements: The whole ones.
        which: bool[E]: those that have the part.
        kind: Its kind, from `PARTS` on; of each of the E elements, or one for all.
        start: Bytes of the element before it; of each, or one for all.
        stop: int64[E]: bytes up to its end; None is the element's end.
    """
    index = np.flatnonzero(which)
    begin = elements.start[index]
    claimed = elements.n_bytes[index] if stop is None else stop[index]
    first = np.broadcast_to(start, len(which))[index]
    there = np.minimum(begin + claimed, elements.stop[index])
    starts = np.minimum(begin + first, there)
    kinds = np.broadcast_to(np.asarray(kind, np.int64), len(which))[index]
    return Elements(elements.row[index], kinds, starts, there, claimed - first)


Step = Callable[[Ints, Ints], tuple[Ints, Ints, Ints]]

STEPS = 64
"""A step costs as much for one list as for hundreds: lists that go on are looked at at all of their places at once."""
PLACES = 1 << 16
"""So many places are looked at together, more only of a single list: each takes some hundred bytes meanwhile."""


def stepped(regions: Regions, one: Step) -> Elements:
    """Step through the lists of all rows, until none has anything left.

    Args:
        regions: Where the lists stand.
        one: Given rows, and where in the bytes the next element of each begins (there is a byte), says of each its
            kind, how many bytes it claims, and how many to go on; 0 of the first ends the list before it, 0 of
            the second after it. It is also asked about places at which none begins, and remembers nothing.
    """
    row = np.flatnonzero(regions.start < regions.stop)
    at = regions.start[row]
    found = []
    n_steps = 0
    while len(row) and n_steps < STEPS:
        n_steps += 1
        kind, n_bytes, onwards = one(row, at)
        if not n_bytes.all():
            goes_on = np.flatnonzero(n_bytes)
            row, at, kind, n_bytes, onwards = (each[goes_on] for each in (row, at, kind, n_bytes, onwards))
        stop = regions.stop[row]
        found.append(Elements(row, kind, at, np.minimum(at + n_bytes, stop), n_bytes))
        following = at + onwards
        goes_on = np.flatnonzero((onwards > 0) & (following < stop))
        row, at = row[goes_on], following[goes_on]
    if len(row):
        # Lists in groups whose bytes are not too many.
        groups = np.cumsum(regions.stop[row] - at) // PLACES
        borders = np.flatnonzero(np.diff(groups, prepend=-1, append=groups[-1] + 1))
        found += [_leapt(regions, row[low:high], at[low:high], one) for low, high in pairwise(borders)]
    return elements_of(found)


def _leapt(regions: Regions, row: Ints, at: Ints, one: Step) -> Elements:
    """The rest of long lists: what `one` says of every place, and a way through these."""
    length = regions.stop[row] - at
    base = np.cumsum(length) - length
    rows = np.repeat(row, length)
    place = np.arange(len(rows)) - np.repeat(base - at, length)
    kind, n_bytes, onwards = one(rows, place)
    onwards = np.where(n_bytes > 0, onwards, -1)
    # Options of one byte are gone over together, to the next place at which another may begin.
    others = np.append(np.flatnonzero(onwards != 1), len(rows))
    behind = others[np.searchsorted(others, np.arange(len(rows)))]
    leaps, runs = onwards.tolist(), behind.tolist()
    first, stop = [], []
    for index, end in zip(base.tolist(), (base + length).tolist(), strict=True):
        while index < end and (leap := leaps[index]) >= 0:
            first.append(index)
            index = min(runs[index], end) if leap == 1 else index + leap  # noqa: PLW2901  # it is where the list begins, and then where one is in it
            stop.append(index if leap == 1 else first[-1] + 1)
            if not leap:
                break
    n_options = np.array(stop, np.int64) - first
    way = np.repeat(np.array(first, np.int64) - np.cumsum(n_options) + n_options, n_options)
    way += np.arange(len(way))
    start, claimed = place[way], n_bytes[way]
    return Elements(rows[way], kind[way], start, np.minimum(start + claimed, regions.stop[rows[way]]), claimed)


def before_in_row(elements: Elements, which: Flags) -> Ints:
    """How many of some elements stand before each in its list."""
    if not len(which):
        return np.empty(0, np.int64)
    count: Ints = np.cumsum(which) - which
    first = np.flatnonzero(np.diff(elements.row, prepend=-1))
    n_in_row = np.diff(first, append=len(which))
    before: Ints = count - np.repeat(count[first], n_in_row)
    return before


def only(elements: Elements, which: Flags) -> Elements:
    """Some of the elements."""
    return elements if which.all() else Elements(*(column[which] for column in elements))


def type_length(
    *,
    single: Sequence[int] = (),
    end: int | None = None,
    end_repeats: bool = False,
    unit: int = 1,
    add: int = 0,
    shows_broken: bool = False,
) -> Callable[[Regions], Elements]:
    """What tells the options of a list apart in which each begins with a byte of type and one of length.

    A list ends where a length is impossible, or leads beyond the end that the header claims.

    Args:
        single: Types that are one byte, without a length.
        end: The one of these after which nothing follows.
        end_repeats: Whether more of it is padding that is shown.
        unit: Bytes that a length of 1 stands for.
        add: Bytes that the length does not count.
        shows_broken: Whether an option whose length is impossible is one, of type and length alone, and one that
            leads beyond the end, as far as it goes.
    """
    is_single = np.zeros(256, bool)
    is_single[list(single)] = True

    def elements(regions: Regions) -> Elements:
        data = regions.data

        def one(row: Ints, at: Ints) -> tuple[Ints, Ints, Ints]:
            kind = data[at].astype(np.int64)
            # Where the length was not captured, nothing but the type is known.
            has_length = at + 1 < regions.stop[row]
            n_bytes = np.where(has_length, data[np.minimum(at + 1, len(data) - 1)] * np.int64(unit) + add, 2)
            if shows_broken:
                return kind, np.maximum(n_bytes, 2), np.where(n_bytes < 2, 0, n_bytes)
            n_bytes[(n_bytes < 2) | (at + n_bytes > regions.claimed[row])] = 0
            n_bytes[is_single[kind]] = 1
            return kind, n_bytes, n_bytes if end is None or end_repeats else np.where(kind == end, 0, n_bytes)

        found = stepped(regions, one)
        if not end_repeats:
            return found
        is_end = found.kind == end
        is_wrong = ~is_end & (before_in_row(found, is_end) > 0)
        return only(found, ~is_wrong & (before_in_row(found, is_wrong) == 0)) if is_wrong.any() else found

    return elements
