"""Every column there is: name, type, meaning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pcapflow.forms import Form
from pcapflow.layers import tables
from pcapflow.results import Grid, GridColumn, Result
from pcapflow.table import FRAME_COLUMNS, field_values

if TYPE_CHECKING:
    from pcapflow.results import Block
    from pcapflow.table import ColumnSpec, Schema

__all__ = ("FieldList", "fields")

_TYPES = {
    Form.EPOCH: "datetime64[ns]",
    Form.DURATION: "timedelta64[ns]",
    Form.MAC: "MAC address",
    Form.IPV4: "IPv4 address",
    Form.IPV6: "IPv6 address",
    Form.BYTES: "bytes",
    Form.TEXT: "text",
}


@dataclass(frozen=True, slots=True, eq=False)
class FieldList(Result):
    """Columns, in the order of the layers."""

    fields: tuple[tuple[str, str, str], ...]
    """Name, type, meaning of each."""

    def __repr__(self) -> str:
        names = [name for name, _, _ in self.fields]
        return f"<FieldList: {len(names)} columns: {', '.join(names[:6])}{', ...' if names[6:] else ''}>"

    def blocks(self) -> tuple[Block, ...]:
        """One grid."""
        columns = (GridColumn("name", "Name"), GridColumn("type", "Type"), GridColumn("meaning", "Meaning"))
        return (Grid("fields", "", columns, self.fields),)


def fields(prefix: str = "") -> FieldList:
    """Every column whose name begins with the prefix: name, type, meaning."""
    schema = tables().schema
    found = [
        (name, _type_of(schema, name), _meaning_of(schema, name)) for name in schema.names if name.startswith(prefix)
    ]
    return FieldList(tuple(found))


def _type_of(schema: Schema, name: str) -> str:
    if name in FRAME_COLUMNS:
        return _TYPES.get(FRAME_COLUMNS[name].form, FRAME_COLUMNS[name].type)
    specs = schema.columns[name]
    if specs[0].form in _TYPES:
        return _TYPES[specs[0].form]
    return str(np.result_type(*(_dtype_of(schema, spec) for spec in specs)))


def _dtype_of(schema: Schema, spec: ColumnSpec) -> np.dtype[np.generic]:
    rule = spec.option
    dtype = schema.by_name[spec.layer].dtype if rule is None else rule.dtype
    values = field_values(np.empty(0, dtype), spec)
    return values.dtype if rule is None or rule.value is None else rule.value(values).dtype


def _meaning_of(schema: Schema, name: str) -> str:
    return FRAME_COLUMNS[name].meaning if name in FRAME_COLUMNS else schema.columns[name][0].meaning
