"""One pass over a capture: its packets as a table for each window, or as one that holds them all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from pcapflow.files import no_records
from pcapflow.layers import Cursor, Decoder, Tables

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from pcapflow.files import Reader
    from pcapflow.table import PacketTable

__all__ = ("empty_table", "held_table", "tables_of")


def tables_of(
    reader: Reader,
    tables: Tables,
    *,
    label: str,
    wanted: Collection[str] | None,
    chosen: npt.NDArray[np.int64] | None = None,
) -> Iterator[PacketTable | int]:
    """A table for each window, whose bytes are lent until the next is asked for; at the end the number of packets.

    Args:
        reader: The file.
        tables: The layers.
        label: The capture's name.
        wanted: Names of the layers whose rows are kept; None is all.
        chosen: Indices of the packets that are shown, ascending; None is all.
    """
    cursor = Cursor()
    decoder = Decoder(tables, cursor, label=label, wanted=wanted)
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


def held_table(reader: Reader, tables: Tables, *, label: str, wanted: Collection[str] | None) -> PacketTable:
    """All packets in one table, without their bytes; the arguments are those of `tables_of`."""
    decoder = Decoder(tables, Cursor(), label=label, wanted=wanted, holds=True)
    for records in reader:
        # How much of the file has been seen tells how much room the rest will need.
        decoder.update(records, reader.share(records))
    decoder.update(no_records(reader.interfaces))
    return decoder.take()


def empty_table(reader: Reader, tables: Tables, *, label: str) -> PacketTable:
    """No packet, of a file whose interfaces are known."""
    decoder = Decoder(tables, Cursor(), label=label, holds=True)
    decoder.update(no_records(reader.interfaces))
    return decoder.take()
