"""A window of records through the layers' rules into a PacketTable: the numpy way, a layer at a time.

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

from pcapflow.layers._layer import ALWAYS, PEEK, Problem
from pcapflow.layers._tables import END, LINKTYPE, NOT_KNOWN, Tables
from pcapflow.table import MAX_DEPTH, LayerRows, PacketTable

if TYPE_CHECKING:
    from collections.abc import Collection

    from pcapflow.files import Interface, Records

__all__ = ("Cursor", "decode")

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(slots=True)
class Cursor:
    """What a stretch of packets must know of those before it."""

    n_packets: int = 0
    first_ns: int | None = None
    previous_ns: int = 0


@dataclass(slots=True)
class _Front:
    """Packets that have a header to be read, and where."""

    packet: Ints
    layer: npt.NDArray[np.int16]
    start: Ints
    stop: Ints
    """Where the bytes end, by all claims so far, clipped to the wire."""
    depth: Ints
    partial: Flags
    """Whether a fragment or a quote is looked at: claims of more than there is are no problem."""
    quoted: Flags
    demanded: Flags
    """Whether the header must be there even where no byte is left."""
    after_nothing: Flags
    """Whether the layer before had no bytes: two of these never follow each other."""

    def take(self, which: Ints | Flags) -> _Front:
        return _Front(*(getattr(self, name)[which] for name in self.__slots__))


class _Window:
    """The bytes that are walked, and what was found in them."""

    def __init__(self, records: Records, tables: Tables) -> None:
        self.tables = tables
        self.bytes = records.window
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

    def blame(self, packet: Ints, problem: Problem, number: int) -> None:
        """Note a problem of packets, unless an outer layer had one."""
        packet = packet[self.problem[packet] == 0]
        self.problem[packet] = problem
        self.problem_layer[packet] = number

    def headers(self, packet: Ints, start: Ints, dtype: np.dtype[np.void]) -> npt.NDArray[np.void]:
        """Copies of the headers; the window's slack lets every read be a whole one."""
        n_places = len(self.bytes) - dtype.itemsize + 1
        places = np.ndarray(n_places, dtype, self.bytes, strides=(1,))
        # A header that begins beyond the window is one that is wholly cut: its bytes are zeroed afterwards.
        return places[np.minimum(self.at[packet] + start, n_places - 1)]


def decode(
    records: Records, tables: Tables, cursor: Cursor, *, label: str = "", wanted: Collection[str] | None = None
) -> PacketTable:
    """Walk every packet of a window.

    Args:
        records: The packets; the table lends their window on.
        tables: The layers.
        cursor: Where the capture stands; moved on.
        label: The capture's name.
        wanted: Names of the layers whose rows are kept; None is all.
    """
    window = _Window(records, tables)
    front = _first_front(records, window)
    while len(front.packet):
        # Not np.unique, whose first call imports numpy.ma: a twentieth of what a short command takes.
        numbers = np.flatnonzero(np.bincount(front.layer)).tolist()
        following = [_step(window, front.take(front.layer == number), number, wanted) for number in numbers]
        front = _Front(*(np.concatenate([getattr(part, name) for part in following]) for name in _Front.__slots__))
    return _table(records, window, cursor, label)


def _first_front(records: Records, window: _Window) -> _Front:
    linktypes = np.array([interface.linktype for interface in records.interfaces] or [0], np.int64)[records.interface]
    space = window.tables.spaces[LINKTYPE]
    layer = np.where((linktypes >= 0) & (linktypes < len(space)), space[linktypes.clip(0, len(space) - 1)], NOT_KNOWN)
    packet = np.flatnonzero(layer > 0)
    window.blame(np.flatnonzero((layer == NOT_KNOWN) & (window.wire > 0)), Problem.UNKNOWN_NEXT, 0)
    none = np.zeros(len(packet), bool)
    zeros = np.zeros(len(packet), np.int64)
    # A link type demands its header: a packet of no bytes is one whose header is cut.
    return _Front(packet, layer[packet].astype(np.int16), zeros, window.wire[packet], zeros, none, none, ~none, none)


