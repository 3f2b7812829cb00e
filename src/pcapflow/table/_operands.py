"""What a column may be compared with: values of its form, and nothing that merely broadcasts."""

from __future__ import annotations

import datetime
import numbers
from typing import TYPE_CHECKING

import numpy as np

from pcapflow.errors import FieldError
from pcapflow.forms import Form, value_of

if TYPE_CHECKING:
    import numpy.typing as npt

__all__ = ("operand_of",)

_TIMES = (Form.EPOCH, Form.DURATION)
_NS_PER = {"s": 1_000_000_000, "ms": 1_000_000, "us": 1_000, "ns": 1}
_INT64 = np.iinfo(np.int64)
_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


def operand_of(name: str, form: Form, values: npt.NDArray[np.generic], other: object) -> object:
    """Make of a value, or its text, what can be compared with a column's values.

    Returns:
        A number, an array as long as an address, or None for a time that is none.

    Raises:
        FieldError: The field cannot have such a value.
    """
    refused = FieldError(f"{name} holds {form.value}: {other!r} is none")
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
    exact: int | None
    if isinstance(other, str):
        exact = _time_text(form, other)
    elif isinstance(other, np.datetime64 if form is Form.EPOCH else np.timedelta64):
        exact = _numpy_ns(other)
        if exact is None:
            return None
    elif form is Form.EPOCH and isinstance(other, datetime.datetime) and other.tzinfo is not None:
        exact = (other - _EPOCH) // datetime.timedelta(microseconds=1) * 1_000
    elif form is Form.DURATION and isinstance(other, datetime.timedelta):
        exact = other // datetime.timedelta(microseconds=1) * 1_000
    elif isinstance(other, numbers.Integral) and not isinstance(other, bool | np.timedelta64):
        # A bare number is in nanoseconds, as everywhere.
        exact = int(other)
    else:
        raise refused
    return min(max(exact, int(_INT64.min)), int(_INT64.max))


def _time_text(form: Form, text: str) -> int:
    """Seconds, as tshark writes them; or a date of ISO 8601, which is UTC."""
    if form is Form.EPOCH and "-" in text[1:]:
        try:
            found = _numpy_ns(np.datetime64(text))
        except ValueError:
            found = None
        if found is not None:
            return found
    return int(value_of(text, form))


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
