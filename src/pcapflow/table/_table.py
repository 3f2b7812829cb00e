"""PacketTable: packets as columns, and the headers of each layer as rows."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from pcapflow.errors import FieldError, OptionError
from pcapflow.forms import Form, printable, text_of
from pcapflow.table._column import Column
from pcapflow.table._frame import FRAME_COLUMNS, frame_values, noted_values
from pcapflow.table._notes import Notes
from pcapflow.table._options import Found, found_in
from pcapflow.table._regions import regions_of, with_tails
from pcapflow.table._rows import MAX_DEPTH, PLACE, LayerRows
from pcapflow.table._since import Since, delta_ns, numbers, relative_ns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from pcapflow.table._options import Elements, Regions
    from pcapflow.table._specs import ColumnSpec, LayerSpec

__all__ = ("PacketTable", "Schema")


@dataclass(frozen=True, slots=True, eq=False)
class Schema:
    """The layers and columns that a table can have, as plain values."""

    layers: tuple[LayerSpec, ...]
    """By number; number 0 is no layer."""
    by_name: Mapping[str, LayerSpec]
    columns: Mapping[str, tuple[ColumnSpec, ...]]
    """Column name to its declarations; several layers may declare one column."""
    linktype_shown: Mapping[int, str]
    """Link types whose layer has no bytes of its own, and how ``frame.protocols`` begins there."""

    @property
    def names(self) -> tuple[str, ...]:
        """Every column: those of the frame, then those of the layers in their order."""
        return (*FRAME_COLUMNS, *self.columns)

    def check(self, names: Iterable[str]) -> None:
        """Refuse names that are no column.

        Raises:
            FieldError: No such column; the message names the nearest one, if any is near.
        """
        for name in names:
            if name not in self.columns and name not in FRAME_COLUMNS:
                from pcapflow.table._hints import hint_for

                raise FieldError(f"no column {name!r}{hint_for(name, self.names)}")


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
    window: npt.NDArray[np.uint8] | None = None
    """uint8[W]: bytes that hold the packets; lent until the next table is read, None in a held table."""
    packet_start: npt.NDArray[np.int64] | None = None
    """int64[N]: where in ``window`` each packet begins."""
    notes: Notes = field(default_factory=Notes)
    """What the file says of the packets beside their bytes."""
    cache: dict[str, object] = field(default_factory=dict, repr=False)
    """What was computed once: columns, the order of rows."""

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
            self.cache[key] = make()
        kept: npt.NDArray[np.int64] = self.cache[key]  # type: ignore[assignment]  # keys are ours
        return kept

    def __repr__(self) -> str:
        layers = ", ".join(f"{name} {len(rows)}" for name, rows in self.rows.items())
        return f"<PacketTable {printable(self.label)}: {len(self)} packets; {layers}>"

    def layer(self, name: str) -> LayerRows:
        """The rows of a layer; none where it does not occur.

        Raises:
            FieldError: No such layer.
        """
        if name in self.rows:
            return self.rows[name]
        if name not in self.schema.by_name:
            raise FieldError(f"no layer {name!r}")
        return _no_rows(self.schema.by_name[name])

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
        for key in [key for key in self.cache if key.startswith(_ELEMENTS)]:
            del self.cache[key]

    def column(self, name: str, occurrence: str = "first") -> Column:
        """A column: per packet the first (or ``"last"``) row in which the field is present.

        Raises:
            FieldError: No such column.
            OptionError: Another occurrence.
        """
        if occurrence not in ("first", "last"):
            raise OptionError(f"occurrence is first or last, not {occurrence!r}")
        key = f"{name} {occurrence}"
        if key not in self.cache:
            self.schema.check([name])
            is_spread = name not in FRAME_COLUMNS or FRAME_COLUMNS[name].note
            self.cache[key] = self._spread(name, occurrence) if is_spread else self._frame_column(name)
        column = self.cache[key]
        assert isinstance(column, Column)  # noqa: S101  # for the type checker: keys are ours
        return column

    def texts(self, name: str, occurrence: str = "a", aggregator: str = ",") -> list[str]:
        """One text a packet as ``tshark -T fields -E occurrence=`` gives it: ``f`` first, ``l`` last, ``a`` all.

        Raises:
            FieldError: No such column.
            OptionError: Another occurrence.
        """
        if occurrence not in ("f", "l", "a"):
            raise OptionError(f"occurrence is f, l or a, not {occurrence!r}")
        self.schema.check([name])
        if occurrence in ("f", "l") or (name in FRAME_COLUMNS and not FRAME_COLUMNS[name].note):
            return self.column(name, "last" if occurrence == "l" else "first").text()
        packet, values = self._occurrences(name)
        texts = [""] * len(self)
        form = self._form_of(name)
        before = -1
        for index, text in zip(packet.tolist(), text_of(values, form), strict=True):
            # A value may be empty.
            texts[index] = f"{texts[index]}{aggregator}{text}" if index == before else text
            before = index
        return texts

    def elements(self, name: str) -> tuple[Elements, Regions, npt.NDArray[np.int64]]:
        """The options of a layer.

        Returns:
            The options, told apart; the bytes in which they stand; and for each row what to add to a place in these
            for its place in the packet.

        Raises:
            FieldError: No such layer, or it has no options.
            ValueError: The window was given back, and the options' bytes were not kept.
        """
        key = f"{_ELEMENTS}{name}"
        if key not in self.cache:
            rows = self.layer(name)
            options = rows.spec.options
            if options is None:
                raise FieldError(f"layer {name!r} has no options")
            regions, shift = regions_of(rows, self.captured, self.window, self.packet_start)
            self.cache[key] = options.elements(regions), regions, shift
        elements: tuple[Elements, Regions, npt.NDArray[np.int64]] = self.cache[key]  # type: ignore[assignment]  # keys are ours
        return elements

    def found(self, spec: ColumnSpec) -> Found:
        """Every value of a column that stands in options, with its row and its bytes."""
        rule = spec.option
        assert rule is not None  # noqa: S101  # for the type checker: this is asked of columns that stand in options
        # Several declarations may share a name.
        key = f"*found {spec.layer} {spec.name} {spec.start} {rule.kinds} {rule.sizes}"
        if key not in self.cache:
            elements, regions, shift = self.elements(spec.layer)
            self.cache[key] = found_in(regions.data, elements, shift, spec)
        found = self.cache[key]
        assert isinstance(found, Found)  # noqa: S101  # for the type checker: keys are ours
        return found

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

    def select(self, which: npt.ArrayLike) -> PacketTable:
        """The packets under a mask, or of ascending indices; they keep their numbers."""
        chosen = np.asarray(which)
        index = np.flatnonzero(chosen) if chosen.dtype == bool else chosen.astype(np.int64)
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
        values, valid = frame_values(self, name)
        return Column(name, values, _all_true(len(self)) if valid is None else valid, FRAME_COLUMNS[name].form)

    def _form_of(self, name: str) -> Form:
        return FRAME_COLUMNS[name].form if name in FRAME_COLUMNS else self.schema.columns[name][0].form

    def _occurrences(self, name: str) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.generic]]:
        """Every value of a column with its packet, ordered by packet, header, and place in the header."""
        if name in FRAME_COLUMNS:
            return noted_values(self.notes.found, name)
        specs = self.schema.columns[name]
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

    def _values_of(self, spec: ColumnSpec) -> tuple[LayerRows, Any, npt.NDArray[np.int64], npt.NDArray[np.generic]]:
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


_ELEMENTS = "*elements "
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
