"""Windows of records into PacketTables, by the compiled walk where there is one, else by its twin."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from pcapflow.kernel import is_compiled
from pcapflow.layers._growing import Growing
from pcapflow.table import PacketTable, Since

if TYPE_CHECKING:
    from collections.abc import Collection

    from pcapflow.files import Interface, Records
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
    """Shown the windows of a capture in their order, it gives a table of all that it was shown since it was asked."""

    def __init__(
        self, tables: Tables, cursor: Cursor, *, label: str = "", wanted: Collection[str] | None = None
    ) -> None:
        """Begin.

        Args:
            tables: The layers.
            cursor: Where the capture stands; moved on.
            label: The capture's name.
            wanted: Names of the layers whose rows are kept; None is all.
        """
        self._tables = tables
        self._cursor = cursor
        self._label = label
        self._one: Records | None = None
        """The window that was shown, as long as it is the only one."""
        self._several: dict[str, Growing] = {}
        """What the records say of each packet, of all windows."""
        self._know(())
        self._walk = _walk_of(tables, wanted)

    def update(self, records: Records, share: float = 0.0) -> None:
        """Walk every packet of a window; ``share`` is how much of the whole it ends, as in `grown_capacity`."""
        self._walk.update(records, share)
        if records.interfaces is not self._interfaces:
            self._know(records.interfaces)
        if self._one is None and not self._several:
            self._one = records
            return
        if self._one is not None:
            self._keep(self._one, share)
            self._one = None
        self._keep(records, share)

    def _know(self, interfaces: tuple[Interface, ...]) -> None:
        self._interfaces = interfaces
        self._linktype = np.array([interface.linktype for interface in interfaces], np.int32)
        self._interface_id = np.array([-1 if one.number is None else one.number for one in interfaces], np.int32)

    def _keep(self, records: Records, share: float) -> None:
        for name in _OF_RECORDS:
            values = getattr(records, name)
            growing = self._several.setdefault(name, Growing(values.dtype))
            growing.room(len(values), share)[:] = values

    def take(self) -> PacketTable:
        """A table of all packets since the last time; of a single window it lends the bytes."""
        found = self._walk.take()
        one, several = self._one, self._several
        self._one, self._several = None, {}
        if one is not None:
            columns = {name: getattr(one, name) for name in _OF_RECORDS}
            lent: tuple[Any, Any, Any] = (one.window, one.start, one.start + one.window_offset)
        else:
            columns = {name: several[name].take() if several else _NOTHING[name] for name in _OF_RECORDS}
            lent = (None, None, None)
        return self._table(found, columns, lent)

    def take_held(self) -> PacketTable:
        """The same, without the packets' bytes: the window is read over."""
        return replace(self.take(), window=None, packet_start=None, file_offset=None, cache={})

    def _table(self, found: Found, columns: dict[str, Any], lent: tuple[Any, Any, Any]) -> PacketTable:
        return PacketTable(
            schema=self._tables.schema,
            label=self._label,
            interfaces=self._interfaces,
            linktype=self._linktype,
            interface_id=self._interface_id,
            since=self._cursor.move(columns["time_ns"], columns["timed"]),
            problem=found.problem,
            problem_layer=found.problem_layer,
            rows=found.rows,
            window=lent[0],
            packet_start=lent[1],
            file_offset=lent[2],
            **columns,
        )


_OF_RECORDS = ("time_ns", "timed", "captured", "wire", "interface")
_NOTHING: dict[str, npt.NDArray[Any]] = {
    name: np.empty(0, dtype)
    for name, dtype in zip(_OF_RECORDS, (np.int64, np.bool_, np.int64, np.int64, np.int32), strict=True)
}


def _walk_of(tables: Tables, wanted: Collection[str] | None) -> CompiledWalk | TwinWalk:
    if is_compiled():
        from pcapflow.layers._walk import CompiledWalk

        return CompiledWalk(tables, wanted)
    from pcapflow.layers._twin import TwinWalk

    return TwinWalk(tables, wanted)


def decode(
    records: Records, tables: Tables, cursor: Cursor, *, label: str = "", wanted: Collection[str] | None = None
) -> PacketTable:
    """Walk every packet of one window into a table; the arguments are those of `Decoder`."""
    decoder = Decoder(tables, cursor, label=label, wanted=wanted)
    decoder.update(records)
    return decoder.take()
