"""PacketTable: packets as columns, and the headers of each layer as rows."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from pcapflow.errors import FieldError
from pcapflow.forms import Form, printable, text_of
from pcapflow.table._choosing import indices_in, occurrence_of
from pcapflow.table._column import Column
from pcapflow.table._elements import ELEMENTS, elements_of, found_by
from pcapflow.table._frame import FRAME_COLUMNS, frame_values, noted_values
from pcapflow.table._notes import Notes
from pcapflow.table._regions import with_tails
from pcapflow.table._rows import MAX_DEPTH, PLACE, LayerRows
from pcapflow.table._since import Since, delta_ns, numbers, relative_ns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from pcapflow.table._options import Elements, Found, Regions
    from pcapflow.table._schema import Schema
    from pcapflow.table._specs import ColumnSpec, LayerSpec

__all__ = ("PacketTable",)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PacketTable:
    """N packets of one capture, in file order."""

    schema: Schema
    label: str
    """The capture's name, by default its path as given."""
    interfaces: tuple[object, ...]
    """Every interface that the file has described so far; ``frame.interface_id`` counts them from 0."""
    linktype: npt.NDArray[np.int32]
    """int32[number of interfaces]: link type of each."""
    interface_id: npt.NDArray[np.int32]
    """int32[number of interfaces]: the file's own number for each, -1 where it gives none."""
    since: Since
    """Where in the capture the table begins; of a selection, where the table did that it was selected from."""
    time_ns: npt.NDArray[np.int64]
    """int64[N]: nanoseconds since the epoch; meaningless where ``timed`` is false."""
    timed: npt.NDArray[np.bool_]
    """bool[N]: whether the packet has a time."""
    captured: npt.NDArray[np.int64]
    """int64[N]: bytes of the packet that are in the file."""
    wire: npt.NDArray[np.int64]
    """int64[N]: bytes that the packet had on the wire."""
    interface: npt.NDArray[np.int32]
    """int32[N]: index into ``interfaces``."""
    problem: npt.NDArray[np.uint8]
    """uint8[N]: why the walk through the packet ended early, or what it claims wrongly; 0 is nothing."""
    problem_layer: npt.NDArray[np.int16]
    """int16[N]: number of the layer in which the problem arose."""
    rows: Mapping[str, LayerRows]
    """The layers that were asked for and occur."""
    wanted: frozenset[str] | None = None
    """The layers that were asked for; None is all."""
    window: npt.NDArray[np.uint8] | None = None
    """uint8[W]: bytes that hold the packets; lent until the next table is read, None in a held table."""
    packet_start: npt.NDArray[np.int64] | None = None
    """int64[N]: where in ``window`` each packet begins."""
    notes: Notes = field(default_factory=Notes)
    """What the file says of the packets beside their bytes."""
    cache: dict[str, object] = field(default_factory=dict, repr=False)
    """What was computed once: columns, the order of rows."""

    def __post_init__(self) -> None:
        # A column, its text and its comparisons are made once: what they were made of stays what it was.
        own = (self.time_ns, self.timed, self.captured, self.wire, self.interface, self.problem, self.problem_layer)
        of_rows = [array for rows in self.rows.values() for array in (rows.header, rows.place)]
        for array in (*own, *of_rows, self.linktype, self.interface_id, self.window, self.packet_start):
            if array is not None:
                array.setflags(write=False)

    def __len__(self) -> int:
        return len(self.time_ns)

    # Made when they are asked for: most tables are never asked.

    @property
    def number(self) -> npt.NDArray[np.int64]:
        """int64[N]: ``frame.number``, counted from 1 in the whole capture."""
        return self._kept("*number", lambda: numbers(self.since, len(self)))

    @property
    def relative_ns(self) -> npt.NDArray[np.int64]:
        """int64[N]: since the capture's first packet."""
        return self._kept("*relative_ns", lambda: relative_ns(self.since, self.time_ns, self.timed))

    @property
    def delta_ns(self) -> npt.NDArray[np.int64]:
        """int64[N]: since the packet before."""
        return self._kept("*delta_ns", lambda: delta_ns(self.since, self.time_ns, self.timed))

    def _kept(self, key: str, make: Callable[[], npt.NDArray[np.int64]]) -> npt.NDArray[np.int64]:
        if key not in self.cache:
            self.cache[key] = made = make()
            made.setflags(write=False)
        kept: npt.NDArray[np.int64] = self.cache[key]  # type: ignore[assignment]  # keys are ours
        return kept

    def __repr__(self) -> str:
        layers = ", ".join(f"{name} {len(rows)}" for name, rows in self.rows.items())
        return f"<PacketTable {printable(self.label)}: {len(self)} packets; {layers}>"

    def layer(self, name: str) -> LayerRows:
        """The rows of a layer; none where it does not occur.

        Raises:
            FieldError: No such layer, or one that the pass was not asked for.
        """
        if name in self.rows:
            return self.rows[name]
        if name not in self.schema.by_name:
            raise FieldError(f"no layer {name!r}")
        self._refuse_unasked(name, (name,))
        return _no_rows(self.schema.by_name[name])

    def _refuse_unasked(self, name: str, layers: Iterable[str]) -> None:
        """To say that nothing is there is wrong where nobody has looked."""
        if self.wanted is not None and not self.wanted.issuperset(layers):
            raise FieldError(f"{name}: this pass was asked for other columns: name it in iter_tables() or to_table()")

    def packet_bytes(self, index: int) -> bytes:
        """The captured bytes of a packet, copied.

        Raises:
            ValueError: The table is held: its window is gone.
        """
        if self.window is None or self.packet_start is None:
            raise ValueError("a held table has no packet bytes: use iter_tables() or Capture.frame()")
        start = int(self.packet_start[index])
        return self.window[start : start + int(self.captured[index])].tobytes()

    def give_back(self) -> None:
        """Let go of the window, whose bytes are about to be others; rows and columns stay.

        Of the columns that stand in options, those stay that were asked for, or named when the pass began.
        """
        # Frozen for everybody else: a lent thing goes back to its lender.
        object.__setattr__(self, "window", None)
        self.notes.give_back()
        for key in [key for key in self.cache if key.startswith(ELEMENTS)]:
            del self.cache[key]

    def column(self, name: str, occurrence: str = "first") -> Column:
        """A column: per packet the first (or ``"last"``) row in which the field is present.

        Args:
            name: The column's.
            occurrence: ``first`` or ``last``; tshark's ``f`` and ``l`` are the same.

        Raises:
            FieldError: No such column.
            OptionError: Another occurrence.
        """
        which = occurrence_of(occurrence, ("first", "last"))
        key = f"{name} {which}"
        if key not in self.cache:
            self.schema.check([name])
            is_spread = name not in FRAME_COLUMNS or FRAME_COLUMNS[name].note
            self.cache[key] = self._spread(name, which) if is_spread else self._frame_column(name)
        column = self.cache[key]
        assert isinstance(column, Column)  # noqa: S101  # for the type checker: keys are ours
        return column

    def texts(self, name: str, occurrence: str = "all", aggregator: str = ",") -> list[str]:
        """One text a packet, as ``tshark -T fields`` gives it.

        Args:
            name: The column's.
            occurrence: ``first``, ``last`` or ``all``; tshark's ``f``, ``l`` and ``a`` are the same.
            aggregator: What stands between several values.

        Raises:
            FieldError: No such column.
            OptionError: Another occurrence.
        """
        which = occurrence_of(occurrence, ("first", "last", "all"))
        self.schema.check([name])
        if which != "all":
            return self.column(name, which).text()
        if name in FRAME_COLUMNS and not FRAME_COLUMNS[name].note:
            return self.column(name).text()
        packet, values = self._occurrences(name)
        texts = [""] * len(self)
        form = self._form_of(name)
        before = -1
        for index, text in zip(packet.tolist(), text_of(values, form), strict=True):
            # A value may be empty.
            texts[index] = f"{texts[index]}{aggregator}{text}" if index == before else text
            before = index
        return texts

    def elements(self, name: str, row: int | None = None) -> tuple[Elements, Regions, npt.NDArray[np.int64]]:
        """The options of a layer.

        Args:
            name: The layer's.
            row: The row that it is about, if it is about one: where there are many options, those of others are left
                out.

        Returns:
            The options, told apart; the bytes in which they stand; and for each row what to add to a place in these
            for its place in the packet.

        Raises:
            FieldError: No such layer, or it has no options.
            ValueError: The window was given back, and the options' bytes were not kept.
        """
        return elements_of(self, name, row)

    def found(self, spec: ColumnSpec) -> Found:
        """Every value of a column that stands in options, with its row and its bytes."""
        return found_by(self, spec)

    def parents(self, name: str) -> tuple[npt.NDArray[np.int16], npt.NDArray[np.int64]]:
        """Of each row of a layer, the layer number and the row of the header that carries it.

        Number 0 and row -1 where there is none or its layer was not asked for.
        """
        at, number, row = self.order
        rows = self.layer(name)
        wanted = rows.at - 1
        where = np.searchsorted(at, wanted)
        found = (where < len(at)) & (rows.place["depth"] > 0)
        found[found] = at[where[found]] == wanted[found]
        where = np.where(found, where, 0)
        if not len(at):
            return np.zeros(len(rows), np.int16), np.full(len(rows), -1, np.int64)
        return np.where(found, number[where], 0).astype(np.int16), np.where(found, row[where], -1)

    @property
    def order(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int16], npt.NDArray[np.int64]]:
        """All rows in the order of packets and depth: packet * MAX_DEPTH + depth, layer number, row in the layer."""
        if "*order" not in self.cache:
            parts = [rows for rows in self.rows.values() if len(rows)]
            at = [rows.at for rows in parts]
            number = [np.full(len(rows), rows.spec.number, np.int16) for rows in parts]
            row = [np.arange(len(rows)) for rows in parts]
            if not parts:
                self.cache["*order"] = (np.empty(0, np.int64), np.empty(0, np.int16), np.empty(0, np.int64))
            else:
                all_at = np.concatenate(at)
                sort = np.argsort(all_at, kind="stable")
                self.cache["*order"] = (all_at[sort], np.concatenate(number)[sort], np.concatenate(row)[sort])
        order: tuple[npt.NDArray[np.int64], npt.NDArray[np.int16], npt.NDArray[np.int64]]
        order = self.cache["*order"]  # type: ignore[assignment]  # keys are ours
        return order

    def headers_of(self, index: int) -> list[tuple[LayerRows, int]]:
        """The headers of one packet, outermost first: the rows of the layer, and which of them."""
        at, number, row = self.order
        first, last = np.searchsorted(at, [index * MAX_DEPTH, (index + 1) * MAX_DEPTH])
        layers = self.schema.layers
        return [(self.rows[layers[number[i]].name], int(row[i])) for i in range(first, last)]

    def select(self, which: npt.ArrayLike | Column) -> PacketTable:
        """The packets under a mask, or of ascending indices; they keep their numbers.

        Args:
            which: bool[N], a column of truth values, or integers from 0 below N, each above the one before.

        Raises:
            OptionError: A mask of another length, or other indices.
        """
        index = indices_in(which, len(self))
        rows = {}
        for name, part in self.rows.items():
            packet = part.packet
            where = np.searchsorted(index, packet)
            kept = where < len(index)
            kept[kept] = index[where[kept]] == packet[kept]
            rows[name] = part.take(np.flatnonzero(kept), where[kept])
        return replace(
            self,
            **{name: getattr(self, name)[index] for name in _PER_PACKET},
            rows=rows,
            notes=self.notes.take(index),
            packet_start=None if self.packet_start is None else self.packet_start[index],
            cache={f"*{name}": getattr(self, name)[index] for name in _SINCE},
        )

    @staticmethod
    def join(tables: Sequence[PacketTable]) -> PacketTable:
        """One held table of consecutive ones."""
        last = tables[-1]
        first_packet = np.cumsum([0, *(len(table) for table in tables[:-1])]).tolist()
        rows: dict[str, LayerRows] = {}
        for spec in last.schema.layers:
            parts = [
                (with_tails(table.rows[spec.name], table.captured, table.window, table.packet_start), at)
                for table, at in zip(tables, first_packet, strict=True)
                if spec.name in table.rows
            ]
            if parts:
                rows[spec.name] = LayerRows.join([part for part, _ in parts], [at for _, at in parts])
        per_packet: dict[str, Any] = {
            name: np.concatenate([getattr(table, name) for table in tables]) for name in _PER_PACKET
        }
        return replace(
            last,
            **per_packet,
            rows=rows,
            notes=Notes.join([table.notes for table in tables], first_packet),
            window=None,
            packet_start=None,
            since=tables[0].since,
            cache={f"*{name}": np.concatenate([getattr(table, name) for table in tables]) for name in _SINCE},
        )

    def _frame_column(self, name: str) -> Column:
        if name == "frame.protocols":
            self._refuse_unasked(name, self.schema.by_name)
        values, valid = frame_values(self, name)
        return Column(name, values, _all_true(len(self)) if valid is None else valid, FRAME_COLUMNS[name].form)

    def _form_of(self, name: str) -> Form:
        return FRAME_COLUMNS[name].form if name in FRAME_COLUMNS else self.schema.columns[name][0].form

    def _occurrences(self, name: str) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.generic]]:
        """Every value of a column with its packet, ordered by packet, header, and place in the header."""
        if name in FRAME_COLUMNS:
            return noted_values(self.notes.found, name)
        specs = self.schema.columns[name]
        self._refuse_unasked(name, {spec.layer for spec in specs})
        parts = [self._values_of(spec) for spec in specs if spec.layer in self.rows] or [self._values_of(specs[0])]
        if len(parts) == 1:
            rows, kept, _, values = parts[0]
            return rows.packet[kept], values
        packet, at = (np.concatenate([getattr(part[0], name)[part[1]] for part in parts]) for name in ("packet", "at"))
        values = np.concatenate([part[3] for part in parts])
        if any(spec.option is not None for spec in specs):
            sort = np.lexsort((np.concatenate([part[2] for part in parts]), at))
        else:
            sort = np.argsort(at, kind="stable")
        return packet[sort], values[sort]

    def _values_of(self, spec: ColumnSpec) -> tuple[LayerRows, Any, npt.NDArray[np.integer], npt.NDArray[np.generic]]:
        """Rows of a column's layer, those of them that its values belong to, where these begin, and the values."""
        rows = self.layer(spec.layer)
        if spec.option is not None:
            found = self.found(spec)
            return rows, found.row, found.start, found.values
        values, present = rows.column(spec)
        kept = slice(None) if present is None else present
        return rows, kept, rows.start[kept], values[kept]

    def _spread(self, name: str, occurrence: str) -> Column:
        packet, values = self._occurrences(name)
        form = self._form_of(name)
        if len(packet) == len(self) and (len(packet) == 0 or bool((np.diff(packet) == 1).all())):
            return Column(name, values, _all_true(len(self)), form)
        valid = np.zeros(len(self), bool)
        valid[packet] = True
        spread = np.zeros((len(self), *values.shape[1:]), values.dtype)
        if form is Form.TEXT:
            spread[:] = ""
        # Of several rows of a packet the one that is written last stays.
        if occurrence == "first":
            packet, values = packet[::-1], values[::-1]
        spread[packet] = values
        return Column(name, spread, valid, form)


_SINCE = ("number", "relative_ns", "delta_ns")
_PER_PACKET = (
    "time_ns",
    "timed",
    "captured",
    "wire",
    "interface",
    "problem",
    "problem_layer",
)


def _all_true(n: int) -> npt.NDArray[np.bool_]:
    return np.broadcast_to(np.True_, n)


def _no_rows(spec: LayerSpec) -> LayerRows:
    none = np.empty(0, np.int64)
    return LayerRows(spec, np.empty(0, spec.dtype), np.empty(0, PLACE), none, none)