def _step(window: _Window, front: _Front, number: int, wanted: Collection[str] | None) -> _Front:
    """Read one header of each packet of a front that stands at one layer; give the front that follows."""
    layer = window.tables.layers[number - 1]
    if not layer.dtype.itemsize:
        header = np.zeros(len(front.packet), layer.dtype)
        return _next(
            window,
            front.take(~front.after_nothing),
            number,
            header[~front.after_nothing],
            front.start[~front.after_nothing],
        )
    front = front.take((front.start < front.stop) | front.demanded)
    deep = front.depth >= MAX_DEPTH
    if deep.any():
        window.blame(front.packet[deep], Problem.TOO_DEEP, number)
        front = front.take(~deep)
    size = layer.dtype.itemsize
    there = (np.minimum(front.stop, window.captured[front.packet]) - front.start).clip(0, size)
    header = window.headers(front.packet, front.start, layer.dtype)
    cut = np.flatnonzero(there < size)
    if len(cut):
        raw = header.view(np.uint8).reshape(-1, size)
        raw[cut] *= np.arange(size) < there[cut][:, None]
        _blame_cut(window, front.take(cut), front.start[cut] + size, number)
    body, stop, partial, whole = _claims(window, front, number, header, there == size)
    if wanted is None or layer.name in wanted:
        body[cut] = front.start[cut] + there[cut]
        stop[cut] = front.stop[cut]
        _keep(window, front, number, header, body, stop, there)
    quoted = front.quoted.copy()
    front = _Front(
        front.packet, front.layer, front.start, stop, front.depth, partial, quoted, front.demanded, front.after_nothing
    )
    for rule in layer.partial:
        marked = whole if rule.of == ALWAYS else whole & ((header[rule.of].astype(np.int64) & rule.mask) != 0)
        front.partial |= marked
        if rule.kind == "quote":
            front.quoted |= marked
    for condition in layer.goes_on:
        goes_on = np.isin(header[condition.of].astype(np.int64) & condition.mask, condition.values)
        window.blame(front.packet[whole & ~goes_on], condition.otherwise, number)
        whole &= goes_on
    return _next(window, front.take(whole), number, header[whole], body[whole])


def _blame_cut(window: _Window, front: _Front, needed: Ints, number: int) -> None:
    """Tell apart why bytes up to ``needed`` are not there; a part of a packet may end anywhere."""
    by_length = needed > front.stop
    window.blame(front.packet[~by_length], Problem.CUT_BY_CAPTURE, number)
    window.blame(front.packet[by_length & ~front.partial], Problem.CUT_BY_LENGTH, number)


def _claims(
    window: _Window, front: _Front, number: int, header: npt.NDArray[np.void], whole: Flags
) -> tuple[Ints, Ints, Flags, Flags]:
    """Judge the lengths that the headers claim.

    Returns:
        Where what the header carries begins and ends, whether it is a part,
        and which packets can be followed further.
    """
    layer = window.tables.layers[number - 1]
    size = layer.dtype.itemsize
    whole = whole.copy()
    n_bytes = np.full(len(header), size, np.int64)
    if layer.header_bytes is not None:
        n_bytes = window.tables.header_bytes[layer.name][header[layer.header_bytes.of]]
        impossible = whole & (n_bytes < size)
        window.blame(front.packet[impossible], Problem.IMPOSSIBLE_LENGTH, number)
        whole &= ~impossible
        n_bytes = np.maximum(n_bytes, size)
    body = front.start + n_bytes
    stop = front.stop.copy()
    if layer.total_bytes is not None:
        rule = layer.total_bytes
        claimed = header[rule.of].astype(np.int64)
        says = whole & (claimed < rule.below)
        if rule.zero_is_open:
            says &= claimed != 0
        claimed += rule.add
        impossible = says & (claimed < n_bytes)
        beyond = says & ~impossible & (front.start + claimed > front.stop) & ~front.partial
        window.blame(front.packet[impossible | beyond], Problem.IMPOSSIBLE_LENGTH, number)
        whole &= ~impossible
        says &= ~impossible
        stop[says] = np.minimum(stop[says], (front.start + claimed)[says])
    cut = whole & (body > np.minimum(stop, window.captured[front.packet]))
    if cut.any():
        _blame_cut(window, front.take(cut), body[cut], number)
        whole &= ~cut
    return body, stop, front.partial.copy(), whole


