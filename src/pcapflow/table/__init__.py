"""PacketTable: the rows of each layer, per-packet problems, and columns made of both."""

from pcapflow.table._column import Column
from pcapflow.table._frame import FRAME_COLUMNS, FrameColumn
from pcapflow.table._rows import MAX_DEPTH, PLACE, LayerRows, places, taken
from pcapflow.table._since import Since
from pcapflow.table._specs import ColumnSpec, LayerSpec, field_values
from pcapflow.table._table import PacketTable, Schema

__all__ = (
    "FRAME_COLUMNS",
    "MAX_DEPTH",
    "PLACE",
    "Column",
    "ColumnSpec",
    "FrameColumn",
    "LayerRows",
    "LayerSpec",
    "PacketTable",
    "Schema",
    "Since",
    "field_values",
    "places",
    "taken",
)
