"""What a column may be compared with, or filled with: values of its form, and nothing that merely broadcasts."""

from __future__ import annotations

import datetime
import numbers
import re
from typing import TYPE_CHECKING

import numpy as np

from pcapflow.errors import FieldError
from pcapflow.forms import Form, printable, value_of

if TYPE_CHECKING:
    import numpy.typing as npt

__all__ = ("operand_of", "stand_in_of")

_NS_PER = {"s": 1_000_000_000, "ms": 1_000_000, "us": 1_000, "ns": 1}
_INT64 = np.iinfo(np.int64)
_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)

# Numpy reads the moment, and has no word for zones.
_DATE = re.compile(r"([0-9]{4}-[0-9-]+(?:[T ][0-9:]+(?:\.[0-9]{1,9})?)?)")
_ZONED = re.compile(_DATE.pattern.removesuffix("?)") + r") ?(?:Z|UTC|([+-])([01][0-9]|2[0-3]):?([0-5][0-9]))")

_TIMES = {
    Form.EPOCH: (
        "no time: numbers are whole nanoseconds since 1970, text is seconds ('1.5') or a date ('2026-11-24T10:21:34Z')"
        ", a datetime has a zone"
    ),
    Form.DURATION: "no duration: numbers are whole nanoseconds, text is seconds ('1.5')",
}
"""What is said of values that are none."""


def operand_of(name: str, form: Form, values: npt.NDArray[np.generic], other: object) -> object:
    """Make of a value, or its text, what can be compared with a column's values.

    Returns:
        A number, an array as long as an address, or None for a time that is none.

    Raises:
        FieldError: The field cannot have such a value.
    """
    refused = _refusal(name, form, other)
    if values.ndim == 2:
        return _address(form, values.shape[1], other, refused)
    if form is Form.TEXT:
        if isinstance(other, str):
            return other
        raise refused
    if form in _TIMES:
        return _time(form, other, refused)
    if isinstance(other, str):
        return value_of(other, form)
    if isinstance(other, numbers.Real | np.bool_) and not isinstance(other, np.timedelta64):
        return other
    if isinstance(other, np.ndarray) and other.dtype.kind in "iufb" and other.shape == values.shape:
        return other
    raise refused


def stand_in_of(name: str, form: Form, values: npt.NDArray[np.generic], fill: object) -> tuple[npt.DTypeLike, object]:
    """A type for a column's values and for what stands where the field is absent, and how that stands there.

    Numbers become wider as they must; one with a fraction, or NaN, makes numbers with fractions of those that have
    at most 32 bits. Times are nanoseconds, the least of which is NaT.

    Raises:
        FieldError: The field cannot have such a value, or no type holds it and every value of the column.
    """
    refused = _refusal(name, form, fill)
    if form in _TIMES:
        exact = _exact_time(form, fill, refused)
        if exact is not None and not _INT64.min < exact <= _INT64.max:
            raise FieldError(f"{name} holds nanoseconds of 64 bits: {printable(repr(fill))} is beyond")
        return values.dtype, _INT64.min if exact is None else exact
    operand = operand_of(name, form, values, fill)
    if values.ndim == 2 or form is Form.TEXT:
        return values.dtype, operand
    if isinstance(operand, numbers.Integral | np.bool_):
        number = int(operand)
        if values.dtype == bool and number in (0, 1):
            return values.dtype, number
        wider = np.promote_types(values.dtype, np.min_scalar_type(number))
        if wider.kind in "iu":
            return wider, number
    elif isinstance(operand, numbers.Real) and values.dtype.itemsize < 8:
        return np.dtype(np.float64), float(operand)
    elif isinstance(operand, np.ndarray):
        raise refused
    raise FieldError(f"{name} holds {values.dtype}: no type holds all of that and {printable(repr(fill))}")


def _refusal(name: str, form: Form, other: object) -> FieldError:
    shown = printable(repr(other))
    return FieldError(
        f"{name}: {shown} is {_TIMES[form]}" if form in _TIMES else f"{name} holds {form.value}: {shown} is none"
    )


def _address(form: Form, n_bytes: int, other: object, refused: FieldError) -> object:
    if isinstance(other, str):
        other = bytes(value_of(other, form))  # type: ignore[arg-type]  # forms of addresses give arrays
    # ipaddress' objects hold theirs as "packed".
    raw = getattr(other, "packed", other)
    if isinstance(raw, bytes | bytearray) and len(raw) == n_bytes:
        return np.frombuffer(raw, np.uint8)
    raise refused


def _time(form: Form, other: object, refused: FieldError) -> int | None:
    """Nanoseconds, clipped to int64: a time beyond is beyond every packet's."""
    exact = _exact_time(form, other, refused)
    return None if exact is None else min(max(exact, int(_INT64.min)), int(_INT64.max))


def _exact_time(form: Form, other: object, refused: FieldError) -> int | None:
    """Nanoseconds, however many; None for a time that is none."""
    if isinstance(other, str):
        return _time_text(form, other, refused)
    if isinstance(other, np.datetime64 if form is Form.EPOCH else np.timedelta64):
        return _numpy_ns(other)
    if form is Form.EPOCH and isinstance(other, datetime.datetime) and other.tzinfo is not None:
        return (other - _EPOCH) // datetime.timedelta(microseconds=1) * 1_000
    if form is Form.DURATION and isinstance(other, datetime.timedelta):
        return other // datetime.timedelta(microseconds=1) * 1_000
    if isinstance(other, numbers.Integral) and not isinstance(other, bool | np.timedelta64):
        # A bare number is in nanoseconds, as everywhere.
        return int(other)
    raise refused


def _time_text(form: Form, text: str, refused: FieldError) -> int:
    """Seconds, as tshark writes them; or a date of ISO 8601, which is UTC where it names no zone."""
    zoned = _ZONED.fullmatch(text)
    date = zoned or _DATE.fullmatch(text)
    try:
        if form is not Form.EPOCH or date is None:
            return int(value_of(text, form))
        found = _numpy_ns(np.datetime64(date[1]))
    except (FieldError, ValueError):
        raise refused from None
    assert found is not None  # noqa: S101  # for the type checker: NaT is no date
    if zoned is None or zoned[2] is None:
        return found
    offset_ns = (int(zoned[3]) * 60 + int(zoned[4])) * 60 * _NS_PER["s"]
    return found - offset_ns if zoned[2] == "+" else found + offset_ns


def _numpy_ns(value: np.datetime64 | np.timedelta64) -> int | None:
    """Exact nanoseconds of numpy's time of whatever unit; None for NaT."""
    if np.isnat(value):
        return None
    unit, step = np.datetime_data(value.dtype)
    if unit in _NS_PER:
        return int(value.astype(np.int64)) * step * _NS_PER[unit]
    if unit in ("ps", "fs", "as"):
        return int(value.astype(f"{value.dtype.kind}8[ns]").astype(np.int64))
    return int(value.astype(f"{value.dtype.kind}8[s]").astype(np.int64)) * _NS_PER["s"]
