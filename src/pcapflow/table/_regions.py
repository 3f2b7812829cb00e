"""Where a layer's options stand: in a window that is lent, or in bytes that were kept of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from pcapflow.errors import FieldError
from pcapflow.table._options import Regions, Tails, gathered

if TYPE_CHECKING:
    from pcapflow.table._rows import LayerRows
    from pcapflow.table._specs import LayerSpec

__all__ = ("extents_of", "regions_of", "tails_of", "with_tails")

Ints = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]


class Extents(NamedTuple):
    """Where in their packets the regions of K rows stand."""

    start: Ints
    stop: Ints
    """int64[K]: the end as far as it was captured; never before ``start``."""
    claimed: Ints


def extents_of(place: npt.NDArray[np.void], captured: npt.NDArray[np.int64], region: str, fixed_bytes: int) -> Extents:
    """Find the regions of K rows in their packets.

    Args:
        place: PLACE[K] of the rows.
        captured: int64[K], of each row's packet.
        region: As in `OptionsSpec`.
        fixed_bytes: Bytes of the header's fixed fields. A header that is cut within them has an empty region.
    """
    start = place["start"].astype(np.int64)
    body = start + place["size"]
    stop = place["stop"].astype(np.int64)
    claimed = body if region == "header" else stop
    start = start + fixed_bytes if region == "header" else body
    there = np.minimum(np.minimum(claimed, stop), captured)
    return Extents(start, np.maximum(there, start), np.maximum(claimed, start))


def tails_of(
    layer: LayerSpec,
    place: npt.NDArray[np.void],
    captured: Ints,
    window: Bytes,
    packet_start: Ints,
    *,
    first_packet: int = 0,
) -> Tails:
    """Copy the options of a layer's rows out of a window.

    Args:
        layer: One that has options.
        place: PLACE[K] of the rows.
        captured: int64[N]: bytes of each packet of the window.
        window: The bytes.
        packet_start: int64[N]: where in them each packet begins.
        first_packet: What ``place`` calls the window's first packet.
    """
    assert layer.options is not None  # noqa: S101  # for the type checker: see above
    if layer.options.region == "header":
        # Most headers have no options; of them not even the place is looked at.
        has = np.flatnonzero(place["size"] > layer.dtype.itemsize)
        if not len(has):
            return Tails.none(len(place))
        if len(has) < len(place):
            some = tails_of(layer, place[has], captured, window, packet_start, first_packet=first_packet)
            start, n_bytes = np.zeros(len(place), np.int64), np.zeros(len(place), np.uint32)
            start[has], n_bytes[has] = some.start, some.n_bytes
            return Tails(some.data, start, n_bytes)
    packet = place["packet"] - np.uint32(first_packet)
    start, stop, _ = extents_of(place, captured[packet], layer.options.region, layer.dtype.itemsize)
    return gathered(window, packet_start[packet] + start, stop - start)


def with_tails(rows: LayerRows, captured: Ints, window: Bytes | None, packet_start: Ints | None) -> LayerRows:
    """The rows with the bytes of their options, where these are at hand."""
    if rows.spec.options is None or rows.tails is not None or window is None or packet_start is None:
        return rows
    return replace(rows, tails=tails_of(rows.spec, rows.place, captured, window, packet_start))


def regions_of(
    rows: LayerRows, captured: Ints, window: Bytes | None, packet_start: Ints | None
) -> tuple[Regions, Ints]:
    """The bytes of the options of a layer's rows, and per row what to add to a place in these for one in its packet.

    Raises:
        FieldError: The window was given back, and the bytes were not kept.
    """
    options = rows.spec.options
    assert options is not None  # noqa: S101  # for the type checker: this is asked of layers that have some
    packet = rows.place["packet"]
    extents = extents_of(rows.place, captured[packet], options.region, rows.spec.dtype.itemsize)
    if rows.tails is not None:
        data, start = rows.tails.data, rows.tails.start
    elif not len(rows):
        data, start = np.empty(0, np.uint8), extents.start
    elif window is None or packet_start is None:
        raise FieldError(
            f"the options of {rows.spec.name} are gone with the table's window: "
            "name their columns when the pass begins, or ask before the next table"
        )
    else:
        data, start = window, packet_start[packet] + extents.start
    shift = extents.start - start
    return Regions(data, start, extents.stop - shift, extents.claimed - shift, rows.header), shift
