"""The options of a table's layers, told apart some rows at a time, so that many small ones take bounded room."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from pcapflow.errors import FieldError
from pcapflow.table._options import Elements, Found, Regions, found_in
from pcapflow.table._regions import regions_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pcapflow.table._options import OptionsSpec
    from pcapflow.table._specs import ColumnSpec
    from pcapflow.table._table import PacketTable

__all__ = ("ELEMENTS", "GROUP_BYTES", "MOST_KEPT", "elements_of", "found_by")

ELEMENTS = "*elements "
"""Begins the keys of the cache under which elements are kept, as long as the table lends its window."""

GROUP_BYTES = 1 << 17
"""Of options that are told apart together: an option of one byte becomes 40, and some times as much meanwhile."""

MOST_KEPT = 1 << 19
"""Elements of a layer that are kept for the columns that are asked for next; of more, each column tells them apart."""


class Told(NamedTuple):
    """The options of a layer's rows."""

    options: OptionsSpec
    regions: Regions
    shift: npt.NDArray[np.int64]
    """int64[K]: what to add to a place in the regions' bytes for one in the row's packet."""
    kept: Elements | None
    """All of them; None where they are too many."""


def elements_of(
    table: PacketTable, name: str, row: int | None = None
) -> tuple[Elements, Regions, npt.NDArray[np.int64]]:
    """What `PacketTable.elements` gives; of a single row perhaps those of others, too."""
    options, regions, shift, kept = _told(table, name)
    if kept is None and row is not None:
        kept = _of_rows(options, regions, row, row + 1)
    if kept is None:
        kept = _joined(list(_in_groups(options, regions)))
    return kept, regions, shift


def found_by(table: PacketTable, spec: ColumnSpec) -> Found:
    """What `PacketTable.found` gives."""
    rule = spec.option
    assert rule is not None  # noqa: S101  # for the type checker: this is asked of columns that stand in options
    # Several declarations may share a name.
    key = f"*found {spec.layer} {spec.name} {spec.start} {rule.kinds} {rule.sizes}"
    if key not in table.cache:
        options, regions, shift, kept = _told(table, spec.layer)
        groups = _in_groups(options, regions) if kept is None else [kept]
        table.cache[key] = Found.join([found_in(regions.data, elements, shift, spec) for elements in groups])
    found = table.cache[key]
    assert isinstance(found, Found)  # noqa: S101  # for the type checker: keys are ours
    return found


def _told(table: PacketTable, name: str) -> Told:
    key = f"{ELEMENTS}{name}"
    if key not in table.cache:
        rows = table.layer(name)
        options = rows.spec.options
        if options is None:
            raise FieldError(f"layer {name!r} has no options")
        regions, shift = regions_of(rows, table.captured, table.window, table.packet_start)
        table.cache[key] = Told(options, regions, shift, _few(options, regions))
    told = table.cache[key]
    assert isinstance(told, Told)  # noqa: S101  # for the type checker: keys are ours
    return told


def _few(options: OptionsSpec, regions: Regions) -> Elements | None:
    """All elements, where they are not too many."""
    parts, n_elements = [], 0
    for part in _in_groups(options, regions):
        parts.append(part)
        n_elements += len(part.row)
        if n_elements > MOST_KEPT:
            return None
    return _joined(parts)


def _in_groups(options: OptionsSpec, regions: Regions) -> Iterator[Elements]:
    """Those of so many rows that they have `GROUP_BYTES`, or of one row that has more."""
    group = np.cumsum(regions.stop - regions.start) // GROUP_BYTES
    borders = [0, *(np.flatnonzero(np.diff(group)) + 1).tolist(), len(group)]
    for first, stop in pairwise(borders):
        yield _of_rows(options, regions, first, stop)


def _of_rows(options: OptionsSpec, regions: Regions, first: int, stop: int) -> Elements:
    if (first, stop) == (0, len(regions.start)):
        return options.elements(regions)
    data, *of_rows = regions
    some: list[Any] = [array[first:stop] for array in of_rows]
    found = options.elements(Regions(data, *some))
    return found._replace(row=found.row + first)


def _joined(parts: list[Elements]) -> Elements:
    return parts[0] if len(parts) == 1 else Elements(*map(np.concatenate, zip(*parts, strict=True)))
