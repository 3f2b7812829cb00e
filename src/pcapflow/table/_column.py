"""A column: one value a packet, or none."""

from __future__ import annotations

import operator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from pcapflow.errors import FieldError
from pcapflow.forms import Form, text_of
from pcapflow.table._operands import operand_of, stand_in_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ("Column",)

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Column:
    """Values of one field, a packet each; a packet without the field has none.

    Comparisons with a value, its text or another column give a mask, false
    where the field is absent: ``cap["ip.src"] == "172.17.0.2"``,
    ``cap["ip.ttl"] < 64``, ``cap["udp.srcport"] == cap["udp.dstport"]``. What
    a field cannot be is refused with `FieldError`, never found unequal. A
    column of truth values goes together with masks as one does:
    ``cap["tcp.flags.syn"] & ~cap["tcp.flags.ack"]``.

    Times and durations are whole nanoseconds as numbers, and seconds as text: ``cap["frame.time_relative"] > "1.5"``
    is ``> 1_500_000_000``. A time may be a date, too, which is UTC unless it says otherwise:
    ``cap["frame.time_epoch"] >= "2026-11-24T10:21:34+02:00"``.
    """

    name: str
    values: npt.NDArray[np.generic]
    """[N], or uint8[N, n] for addresses of n bytes; times are int64 nanoseconds.

    Whatever stands where ``valid`` is false means nothing.
    """
    valid: Mask
    """bool[N]; a view of a single True where every packet has the field. Neither can be written to."""
    form: Form

    def __post_init__(self) -> None:
        # Texts and comparisons of a column that is kept would be those of whatever somebody wrote there.
        for name in ("values", "valid"):
            seen = getattr(self, name).view()
            seen.flags.writeable = False
            object.__setattr__(self, name, seen)

    # numpy's own operators would take a column for a sequence of objects.
    __array_ufunc__ = None

    def __len__(self) -> int:
        return len(self.valid)

    def to_numpy(self, fill: object = None) -> npt.NDArray[np.generic]:
        """The values as an array: times are ``datetime64[ns]``, durations ``timedelta64[ns]``.

        Without ``fill`` it is a view that cannot be written to, with it a copy that can. The type of the copy depends
        on the column and on ``fill``, not on the packets: it is the column's, or where that does not hold ``fill`` a
        wider one that holds every value of both (``ip.ttl`` with -1 is int16, with NaN float64).

        Args:
            fill: What stands where the field is absent: a value or its text.

        Raises:
            FieldError: The field is absent somewhere and there is no ``fill``; or ``fill`` is no such value, or no
                type holds it and every value of the column.
        """
        values = self.values
        if fill is not None:
            stand_in: Any
            dtype, stand_in = stand_in_of(self.name, self.form, values, fill)
            values = values.astype(dtype)
            values[~self.valid] = stand_in
        elif not self.valid.all():
            n_absent = len(self) - int(np.count_nonzero(self.valid))
            raise FieldError(
                f"{self.name} is absent in {n_absent} of {len(self)} packets: say fill=... or look at .valid"
            )
        if self.form is Form.EPOCH:
            return values.view("datetime64[ns]")
        return values.view("timedelta64[ns]") if self.form is Form.DURATION else values

    def __array__(self, dtype: npt.DTypeLike | None = None, copy: bool | None = None) -> npt.NDArray[np.generic]:
        array = self.to_numpy()
        return array if dtype is None and not copy else array.astype(array.dtype if dtype is None else dtype)

    def text(self) -> list[str]:
        """One text a packet, as ``tshark -T fields`` has it; empty where the field is absent."""
        if self.valid.all():
            return text_of(self.values, self.form)
        texts = [""] * len(self)
        there = np.flatnonzero(self.valid)
        for index, text in zip(there.tolist(), text_of(self.values[there], self.form), strict=True):
            texts[index] = text
        return texts

    def __eq__(self, other: object) -> Mask:  # type: ignore[override]  # columns compare by element, as arrays do
        return self._compare(other, np.equal)

    def __ne__(self, other: object) -> Mask:  # type: ignore[override]  # see __eq__
        return self._both_valid(other) & ~(self == other)

    def __lt__(self, other: object) -> Mask:
        return self._compare(other, np.less)

    def __le__(self, other: object) -> Mask:
        return self._compare(other, np.less_equal)

    def __gt__(self, other: object) -> Mask:
        return self._compare(other, np.greater)

    def __ge__(self, other: object) -> Mask:
        return self._compare(other, np.greater_equal)

    __hash__ = None  # type: ignore[assignment]  # == gives a mask

    def mask(self) -> Mask:
        """bool[N]: where a truth value is there, and true; what ``cap[column]`` selects.

        Raises:
            FieldError: The column holds no truth values.
        """
        if self.form is not Form.BOOLEAN:
            raise FieldError(f"{self.name} holds {self.form.value}: a mask is made of truth values, or of a comparison")
        mask: Mask = self.valid & self.values.astype(bool, copy=False)
        return mask

    def __and__(self, other: object) -> Mask:
        return self.mask() & self._mask_of(other)

    def __or__(self, other: object) -> Mask:
        return self.mask() | self._mask_of(other)

    def __xor__(self, other: object) -> Mask:
        return self.mask() ^ self._mask_of(other)

    __rand__, __ror__, __rxor__ = __and__, __or__, __xor__

    def __invert__(self) -> Mask:
        """Where a truth value is there, and false: what is absent is neither."""
        return self.valid & ~self.mask()

    def _mask_of(self, other: object) -> Mask:
        mask = other.mask() if isinstance(other, Column) else other
        if not isinstance(mask, np.ndarray) or mask.dtype != bool or mask.shape != self.valid.shape:
            raise FieldError(f"{self.name} goes together with a mask of {len(self)} truth values, or a column of them")
        return mask

    def _compare(self, other: object, compare: Callable[..., Mask]) -> Mask:
        if self.values.ndim == 2 and compare is not np.equal:
            raise FieldError(f"{self.name} holds addresses: they have no order")
        if isinstance(other, Column):
            if _kind(other.form) is not _kind(self.form) or len(other) != len(self):
                raise FieldError(
                    f"{self.name} and {other.name} cannot be compared: {self.form.value}, {other.form.value}"
                )
            right: object = other.values
        else:
            right = operand_of(self.name, self.form, self.values, other)
        if right is None:
            # A time that is none: nothing equals it, nothing is before or after it.
            return np.zeros(len(self), bool)
        found = compare(self.values, right)
        return self._both_valid(other) & (found.all(axis=1) if found.ndim == 2 else found)

    def _both_valid(self, other: object) -> Mask:
        return self.valid & other.valid if isinstance(other, Column) else self.valid

    def __getitem__(self, index: int) -> object:
        """The value of one packet as a Python value: int, bool or text; None where the field is absent."""
        at = operator.index(index)
        if not self.valid[at]:
            return None
        if self.values.ndim == 2:
            return text_of(self.values[at][None], self.form)[0]
        value = self.values[at]
        # Texts that come from a file are Python's.
        return value.item() if isinstance(value, np.generic) else value

    def __iter__(self) -> Iterator[object]:
        return (self[index] for index in range(len(self)))

    def __repr__(self) -> str:
        n_there = int(np.count_nonzero(self.valid))
        return f"<Column {self.name}: {n_there} of {len(self)} packets: {', '.join(_head(self))}>"


def _kind(form: Form) -> Form:
    """Numbers compare with numbers, however they are written."""
    return Form.DECIMAL if form in (Form.HEX8, Form.HEX16, Form.HEX24, Form.HEX32, Form.BOOLEAN) else form


def _head(column: Column, n: int = 6) -> list[str]:
    head = Column(column.name, column.values[:n], column.valid[:n], column.form)
    return [text or "-" for text in head.text()] + (["..."] if len(column) > n else [])
