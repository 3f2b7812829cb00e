"""Windows of records into PacketTables, by the compiled walk where there is one, else by its twin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pcapflow.kernel import is_compiled
from pcapflow.layers._growing import Growing
from pcapflow.layers._interfaces import Interfaces
from pcapflow.layers._layer import Problem
from pcapflow.table import FRAME, Notes, PacketTable, Since, Tails, tails_of

if TYPE_CHECKING:
    from collections.abc import Collection

    import numpy as np
    import numpy.typing as npt

    from pcapflow.files import Records
    from pcapflow.layers._tables import Found, Tables
    from pcapflow.layers._twin import TwinWalk
    from pcapflow.layers._walk import CompiledWalk

__all__ = ("Cursor", "Decoder", "decode")


@dataclass(slots=True)
class Cursor:
    """What a stretch of packets must know of those before it."""

    n_packets: int = 0
    first_ns: int | None = None
    previous_ns: int = 0

    def move(self, time_ns: npt.NDArray[np.int64], timed: npt.NDArray[np.bool_]) -> Since:
        """Move on over a stretch of packets; gives where it begins."""
        n_before, previous_ns = self.n_packets, self.previous_ns
        self.n_packets += len(time_ns)
        # A broadcast view is one value for all packets, which is the usual case.
        all_timed = bool(timed[0]) if len(timed) and timed.strides == (0,) else bool(timed.all())
        times = time_ns if all_timed else time_ns[timed]
        if len(times):
            if self.first_ns is None:
                self.first_ns = previous_ns = int(times[0])
            self.previous_ns = int(times[-1])
        return Since(n_before, self.first_ns or 0, previous_ns)


class Decoder:
    """Shown the windows of a capture in their order, it gives a table of each, or one that holds them all."""

    def __init__(
        self,
        tables: Tables,
        cursor: Cursor,
        *,
        label: str = "",
        wanted: Collection[str] | None = None,
        holds: bool = False,
        kept: Collection[str] | None = (),
    ) -> None:
        """Begin.

        Args:
            tables: The layers.
            cursor: Where the capture stands; moved on.
            label: The capture's name.
            wanted: Names of the layers whose rows are kept; None is all.
            holds: Whether a table is for all windows that were shown, and keeps none of their bytes. Else each
                window has a table of its own.
            kept: Names of the layers whose options can be asked for when the window is gone: their bytes are copied.
                `FRAME` stands for what the file says of packets. None is all.
        """
        self._tables = tables
        self._cursor = cursor
        self._label = label
        self._holds = holds
        self._lent: Records | None = None
        """The window that was shown, where a table is for one."""
        self._held: dict[str, Growing] = {}
        """What their records say of each packet, where it is for all."""
        self._interfaces = Interfaces()
        self._wanted = None if wanted is None else frozenset(wanted)
        self._walk = _walk_of(tables, wanted)
        self._options = [
            spec
            for spec in tables.schema.layers
            if spec.options is not None
            and (kept is None or spec.name in kept)
            and (wanted is None or spec.name in wanted)
        ]
        """The layers whose options are kept."""
        self._tails: dict[str, list[Tails]] = {}
        self._keeps_notes = kept is None or FRAME in kept
        self._notes: list[Notes] = []
        self._n_before: list[int] = []
        """How many packets were held before each of the notes."""
        self._n_beside = 0
        """Bytes of options and notes."""

    def update(self, records: Records, share: float = 0.0) -> None:
        """Walk every packet of a window; ``share`` is how much of the whole it ends, as in `grown_capacity`."""
        self._walk.update(records, share)
        if records.interfaces is not self._interfaces.all:
            self._interfaces.know(records.interfaces)
        for spec in self._options:
            place, first_packet = self._walk.place(spec.name)
            if len(place):
                tails = tails_of(
                    spec, place, records.captured, records.window, records.start, first_packet=first_packet
                )
                self._tails.setdefault(spec.name, []).append(tails)
                self._n_beside += sum(array.nbytes for array in tails)
        if not self._holds:
            self._lent = records
            return
        if self._keeps_notes:
            self._n_before.append(self._held["wire"].n if self._held else 0)
            notes = self._notes_on(records)
            self._notes.append(notes)
            self._n_beside += sum(len(packet) for packet, _ in notes.found.values()) * NOTE_BYTES
        for name in _OF_RECORDS:
            values = getattr(records, name)
            if name not in self._held:
                self._held[name] = Growing(values.dtype)
            self._held[name].room(len(values), share)[:] = values

    @property
    def n_bytes(self) -> int:
        """About so many bytes are held."""
        return self._walk.n_bytes + sum(values.n_bytes for values in self._held.values()) + self._n_beside

    def take(self) -> PacketTable:
        """A table of the window that was shown last, whose bytes it lends; or of all of them."""
        found = self._walk.take()
        self._n_beside = 0
        tails, self._tails = self._tails, {}
        for name, parts in tails.items():
            found.rows[name].tails = Tails.join(parts)
        if self._holds:
            held, self._held = self._held, {}
            notes = Notes.join(self._notes, self._n_before) if self._keeps_notes else Notes()
            self._notes, self._n_before = [], []
            return self._table(found, {name: values.take() for name, values in held.items()}, notes=notes)
        lent, self._lent = self._lent, None
        assert lent is not None  # noqa: S101  # for the type checker: a window was shown
        columns = {name: getattr(lent, name) for name in _OF_RECORDS}
        return self._table(found, columns, notes=self._notes_on(lent), window=lent.window, packet_start=lent.start)

    def _notes_on(self, records: Records) -> Notes:
        notes = Notes(records.notes)
        if self._keeps_notes:
            notes.keep()
        return notes

    def _table(self, found: Found, columns: dict[str, Any], **lent: Any) -> PacketTable:
        beyond = _times_beyond(columns["time_ns"], columns["timed"])
        if beyond is not None:
            found.problem[beyond] = Problem.TIME_BEYOND
            found.problem_layer[beyond] = NO_LAYER
        return PacketTable(
            schema=self._tables.schema,
            label=self._label,
            interfaces=self._interfaces.all,
            linktype=self._interfaces.linktype,
            interface_id=self._interfaces.number,
            since=self._cursor.move(columns["time_ns"], columns["timed"]),
            problem=found.problem,
            problem_layer=found.problem_layer,
            rows=found.rows,
            wanted=self._wanted,
            **columns,
            **lent,
        )


NO_LAYER = 0
NOTE_BYTES = 80
"""An index, a reference, and a short text."""


def _times_beyond(time_ns: npt.NDArray[np.int64], timed: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_] | None:
    """Which packets have a time that int64 does not hold; None where none has. Some packets have no time at all."""
    # A broadcast view is one value for all packets, which is the usual case.
    if not len(timed) or (bool(timed[0]) if timed.strides == (0,) else bool(timed.all())):
        return None
    beyond: npt.NDArray[np.bool_] = ~timed & (time_ns != 0)
    return beyond


_OF_RECORDS = ("time_ns", "timed", "captured", "wire", "interface")


def _walk_of(tables: Tables, wanted: Collection[str] | None) -> CompiledWalk | TwinWalk:
    if is_compiled():
        from pcapflow.layers._walk import CompiledWalk

        return CompiledWalk(tables, wanted)
    from pcapflow.layers._twin import TwinWalk

    return TwinWalk(tables, wanted)


def decode(
    records: Records,
    tables: Tables,
    cursor: Cursor,
    *,
    label: str = "",
    wanted: Collection[str] | None = None,
    kept: Collection[str] | None = (),
) -> PacketTable:
    """Walk every packet of one window into a table; the arguments are those of `Decoder`."""
    decoder = Decoder(tables, cursor, label=label, wanted=wanted, kept=kept)
    decoder.update(records)
    return decoder.take()
