"""The headers of one layer in a stretch of packets: one row each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from pcapflow.table._options import Tails
from pcapflow.table._specs import ColumnSpec, LayerSpec, field_present, field_values

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ("MAX_DEPTH", "PLACE", "LayerRows", "places", "taken")

MAX_DEPTH = 64
"""Headers of a packet that are told apart; packet * MAX_DEPTH + depth is a header's place in its table."""


PLACE = np.dtype(
    [
        ("packet", np.uint32),  # index in the table, from 0
        ("start", np.uint32),  # byte of the packet at which the header begins
        ("stop", np.uint32),  # byte after what it carries, by all claims, clipped to the wire
        ("size", np.uint16),  # bytes of the header by its own word; of one that is cut, those that are there
        ("depth", np.uint8),  # headers before it in the packet
        ("quoted", np.bool_),  # in an error message
    ]
)
"""Where a header stands: 16 bytes a row."""


def places(
    *,
    packet: npt.ArrayLike,
    start: npt.ArrayLike,
    body: npt.ArrayLike,
    stop: npt.ArrayLike,
    depth: npt.ArrayLike,
    quoted: npt.ArrayLike,
) -> npt.NDArray[np.void]:
    """PLACE[K] of what `LayerRows` says of K headers."""
    place = np.empty(np.shape(packet), PLACE)
    place["packet"], place["start"], place["stop"] = packet, start, stop
    place["size"] = np.asarray(body) - start
    place["depth"], place["quoted"] = depth, quoted
    return place


def taken(header: npt.NDArray[np.void], which: npt.NDArray[np.int64] | npt.NDArray[np.bool_]) -> npt.NDArray[np.void]:
    """Headers of these indices, or under this mask; as bare bytes, which numpy copies five times as fast."""
    if not header.dtype.itemsize:
        return header[which]
    return header.view(f"V{header.dtype.itemsize}")[which].view(header.dtype)


