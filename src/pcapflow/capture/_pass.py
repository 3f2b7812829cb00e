"""One pass over a capture: its packets as a table for each window, or as one that holds them all."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from pcapflow.errors import OptionError
from pcapflow.files import no_records
from pcapflow.layers import Cursor, Decoder, Tables
from pcapflow.table import FRAME, FRAME_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pcapflow.files import Reader
    from pcapflow.table import PacketTable, Schema

__all__ = ("Wanted", "empty_table", "held_table", "tables_of", "wanted_of")


class Wanted(NamedTuple):
    """What a pass is for."""

    layers: frozenset[str] | None = None
    """Names of the layers whose rows are kept; None is all."""
    options: frozenset[str] | None = frozenset()
    """Names of the layers whose options are kept beyond their window, with `FRAME` for those of the packets
    themselves; None is all."""


def wanted_of(schema: Schema, columns: Iterable[str] | None, *, holds: bool = False) -> Wanted:
    """What is needed for some columns; None is all, and if the pass ``holds`` them, all options beyond their window.

    Raises:
        FieldError: No such column.
        OptionError: One name in place of several.
    """
    if columns is None:
        return Wanted(options=None if holds else frozenset())
    if isinstance(columns, str):
        raise OptionError(f"several names of columns are needed, as [{columns!r}]")
    names = tuple(columns)
    schema.check(names)
    specs = [spec for name in names for spec in schema.columns.get(name, ())]
    options = {spec.layer for spec in specs if spec.option is not None}
    if any(FRAME_COLUMNS[name].note for name in names if name in FRAME_COLUMNS):
        options.add(FRAME)
    layers = None if "frame.protocols" in names else frozenset(spec.layer for spec in specs)
    return Wanted(layers, frozenset(options))


def tables_of(
    reader: Reader,
    tables: Tables,
    *,
    label: str,
    wanted: Wanted,
    chosen: npt.NDArray[np.int64] | None = None,
) -> Iterator[PacketTable | int]:
    """A table for each window, whose bytes are lent until the next is asked for; at the end the number of packets.

    Args:
        reader: The file.
        tables: The layers.
        label: The capture's name.
        wanted: What is kept of them.
        chosen: Indices of the packets that are shown, ascending; None is all.
    """
    cursor = Cursor()
    decoder = Decoder(tables, cursor, label=label, wanted=wanted.layers, kept=wanted.options)
    for records in reader:
        decoder.update(records)
        table = decoder.take()
        if chosen is not None:
            first = cursor.n_packets - len(table)
            table = table.select(chosen[slice(*np.searchsorted(chosen, [first, cursor.n_packets]))] - first)
        if len(table):
            yield table
        table.give_back()
    yield cursor.n_packets


def held_table(reader: Reader, tables: Tables, *, label: str, wanted: Wanted) -> PacketTable:
    """All packets in one table, without their bytes; the arguments are those of `tables_of`."""
    decoder = Decoder(tables, Cursor(), label=label, wanted=wanted.layers, kept=wanted.options, holds=True)
    for records in reader:
        # How much of the file has been seen tells how much room the rest will need.
        decoder.update(records, reader.share(records))
        if reader.source.compression:
            # Packets of no bytes become a table of several times what they are in the file.
            reader.source.allow(decoder.n_bytes)
    decoder.update(no_records(reader.interfaces))
    return decoder.take()


def empty_table(reader: Reader, tables: Tables, *, label: str) -> PacketTable:
    """No packet, of a file whose interfaces are known."""
    decoder = Decoder(tables, Cursor(), label=label, holds=True)
    decoder.update(no_records(reader.interfaces))
    return decoder.take()
