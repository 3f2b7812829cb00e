"""One packet, header by header, with single values read out of its table.

A message is a header together with the layers that are parts of it (``icmp``
and ``icmp.echo``, ``arp`` and ``arp.addresses``): what people call a header.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from pcapflow.forms import one_text
from pcapflow.table import PARTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from pcapflow.table import ColumnSpec, LayerRows, LayerSpec, PacketTable

__all__ = ("Header", "Message", "messages_of")

ColumnValues = tuple["npt.NDArray[Any]", "npt.NDArray[np.bool_] | None"]


@dataclass(frozen=True, slots=True)
class Header:
    """One row of a layer."""

    table: PacketTable
    rows: LayerRows
    row: int

    @property
    def spec(self) -> LayerSpec:
        """The layer."""
        return self.rows.spec

    @property
    def start(self) -> int:
        """Byte of the packet at which the header begins."""
        return int(self.rows.place["start"][self.row])

    @property
    def body(self) -> int:
        """Byte at which what it carries begins; in a header that is cut, where its bytes end."""
        return self.start + int(self.rows.place["size"][self.row])

    @property
    def stop(self) -> int:
        """Byte after what it carries, by all claims; it may not have been captured."""
        return int(self.rows.place["stop"][self.row])

    @property
    def quoted(self) -> bool:
        """Whether an error message quotes the header."""
        return bool(self.rows.place["quoted"][self.row])

    @property
    def is_whole(self) -> bool:
        """Whether all fixed fields of the header were captured."""
        return self.row not in self.rows.cut_row

    def raw(self, spec: ColumnSpec) -> Any:  # a numpy scalar, or uint8[n]
        """The first value of a column here, None where it is absent.

        A column is made for all rows of the table at once, and kept: a list of packets asks for each of them.
        """
        if spec.option is not None:
            return next((value for value, _, _ in self.listed(spec)), None)
        # Several declarations may share a name.
        key = f"*rows {spec.layer} {spec.name} {spec.mask} {spec.when}"
        column = self.table.cache.get(key)
        if column is None:
            column = self.table.cache[key] = self.rows.column(spec)
        values, present = column  # type: ignore[misc]  # keys are ours
        return values[self.row] if present is None or present[self.row] else None  # type: ignore[has-type]  # as above

    def listed(self, spec: ColumnSpec) -> Iterator[tuple[Any, int, int]]:
        """Every value of a column that stands in options, and its bytes of the packet."""
        found = self.table.found(spec)
        first, last = np.searchsorted(found.row, (self.row, self.row + 1))
        values = found.values[first:last]
        # Addresses stay arrays.
        plain = values if values.ndim == 2 else values.tolist()
        yield from zip(plain, found.start[first:last].tolist(), found.stop[first:last].tolist(), strict=True)

    def options(self) -> Iterator[tuple[int, int, int]]:
        """Kind and bytes of the packet of each option."""
        elements, _, shift = self.table.elements(self.spec.name, self.row)
        first, last = np.searchsorted(elements.row, (self.row, self.row + 1))
        move = int(shift[self.row])
        own = np.flatnonzero(elements.kind[first:last] < PARTS) + first
        start, stop = elements.start[own] + move, elements.stop[own] + move
        yield from zip(elements.kind[own].tolist(), start.tolist(), stop.tolist(), strict=True)


@dataclass(frozen=True, slots=True)
class Message:
    """A header and its parts."""

    parts: tuple[Header, ...]

    @property
    def spec(self) -> LayerSpec:
        """The layer of the first part, which has the title."""
        return self.parts[0].spec

    @property
    def start(self) -> int:
        """Byte of the packet at which the first part begins."""
        return self.parts[0].start

    @property
    def body(self) -> int:
        """Byte at which what the last part carries begins."""
        return self.parts[-1].body

    @property
    def stop(self) -> int:
        """Byte after what the last part carries, by all claims."""
        return self.parts[-1].stop

    @property
    def quoted(self) -> bool:
        """Whether an error message quotes it."""
        return self.parts[0].quoted

    def _raw(self, name: str) -> tuple[Any, ColumnSpec | None]:
        for part in self.parts:
            for spec in part.spec.columns:
                if spec.name == name and (value := part.raw(spec)) is not None:
                    return value, spec
        return None, None

    def number(self, name: str) -> int | None:
        """A field's number or truth value; None where it is absent."""
        value, _ = self._raw(name)
        return None if value is None else int(value)

    def address(self, name: str) -> bytes | None:
        """A field's bytes; None where it is absent."""
        value, _ = self._raw(name)
        return None if value is None else value.tobytes()

    def text(self, name: str) -> str:
        """A field in its form; empty where it is absent."""
        value, spec = self._raw(name)
        return "" if spec is None else one_text(value, spec.form)

    def texts(self, name: str) -> list[str]:
        """Every value of a column that stands in options, in its form."""
        return [
            one_text(value, spec.form)
            for part in self.parts
            for spec in part.spec.columns
            if spec.name == name and spec.option is not None
            for value, _, _ in part.listed(spec)
        ]


def messages_of(table: PacketTable, index: int) -> tuple[Message, ...]:
    """The messages of a packet, outermost first; every header is a part of one."""
    messages: list[list[Header]] = []
    for rows, row in table.headers_of(index):
        header = Header(table, rows, row)
        if messages and not rows.spec.shown:
            messages[-1].append(header)
        else:
            messages.append([header])
    return tuple(Message(tuple(parts)) for parts in messages)
