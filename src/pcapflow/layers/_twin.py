"""The numpy way through the layers' rules, a layer at a time: the twin of the compiled walk.

All packets are walked at once. A front of packets moves inwards, one header a
step; in each step the packets that stand at the same layer are taken together,
so that every rule is a few operations on arrays. This serves where nothing
compiled runs, and it explains the rules better than a loop would.

Every judgement about lengths is made here and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from pcapflow.files import SLACK_BYTES
from pcapflow.layers._layer import ALWAYS, LAST, PEEK, Problem
from pcapflow.layers._tables import END, LINKTYPE, NOT_KNOWN, PARTIAL, QUOTED, Found, Tables
from pcapflow.table import MAX_DEPTH, PLACE, LayerRows, places, taken

if TYPE_CHECKING:
    from collections.abc import Collection

    from pcapflow.files import Records
    from pcapflow.layers._layer import Key, Layer

__all__ = ("TwinWalk",)

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Headers = npt.NDArray[np.void]

DEMANDED = 4
"""The header must be there even where no byte is left."""
AFTER_NOTHING = 8
"""The layer before had no bytes: two of these never follow each other."""


@dataclass(frozen=True, slots=True, eq=False)
class _Front:
    """Packets that have a header to be read, and where."""

    packet: Ints
    layer: npt.NDArray[np.int16]
    start: Ints
    stop: Ints
    """Where the bytes end, by all claims so far, clipped to the wire."""
    depth: npt.NDArray[np.uint8]
    flags: npt.NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.packet)

    def has(self, flag: int) -> Flags:
        return (self.flags & np.uint8(flag)).astype(bool)

    def where(self, which: Flags) -> _Front:
        """The packets under a mask; this very front where it is true for all, which is the usual case."""
        return self if which.all() else self.take(np.flatnonzero(which))

    def take(self, index: Ints) -> _Front:
        return _Front(*(getattr(self, name)[index] for name in self.__slots__))

    def by_layer(self) -> list[tuple[int, _Front]]:
        """Each layer at which packets stand, and those packets."""
        if (self.layer == self.layer[0]).all():
            return [(int(self.layer[0]), self)]
        # Not np.unique, whose first call imports numpy.ma: a twentieth of what a short command takes.
        numbers = np.flatnonzero(np.bincount(self.layer)).tolist()
        return [(number, self.where(self.layer == number)) for number in numbers]

    @staticmethod
    def join(fronts: list[_Front]) -> _Front:
        if len(fronts) == 1:
            return fronts[0]
        return _Front(*(np.concatenate([getattr(front, name) for front in fronts]) for name in _Front.__slots__))


class _Window:
    """The bytes that are walked, and what was found in them."""

    def __init__(self, records: Records, tables: Tables) -> None:
        self.tables = tables
        # Behind the last packet there are 64 bytes to be read; a header may have more.
        spare = max(layer.dtype.itemsize for layer in tables.layers) - SLACK_BYTES
        self.bytes = np.concatenate([records.window, np.zeros(spare, np.uint8)]) if spare > 0 else records.window
        self.at = records.start
        fcs = np.array([interface.fcs_bytes for interface in records.interfaces] or [0], np.int64)[records.interface]
        self.wire = np.maximum(records.wire - fcs, 0)
        # A frame check sequence stands at the end of the wire's bytes; a capture that is cut before it has none.
        self.captured = np.where(fcs > 0, np.minimum(records.captured, self.wire), records.captured)
        # Some files claim fewer bytes on the wire than they hold: what is there is there.
        self.wire = np.maximum(self.wire, self.captured)
        self.problem = np.zeros(len(records), np.uint8)
        self.problem_layer = np.zeros(len(records), np.int16)
        self.parts: dict[str, list[LayerRows]] = {}
        """By layer, what each step found."""
        self.rows: dict[str, LayerRows] = {}
        """By layer, what was found in all, in order."""

    @property
    def n_bytes(self) -> int:
        """Bytes of what was found, and of what was noted of the packets meanwhile."""
        arrays = [self.at, self.wire, self.captured, self.problem, self.problem_layer]
        for rows in self.rows.values():
            arrays += rows.header, rows.place, rows.cut_row, rows.cut_bytes
        return sum(array.nbytes for array in arrays)

    def blame(self, packet: Ints, problem: Problem, number: int) -> None:
        """Note a problem of packets, unless an outer layer had one."""
        if len(packet):
            packet = packet[self.problem[packet] == 0]
            self.problem[packet] = problem
            self.problem_layer[packet] = number

    def blame_cut(self, front: _Front, needed: Ints, number: int) -> None:
        """Tell apart why bytes up to ``needed`` are not there; a part of a packet may end anywhere."""
        by_length = needed > front.stop
        self.blame(front.packet[~by_length], Problem.CUT_BY_CAPTURE, number)
        self.blame(front.packet[by_length & ~front.has(PARTIAL)], Problem.CUT_BY_LENGTH, number)

    def headers(self, front: _Front, dtype: np.dtype[np.void]) -> Headers:
        """Copies of the headers; the window's slack lets every read be a whole one."""
        n_places = len(self.bytes) - dtype.itemsize + 1
        # Without fields: numpy copies bare bytes five times as fast.
        places: Headers = np.ndarray(n_places, f"V{dtype.itemsize}", self.bytes, strides=(1,))
        # A header that begins beyond the window is one that is wholly cut: its bytes are zeroed afterwards.
        copies: Headers = places[np.minimum(self.at[front.packet] + front.start, n_places - 1)].view(dtype)
        return copies


