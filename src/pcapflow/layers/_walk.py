"""The compiled walk's arrays: kept, grown, and cut into rows. The walk itself is in kernel/_layers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from pcapflow.kernel import _layers as kernel
from pcapflow.layers._growing import Growing, grown_capacity
from pcapflow.layers._layer import Problem
from pcapflow.layers._program import layer_programs
from pcapflow.layers._tables import LINKTYPE, Found, Tables
from pcapflow.table import PLACE, LayerRows

if TYPE_CHECKING:
    from collections.abc import Collection

    from pcapflow.files import Interface, Records

__all__ = ("CompiledWalk",)

CUT = np.dtype([("row", np.uint32), ("layer", np.uint16), ("n_bytes", np.uint16)])
"""A header that is cut: its row in the layer, and the bytes that are there."""

_PROBLEMS = tuple(
    int(problem)
    for problem in (
        Problem.CUT_BY_CAPTURE,
        Problem.CUT_BY_LENGTH,
        Problem.IMPOSSIBLE_LENGTH,
        Problem.TOO_DEEP,
        Problem.UNKNOWN_NEXT,
    )
)


class CompiledWalk:
    """Walks windows of records, and gives what was found in all since it was last asked."""

    def __init__(self, tables: Tables, wanted: Collection[str] | None) -> None:
        """``wanted``: names of the layers whose rows are kept; None is all."""
        self._specs = tables.schema.layers
        self._linktypes = tables.spaces[LINKTYPE]
        numbers = None if wanted is None else {spec.number for spec in self._specs[1:] if spec.name in wanted}
        self._shelves = kernel.Shelves(_program_of(tables), numbers)
        self._arrays: dict[int, tuple[npt.NDArray[np.uint8], npt.NDArray[np.void]]] = {}
        self._problem, self._problem_layer = Growing(np.uint8), Growing(np.int16)
        self._cuts: list[npt.NDArray[np.void]] = []
        self._interfaces: tuple[Interface, ...] | None = None

    def update(self, records: Records, share: float = 0.0) -> None:
        """Walk every packet of a window; ``share`` as `grown_capacity` has it."""
        n, base = len(records), self._problem.n
        if records.interfaces is not self._interfaces:
            self._interfaces = records.interfaces
            self._first_layer = self._first_layers()
            self._fcs_bytes = np.array([interface.fcs_bytes for interface in records.interfaces], np.int64)
        problem = self._problem.room(n, share)
        problem_layer = self._problem_layer.room(n, share)
        first = 0
        while True:
            cut = np.empty(n - first, CUT)
            first, full, n_cut = kernel.walk(
                self._shelves,
                records.window,
                records.start,
                records.captured,
                records.wire,
                records.interface,
                self._first_layer,
                self._fcs_bytes,
                problem,
                problem_layer,
                cut,
                first,
                base,
            )
            if n_cut:
                self._cuts.append(cut[:n_cut].copy())
            if not full:
                return
            self._grow(full, share)

    def take(self) -> Found:
        """What was found since the last time; packets count on over the windows."""
        counts = self._shelves.counts()
        cuts = np.concatenate(self._cuts) if self._cuts else None
        rows: dict[str, LayerRows] = {}
        for number in sorted(self._arrays):
            n = counts[number]
            if not n:
                continue
            spec = self._specs[number]
            header, place = self._arrays[number]
            cut_row = cut_bytes = _NONE
            if cuts is not None:
                mine = cuts[cuts["layer"] == number]
                mine = mine[np.argsort(mine["row"], kind="stable")]
                cut_row, cut_bytes = mine["row"].astype(np.int64), mine["n_bytes"].astype(np.int64)
            size = spec.dtype.itemsize
            rows[spec.name] = LayerRows(spec, header[: n * size].view(spec.dtype), place[:n], cut_row, cut_bytes)
            self._put(number, n + n // 4 + kernel.SLACK_ROWS)
        self._cuts = []
        return Found(rows, self._problem.take(), self._problem_layer.take())  # type: ignore[arg-type]  # as made

    def _grow(self, number: int, share: float) -> None:
        """Give a full layer more room, and its rows with it."""
        header, place = self._arrays.get(number, (None, None))
        n = 0 if place is None else self._shelves.counts()[number]
        self._put(number, grown_capacity(n, share), n)
        if header is not None and place is not None:
            larger_header, larger_place = self._arrays[number]
            n_bytes = n * self._specs[number].dtype.itemsize
            larger_header[:n_bytes] = header[:n_bytes]
            larger_place[:n] = place[:n]

    def _put(self, number: int, capacity: int, n: int = 0) -> None:
        size = self._specs[number].dtype.itemsize
        arrays = np.empty(capacity * size + kernel.SLACK_BYTES, np.uint8), np.empty(capacity, PLACE)
        self._arrays[number] = arrays
        self._shelves.put(number, *arrays, n)

    def _first_layers(self) -> npt.NDArray[np.int16]:
        """The layer of each interface's link type; 0 where none is known."""
        linktypes = np.array([interface.linktype for interface in self._interfaces or ()], np.int64)
        known = (linktypes >= 0) & (linktypes < len(self._linktypes))
        return np.where(known, self._linktypes[np.where(known, linktypes, 0)], 0).clip(0).astype(np.int16)


_NONE = np.empty(0, np.int64)


def _program_of(tables: Tables) -> kernel.Program:
    program = tables.cache.get("program")
    if program is None:
        program = kernel.Program(layer_programs(tables), _PROBLEMS)
        tables.cache["program"] = program
    return program  # type: ignore[return-value]  # the key is ours
