"""The compiled walk's arrays: kept, grown, and cut into rows. The walk itself is in kernel/_layers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from pcapflow.kernel import _layers as kernel
from pcapflow.layers._growing import Growing, grown_capacity
from pcapflow.layers._interfaces import Interfaces
from pcapflow.layers._layer import Problem
from pcapflow.layers._program import layer_programs
from pcapflow.layers._tables import LINKTYPE, NOT_KNOWN, Found, Tables
from pcapflow.table import PLACE, LayerRows

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from pcapflow.files import Records

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
        self._linktypes = tables.keys[LINKTYPE]
        numbers = None if wanted is None else {spec.number for spec in self._specs[1:] if spec.name in wanted}
        self._shelves = kernel.Shelves(_program_of(tables), numbers)
        self._arrays: dict[int, tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]] = {}
        self._problem, self._problem_layer = Growing(np.uint8), Growing(np.int16)
        self._cuts: list[npt.NDArray[np.void]] = []
        self._interfaces = Interfaces()
        self._first_layer: npt.NDArray[np.int16] = np.empty(0, np.int16)
        self._before: tuple[int, Sequence[int]] = 0, ()
        """Packets, and rows by number of the layer, before the window that was walked last."""

    def update(self, records: Records, share: float = 0.0) -> None:
        """Walk every packet of a window; ``share`` as `grown_capacity` has it."""
        n, base = len(records), self._problem.n
        self._before = base, self._shelves.counts()
        if records.interfaces is not self._interfaces.all:
            n_known = self._interfaces.know(records.interfaces)
            new = self._first_layers(self._interfaces.linktype[n_known:])
            self._first_layer = np.concatenate([self._first_layer[:n_known], new])
        problem = self._problem.room(n, share)
        problem_layer = self._problem_layer.room(n, share)
        # The numpy way to find records gives columns of one array.
        start, captured, wire = map(np.ascontiguousarray, (records.start, records.captured, records.wire))
        interface = np.ascontiguousarray(records.interface)
        first = 0
        while True:
            cut = np.empty((n - first) * CUT.itemsize, np.uint8)
            first, full, n_cut = kernel.walk(
                self._shelves,
                records.window,
                start,
                captured,
                wire,
                interface,
                self._first_layer,
                self._interfaces.fcs_bytes,
                problem,
                problem_layer,
                cut,
                first,
                base,
            )
            if n_cut:
                self._cuts.append(cut[: n_cut * CUT.itemsize].view(CUT).copy())
            if not full:
                return
            # Where the end is known, a layer has room for a row of every packet: what is not written to costs nothing.
            self._grow(full, share, int((base + n) / share * 1.02) if share else n)

    def place(self, name: str) -> tuple[npt.NDArray[np.void], int]:
        """PLACE[K] of a layer's rows in the window that was walked last, and the index of its first packet."""
        number = next(spec.number for spec in self._specs if spec.name == name)
        first_packet, n_rows = self._before
        if number not in self._arrays:
            return np.empty(0, PLACE), first_packet
        # Not a copy: most of these rows are only looked over.
        rows = slice(n_rows[number] * PLACE.itemsize, self._shelves.counts()[number] * PLACE.itemsize)
        return self._arrays[number][1][rows].view(PLACE), first_packet

    @property
    def n_bytes(self) -> int:
        """Bytes of all that was found since the last time."""
        rows = sum(
            n * (self._specs[number].dtype.itemsize + PLACE.itemsize)
            for number, n in enumerate(self._shelves.counts())
            if n
        )
        return rows + self._problem.n_bytes + self._problem_layer.n_bytes + sum(cuts.nbytes for cuts in self._cuts)

    def take(self) -> Found:
        """What was found since the last time; packets count on over the windows."""
        counts = self._shelves.counts()
        cuts = self._take_cuts()
        rows: dict[str, LayerRows] = {}
        for number in sorted(self._arrays):
            n = counts[number]
            if not n:
                continue
            spec = self._specs[number]
            header, place = self._arrays[number]
            cut_row, cut_bytes = cuts.get(number, (_NONE, _NONE))
            rows[spec.name] = LayerRows(
                spec,
                # In a quarter of the time that a view takes.
                np.ndarray(n, spec.dtype, header),
                np.ndarray(n, PLACE, place),
                cut_row,
                cut_bytes,
            )
            self._put(number, n + n // 4 + kernel.SLACK_ROWS)
        return Found(rows, self._problem.take(), self._problem_layer.take())  # type: ignore[arg-type]  # as made

    def _take_cuts(self) -> dict[int, tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]]:
        """By layer, the rows whose header is cut, ascending, and the bytes that are there."""
        if not self._cuts:
            return {}
        cuts = np.concatenate(self._cuts)
        self._cuts = []
        found = {}
        for number in np.flatnonzero(np.bincount(cuts["layer"])).tolist():
            mine = cuts[cuts["layer"] == number]
            mine = mine[np.argsort(mine["row"])]
            found[number] = mine["row"].astype(np.int64), mine["n_bytes"].astype(np.int64)
        return found

    def _grow(self, number: int, share: float, least: int) -> None:
        """Give a full layer more room, and its rows with it."""
        header, place = self._arrays.get(number, (_NO_BYTES, _NO_BYTES))
        n = self._shelves.counts()[number]
        # Of the room, not of the rows: a packet that has many was taken back.
        capacity = grown_capacity(len(place) // PLACE.itemsize, share, least=least)
        self._put(number, capacity + kernel.SLACK_ROWS, n)
        larger_header, larger_place = self._arrays[number]
        n_header_bytes, n_place_bytes = n * self._specs[number].dtype.itemsize, n * PLACE.itemsize
        larger_header[:n_header_bytes] = header[:n_header_bytes]
        larger_place[:n_place_bytes] = place[:n_place_bytes]

    def _put(self, number: int, capacity: int, n: int = 0) -> None:
        header = np.empty(capacity * self._specs[number].dtype.itemsize + kernel.SLACK_BYTES, np.uint8)
        place = np.empty(capacity * PLACE.itemsize, np.uint8)
        self._arrays[number] = header, place
        self._shelves.put(number, header, place, n)

    def _first_layers(self, linktypes: npt.NDArray[np.int32]) -> npt.NDArray[np.int16]:
        """The layer of each link type, or what else the table says."""
        return np.array([self._linktypes.get(linktype, NOT_KNOWN) for linktype in linktypes.tolist()], np.int16)


_NONE = np.empty(0, np.int64)
_NO_BYTES = np.empty(0, np.uint8)


def _program_of(tables: Tables) -> kernel.Program:
    program = tables.cache.get("program")
    if program is None:
        program = kernel.Program(layer_programs(tables), _PROBLEMS)
        tables.cache["program"] = program
    return program  # type: ignore[return-value]  # the key is ours