def _next(window: _Window, front: _Front, number: int, header: npt.NDArray[np.void], body: Ints) -> _Front:
    """Look up which layer follows, by the first key that leads somewhere."""
    layer = window.tables.layers[number - 1]
    follows = np.full(len(header), NOT_KNOWN, np.int16)
    demanded = np.zeros(len(header), bool)
    for key in layer.next_key:
        space = window.tables.spaces[key.space]
        if key.of == PEEK:
            # Behind the captured bytes there is nothing to peek at; index 0 of a key space of bytes leads nowhere.
            at = np.minimum(window.at[front.packet] + body, len(window.bytes) - 1)
            values = np.where(body < window.captured[front.packet], window.bytes[at], 0).astype(np.int64)
        elif isinstance(key.of, int):
            values = np.full(len(header), key.of, np.int64)
        else:
            values = header[key.of].astype(np.int64)
        found = space[(values & key.mask) >> key.shift]
        better = (follows == NOT_KNOWN) & (found != NOT_KNOWN)
        follows[better] = found[better]
        demanded[better] = key.demands
    if layer.next_key:
        lost = (follows == NOT_KNOWN) & (body < front.stop)
        cut = lost & (body >= window.captured[front.packet]) & any(key.of == PEEK for key in layer.next_key)
        window.blame(front.packet[cut], Problem.CUT_BY_CAPTURE, number)
        window.blame(front.packet[lost & ~cut], Problem.UNKNOWN_NEXT, number)
    on = (follows != NOT_KNOWN) & (follows != END)
    bare = not layer.dtype.itemsize
    return _Front(
        packet=front.packet[on],
        layer=follows[on],
        start=body[on],
        stop=front.stop[on],
        depth=front.depth[on] + (not bare),
        partial=front.partial[on],
        quoted=front.quoted[on],
        demanded=demanded[on],
        after_nothing=np.full(int(on.sum()), bare),
    )


def _keep(
    window: _Window, front: _Front, number: int, header: npt.NDArray[np.void], body: Ints, stop: Ints, there: Ints
) -> None:
    spec = window.tables.schema.layers[number]
    cut = np.flatnonzero(there < spec.dtype.itemsize)
    rows = LayerRows(
        spec, header, front.packet, front.start, body, stop, front.depth.astype(np.uint8), front.quoted, cut, there[cut]
    )
    window.parts.setdefault(spec.name, []).append(rows)


def _in_order(parts: list[LayerRows]) -> LayerRows:
    """One layer's rows of all steps, by packet and depth."""
    rows = LayerRows.join(parts, [0] * len(parts))
    place = rows.packet * MAX_DEPTH + rows.depth
    if (np.diff(place) > 0).all():
        return rows
    sort = np.argsort(place, kind="stable")
    back = np.empty_like(sort)
    back[sort] = np.arange(len(sort))
    cut = back[rows.cut_row]
    by_row = np.argsort(cut)
    return LayerRows(
        rows.spec,
        rows.header[sort],
        rows.packet[sort],
        rows.start[sort],
        rows.body[sort],
        rows.stop[sort],
        rows.depth[sort],
        rows.quoted[sort],
        cut[by_row],
        rows.cut_bytes[by_row],
    )


def _table(records: Records, window: _Window, cursor: Cursor, label: str) -> PacketTable:
    n = len(records)
    first = cursor.n_packets + 1
    time = records.time_ns
    timed = np.flatnonzero(records.timed)
    relative, delta = np.zeros(n, np.int64), np.zeros(n, np.int64)
    if len(timed):
        times = time[timed]
        if cursor.first_ns is None:
            cursor.first_ns = cursor.previous_ns = int(times[0])
        relative[timed] = times - cursor.first_ns
        delta[timed] = np.diff(times, prepend=cursor.previous_ns)
        cursor.previous_ns = int(times[-1])
    cursor.n_packets += n
    interfaces: tuple[Interface, ...] = records.interfaces
    return PacketTable(
        schema=window.tables.schema,
        label=label,
        interfaces=interfaces,
        linktype=np.array([interface.linktype for interface in interfaces], np.int32),
        interface_id=np.array([-1 if one.number is None else one.number for one in interfaces], np.int32),
        number=np.arange(first, first + n, dtype=np.int64),
        time_ns=time,
        timed=records.timed,
        relative_ns=relative,
        delta_ns=delta,
        captured=records.captured,
        wire=records.wire,
        interface=records.interface,
        problem=window.problem,
        problem_layer=window.problem_layer,
        rows={name: _in_order(parts) for name, parts in window.parts.items()},
        window=records.window,
        packet_start=records.start,
        file_offset=records.start + records.window_offset,
    )
