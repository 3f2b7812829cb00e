"""PacketTable: the rows of each layer, per-packet problems, and columns made of both."""

from pcapflow.table._choosing import indices_in
from pcapflow.table._column import Column
from pcapflow.table._frame import FRAME, FRAME_COLUMNS, FrameColumn
from pcapflow.table._notes import Notes
from pcapflow.table._options import PARTS, Elements, Found, OptionsSpec, Regions, Tails
from pcapflow.table._regions import tails_of
from pcapflow.table._rows import MAX_DEPTH, PLACE, LayerRows, places, taken
from pcapflow.table._schema import Schema
from pcapflow.table._since import Since
from pcapflow.table._specs import ColumnSpec, LayerSpec, OptionRule, field_values
from pcapflow.table._table import PacketTable

__all__ = (
    "FRAME",
    "FRAME_COLUMNS",
    "MAX_DEPTH",
    "PARTS",
    "PLACE",
    "Column",
    "ColumnSpec",
    "Elements",
    "Found",
    "FrameColumn",
    "LayerRows",
    "LayerSpec",
    "Notes",
    "OptionRule",
    "OptionsSpec",
    "PacketTable",
    "Regions",
    "Schema",
    "Since",
    "Tails",
    "field_values",
    "indices_in",
    "places",
    "tails_of",
    "taken",
)
