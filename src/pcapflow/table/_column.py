"""A column: one value a packet, or none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from pcapflow.errors import FieldError
from pcapflow.forms import Form, text_of, value_of

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ("Column",)

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Column:
    """Values of one field, a packet each; a packet without the field has none.

    Comparisons with a value or its text give a mask, false where the field is
    absent: ``cap["ip.src"] == "172.17.0.2"``, ``cap["ip.ttl"] < 64``.
    """

    name: str
    values: npt.NDArray[np.generic]
    """[N], or uint8[N, n] for addresses of n bytes; whatever stands where ``valid`` is false means nothing."""
    valid: Mask
    """bool[N]; a view of a single True where every packet has the field."""
    form: Form

    def __len__(self) -> int:
        return len(self.valid)

    def to_numpy(self, fill: object = None) -> npt.NDArray[np.generic]:
        """The values as an array: times are ``datetime64[ns]``, durations ``timedelta64[ns]``.

        Args:
            fill: What stands where the field is absent.

        Raises:
            FieldError: The field is absent somewhere and there is no ``fill``.
        """
        values = self.values
        if self.form is Form.EPOCH:
            values = values.view("datetime64[ns]")
        elif self.form is Form.DURATION:
            values = values.view("timedelta64[ns]")
        if self.valid.all():
            return values
        if fill is None:
            n_absent = len(self) - int(np.count_nonzero(self.valid))
            raise FieldError(
                f"{self.name} is absent in {n_absent} of {len(self)} packets: say fill=... or look at .valid"
            )
        if isinstance(fill, str) and self.form not in (Form.TEXT, Form.EPOCH, Form.DURATION):
            fill = value_of(fill, self.form)
        filled = values.copy()
        filled[~self.valid] = fill
        return filled

    def text(self) -> list[str]:
        """One text a packet, as ``tshark -T fields`` has it; empty where the field is absent."""
        if self.valid.all():
            return text_of(self.values, self.form)
        texts = [""] * len(self)
        there = np.flatnonzero(self.valid)
        for index, text in zip(there.tolist(), text_of(self.values[there], self.form), strict=True):
            texts[index] = text
        return texts

    def _compare(self, other: object, compare: Callable[..., Mask]) -> Mask:
        if isinstance(other, str) and self.form is not Form.TEXT:
            other = value_of(other, self.form)
        elif isinstance(other, bytes):
            other = np.frombuffer(other, np.uint8)
        elif isinstance(other, np.datetime64 | np.timedelta64):
            other = other.astype("M8[ns]" if isinstance(other, np.datetime64) else "m8[ns]").astype(np.int64)
        return compare(self.values, other)

    def __eq__(self, other: object) -> Mask:  # type: ignore[override]  # columns compare by element, as arrays do
        equal = self._compare(other, np.equal)
        return self.valid & (equal.all(axis=1) if equal.ndim == 2 else equal)

    def __ne__(self, other: object) -> Mask:  # type: ignore[override]  # see __eq__
        return self.valid & ~(self == other)

    def __lt__(self, other: object) -> Mask:
        return self.valid & self._order(other, np.less)

    def __le__(self, other: object) -> Mask:
        return self.valid & self._order(other, np.less_equal)

    def __gt__(self, other: object) -> Mask:
        return self.valid & self._order(other, np.greater)

    def __ge__(self, other: object) -> Mask:
        return self.valid & self._order(other, np.greater_equal)

    __hash__ = None  # type: ignore[assignment]  # == gives a mask

    def _order(self, other: object, compare: Callable[..., Mask]) -> Mask:
        if self.values.ndim == 2:
            raise TypeError(f"{self.name} holds addresses: they have no order")
        return self._compare(other, compare)

    def __getitem__(self, index: int) -> object:
        """The value of one packet as a Python value: int, bool or text; None where the field is absent."""
        if not self.valid[index]:
            return None
        value = self.values[index]
        if self.values.ndim == 2:
            return text_of(self.values[index : index + 1] if index >= 0 else self.values[index:][:1], self.form)[0]
        return value.item()

    def __repr__(self) -> str:
        n_there = int(np.count_nonzero(self.valid))
        return f"<Column {self.name}: {n_there} of {len(self)} packets: {', '.join(_head(self))}>"


def _head(column: Column, n: int = 6) -> list[str]:
    head = Column(column.name, column.values[:n], column.valid[:n], column.form)
    return [text or "-" for text in head.text()] + (["..."] if len(column) > n else [])
