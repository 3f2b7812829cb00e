"""What layers and columns a table can have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pcapflow.errors import FieldError
from pcapflow.table._frame import FRAME_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pcapflow.table._specs import ColumnSpec, LayerSpec

__all__ = ("Schema",)


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