# Not frozen: to freeze the rows of all layers of a table takes longer than to make them.
@dataclass(slots=True, eq=False, repr=False)
class LayerRows:
    """K headers of one layer, ordered by packet, then from the outermost inwards."""

    spec: LayerSpec
    header: npt.NDArray[np.void]
    """structured[K]: the headers; bytes that were not captured are zero."""
    place: npt.NDArray[np.void]
    """PLACE[K]: where each header stands."""
    cut_row: npt.NDArray[np.int64]
    """int64[J]: the rows whose header is cut, ascending."""
    cut_bytes: npt.NDArray[np.int64]
    """int64[J]: bytes of those headers that are there."""
    tails: Tails | None = None
    """The bytes of their options, kept beyond the window; None where they are not."""

    def __len__(self) -> int:
        return len(self.place)

    def __repr__(self) -> str:
        return f"<LayerRows {self.spec.name}: {len(self)} headers>"

    # Each of these is made anew when it is asked for, so that sums and differences are not cut to 32 bits.

    @property
    def packet(self) -> npt.NDArray[np.int64]:
        """int64[K]: the packet's index in the table, from 0."""
        return self.place["packet"].astype(np.int64)

    @property
    def start(self) -> npt.NDArray[np.int64]:
        """int64[K]: byte of the packet at which the header begins."""
        return self.place["start"].astype(np.int64)

    @property
    def body(self) -> npt.NDArray[np.int64]:
        """int64[K]: byte at which what it carries begins; in a header that is cut, where its bytes end."""
        body: npt.NDArray[np.int64] = self.start + self.place["size"]
        return body

    @property
    def stop(self) -> npt.NDArray[np.int64]:
        """int64[K]: byte after what it carries, by all claims, clipped to the wire; it may not have been captured."""
        return self.place["stop"].astype(np.int64)

    @property
    def depth(self) -> npt.NDArray[np.uint8]:
        """uint8[K]: how many headers stand before this one in the packet, below `MAX_DEPTH`."""
        return np.ascontiguousarray(self.place["depth"])

    @property
    def quoted(self) -> npt.NDArray[np.bool_]:
        """bool[K]: whether the header was quoted in an error message."""
        return np.ascontiguousarray(self.place["quoted"])

    @property
    def at(self) -> npt.NDArray[np.int64]:
        """int64[K], ascending: packet * MAX_DEPTH + depth, a header's place among all of its table."""
        at: npt.NDArray[np.int64] = self.packet * MAX_DEPTH + self.place["depth"]
        return at

    def column(self, spec: ColumnSpec) -> tuple[npt.NDArray[np.generic], npt.NDArray[np.bool_] | None]:
        """Values of a column of fixed fields in every row, and where it is present (None: everywhere)."""
        present = field_present(self.header, spec)
        gone = self.cut_row[self.cut_bytes < spec.stop]
        if len(gone):
            present = np.ones(len(self), bool) if present is None else present
            present[gone] = False
        return field_values(self.header, spec), present

    def values(self, name: str) -> npt.NDArray[np.generic]:
        """Values of the named column of fixed fields in every row; where the header is cut they are zero.

        Raises:
            KeyError: The layer has no such column.
        """
        for spec in self.spec.columns:
            if spec.name == name and spec.option is None:
                return field_values(self.header, spec)
        raise KeyError(name)

    def whole(self) -> npt.NDArray[np.bool_]:
        """bool[K]: rows whose header was captured as a whole."""
        mask = np.ones(len(self), bool)
        mask[self.cut_row] = False
        return mask

    def take(self, rows: npt.NDArray[np.int64], packet: npt.NDArray[np.int64]) -> LayerRows:
        """The given rows (ascending), which belong to the given packets from now on."""
        where = np.searchsorted(rows, self.cut_row)
        kept = where < len(rows)
        kept[kept] = rows[where[kept]] == self.cut_row[kept]
        place = self.place[rows]
        place["packet"] = packet
        return replace(
            self,
            header=taken(self.header, rows),
            place=place,
            cut_row=where[kept],
            cut_bytes=self.cut_bytes[kept],
            tails=None if self.tails is None else self.tails.take(rows),
        )

    def reordered(self, order: npt.NDArray[np.int64]) -> LayerRows:
        """The same rows, row ``order[i]`` as the i-th."""
        back = np.empty_like(order)
        back[order] = np.arange(len(order))
        cut = back[self.cut_row]
        by_row = np.argsort(cut)
        return replace(
            self,
            header=taken(self.header, order),
            place=self.place[order],
            cut_row=cut[by_row],
            cut_bytes=self.cut_bytes[by_row],
            tails=None if self.tails is None else self.tails.take(order),
        )

    @staticmethod
    def join(parts: Sequence[LayerRows], first_packet: Sequence[int]) -> LayerRows:
        """Rows of consecutive stretches; each stretch's packets begin at the given index."""
        if len(parts) == 1 and not first_packet[0]:
            return parts[0]
        # Without "out" numpy would turn the fields into the machine's own byte order.
        header = np.empty(sum(map(len, parts)), parts[0].header.dtype)
        np.concatenate([part.header for part in parts], out=header)
        first_row = np.cumsum([0, *(len(part) for part in parts)])
        place = np.concatenate([part.place for part in parts])
        for at, row, stop in zip(first_packet, first_row, first_row[1:], strict=False):
            place["packet"][row:stop] += np.uint32(at)
        tails = [part.tails for part in parts if part.tails is not None]
        return LayerRows(
            spec=parts[0].spec,
            header=header,
            place=place,
            cut_row=np.concatenate([part.cut_row + at for part, at in zip(parts, first_row, strict=False)]),
            cut_bytes=np.concatenate([part.cut_bytes for part in parts]),
            tails=Tails.join(tails) if len(tails) == len(parts) else None,
        )