class TwinWalk:
    """Walks windows of records, and gives what was found in all since it was last asked."""

    def __init__(self, tables: Tables, wanted: Collection[str] | None) -> None:
        """``wanted``: names of the layers whose rows are kept; None is all."""
        self._tables = tables
        self._wanted = wanted
        self._windows: list[_Window] = []
        self.n_bytes = 0
        """Bytes of all that was found since the last time."""

    def update(self, records: Records, share: float = 0.0) -> None:  # noqa: ARG002  # joined at the end
        """Walk every packet of a window."""
        window = _Window(records, self._tables)
        front = _first_front(records, window)
        while len(front):
            front = _Front.join([_step(window, part, number, self._wanted) for number, part in front.by_layer()])
        window.rows = {name: _in_order(parts) for name, parts in window.parts.items()}
        self._windows.append(window)
        self.n_bytes += window.n_bytes

    def place(self, name: str) -> tuple[npt.NDArray[np.void], int]:
        """PLACE[K] of a layer's rows in the window that was walked last, and the index of its first packet: 0."""
        rows = self._windows[-1].rows.get(name)
        return (np.empty(0, PLACE) if rows is None else rows.place), 0

    def take(self) -> Found:
        """What was found since the last time; packets count on over the windows."""
        windows, self._windows = self._windows, []
        self.n_bytes = 0
        first_packet = np.cumsum([0, *(len(window.problem) for window in windows)]).tolist()
        rows: dict[str, LayerRows] = {}
        for spec in self._tables.schema.layers:
            parts = [
                (window.rows[spec.name], at)
                for window, at in zip(windows, first_packet, strict=False)
                if spec.name in window.rows and len(window.rows[spec.name])
            ]
            if parts:
                rows[spec.name] = LayerRows.join([part for part, _ in parts], [at for _, at in parts])
        return Found(
            rows,
            np.concatenate([np.empty(0, np.uint8), *(window.problem for window in windows)]),
            np.concatenate([np.empty(0, np.int16), *(window.problem_layer for window in windows)]),
        )


def _first_front(records: Records, window: _Window) -> _Front:
    space = window.tables.spaces[LINKTYPE]
    linktypes = [interface.linktype for interface in records.interfaces]
    known = [int(space[linktype]) if 0 <= linktype < len(space) else NOT_KNOWN for linktype in linktypes]
    layer = np.array(known or [NOT_KNOWN], np.int16)[records.interface]
    window.blame(np.flatnonzero((layer == NOT_KNOWN) & (window.wire > 0)), Problem.UNKNOWN_NEXT, 0)
    packet = np.flatnonzero(layer > 0)
    none = np.zeros(len(packet), np.uint8)
    # A link type demands its header: a packet of no bytes is one whose header is cut.
    return _Front(packet, layer[packet], none.astype(np.int64), window.wire[packet], none, none | np.uint8(DEMANDED))


def _step(window: _Window, front: _Front, number: int, wanted: Collection[str] | None) -> _Front:
    """Read one header of each packet of a front that stands at one layer; give the front that follows."""
    layer = window.tables.layers[number - 1]
    size = layer.dtype.itemsize
    if not size:
        front = front.where(~front.has(AFTER_NOTHING) & (front.stop - front.start >= layer.least_bytes))
        return _next(window, front, number, np.zeros(len(front), layer.dtype), front.start)
    front = front.where((front.start < front.stop) | front.has(DEMANDED))
    deep = front.depth >= MAX_DEPTH
    window.blame(front.packet[deep], Problem.TOO_DEEP, number)
    front = front.where(~deep)
    there = np.minimum(front.stop, window.captured[front.packet]) - front.start
    header = window.headers(front, layer.dtype)
    whole = there >= size
    cut = np.flatnonzero(~whole)
    if len(cut):
        there[cut] = np.maximum(there[cut], 0)
        raw = header.view(np.uint8).reshape(-1, size)
        raw[cut] *= np.arange(size) < there[cut][:, None]
        window.blame_cut(front.take(cut), front.start[cut] + size, number)
    body, stop, whole = _claims(window, front, number, header, whole)
    if wanted is None or layer.name in wanted:
        body[cut] = front.start[cut] + there[cut]
        stop[cut] = front.stop[cut]
        spec = window.tables.schema.layers[number]
        place = places(
            packet=front.packet, start=front.start, body=body, stop=stop, depth=front.depth, quoted=front.has(QUOTED)
        )
        rows = LayerRows(spec, header, place, cut, there[cut])
        window.parts.setdefault(spec.name, []).append(rows)
    flags = _inherited(layer, front, header)
    for condition in layer.goes_on:
        value = header[condition.of].astype(np.int64) & condition.mask
        goes_on = np.logical_or.reduce([value == good for good in condition.values])
        window.blame(front.packet[whole & ~goes_on], condition.otherwise, number)
        whole &= goes_on
    onwards = _Front(front.packet, front.layer, front.start, stop, front.depth, flags)
    if whole.all():
        return _next(window, onwards, number, header, body)
    return _next(window, onwards.where(whole), number, taken(header, whole), body[whole])


def _claims(window: _Window, front: _Front, number: int, header: Headers, whole: Flags) -> tuple[Ints, Ints, Flags]:
    """Judge the lengths that the headers claim.

    Returns:
        Where what the header carries begins and ends, and which packets can be followed further.
    """
    layer = window.tables.layers[number - 1]
    size = layer.dtype.itemsize
    stop = front.stop.copy()
    n_bytes: Ints | int = size
    if layer.header_bytes is not None:
        length = layer.header_bytes
        says_so = (header[length.of].astype(np.int64) & length.mask) >> length.shift
        n_bytes = window.tables.header_bytes[layer.name][says_so]
        impossible = whole & (n_bytes < size)
        window.blame(front.packet[impossible], Problem.IMPOSSIBLE_LENGTH, number)
        whole = whole & ~impossible
        n_bytes = np.maximum(n_bytes, size)
    body = front.start + n_bytes
    if layer.total_bytes is not None:
        rule = layer.total_bytes
        claimed = header[rule.of].astype(np.int64)
        says = whole & (claimed < rule.below)
        if rule.zero_is_open:
            says &= claimed != 0
        claimed += rule.add
        impossible = says & (claimed < n_bytes)
        says &= ~impossible
        beyond = says & (front.start + claimed > front.stop) & ~front.has(PARTIAL)
        window.blame(front.packet[impossible | beyond], Problem.IMPOSSIBLE_LENGTH, number)
        whole = whole & ~impossible
        np.minimum(stop, front.start + claimed, out=stop, where=says)
    if layer.header_bytes is not None or layer.total_bytes is not None:
        cut = whole & (body > np.minimum(stop, window.captured[front.packet]))
        if cut.any():
            window.blame_cut(
                _Front(front.packet, front.layer, front.start, stop, front.depth, front.flags).where(cut),
                body[cut],
                number,
            )
            whole = whole & ~cut
    return body, stop, whole


def _inherited(layer: Layer, front: _Front, header: Headers) -> npt.NDArray[np.uint8]:
    """The front's flags, and what this layer says of all that it carries."""
    flags = front.flags
    for rule in layer.partial:
        flag = np.uint8(PARTIAL | QUOTED if rule.kind == "quote" else PARTIAL)
        if rule.of == ALWAYS:
            flags = flags | flag
        else:
            flags = np.where(header[rule.of].astype(np.int64) & rule.mask != 0, flags | flag, flags)
    return flags


def _next(window: _Window, front: _Front, number: int, header: Headers, body: Ints) -> _Front:
    """Look up which layer follows, by the first key that leads somewhere."""
    layer = window.tables.layers[number - 1]
    follows = np.full(len(header), NOT_KNOWN, np.int16)
    demanded = np.zeros(len(header), bool)
    for key in layer.next_key:
        found = window.tables.spaces[key.space][_key_values(window, front, header, body, key)]
        better = (follows == NOT_KNOWN) & (found != NOT_KNOWN)
        np.copyto(follows, found, where=better)
        if key.demands:
            demanded |= better
    if layer.next_key:
        lost = (follows == NOT_KNOWN) & (body < front.stop)
        if lost.any():
            peeks = any(key.of == PEEK for key in layer.next_key)
            cut = lost & (body >= window.captured[front.packet]) & peeks
            window.blame(front.packet[cut], Problem.CUT_BY_CAPTURE, number)
            window.blame(front.packet[lost & ~cut], Problem.UNKNOWN_NEXT, number)
    bare = not layer.dtype.itemsize
    flags = front.flags & np.uint8(PARTIAL | QUOTED) | np.where(demanded, np.uint8(DEMANDED), np.uint8(0))
    if bare:
        flags |= np.uint8(AFTER_NOTHING)
    depth = front.depth + np.uint8(not bare)
    return _Front(front.packet, follows, body, front.stop, depth, flags).where(
        (follows != NOT_KNOWN) & (follows != END)
    )


def _key_values(window: _Window, front: _Front, header: Headers, body: Ints, key: Key) -> Ints:
    if key.of == PEEK:
        # Behind the captured bytes there is nothing to peek at; index 0 of a key space of bytes leads nowhere.
        at = np.minimum(window.at[front.packet] + body, len(window.bytes) - 1)
        values = np.where(body < window.captured[front.packet], window.bytes[at], 0).astype(np.int64)
    elif key.of == LAST:
        values = window.bytes[window.at[front.packet] + body - 1].astype(np.int64)
    elif isinstance(key.of, int):
        values = np.full(len(header), key.of, np.int64)
    else:
        values = header[key.of].astype(np.int64)
        if key.beside:
            choose = np.maximum if key.higher else np.minimum
            values = choose(values, header[key.beside].astype(np.int64))
    keys: Ints = (values & key.mask) >> key.shift
    return keys


def _in_order(parts: list[LayerRows]) -> LayerRows:
    """One layer's rows of all steps, by packet and depth."""
    rows = LayerRows.join(parts, [0] * len(parts))
    at = rows.at
    if (at[1:] > at[:-1]).all():
        return rows
    return rows.reordered(np.argsort(at, kind="stable"))
