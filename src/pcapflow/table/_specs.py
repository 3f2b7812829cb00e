"""What a table knows of its layers and columns: plain values, so that it needs no protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from pcapflow.forms import Form

if TYPE_CHECKING:
    from collections.abc import Callable

    from pcapflow.table._options import OptionsSpec

__all__ = ("ColumnSpec", "LayerSpec", "OptionRule", "field_present", "field_values")


class OptionRule(NamedTuple):
    """In which elements of a layer's options a column stands."""

    dtype: np.dtype[np.void]
    """One field, ``value``: how its bytes are read."""
    kinds: tuple[int, ...] = ()
    """Kinds of elements; empty is every one."""
    sizes: tuple[int, ...] = ()
    """Bytes that the element may have; empty is any number that holds the column."""
    every: int = 0
    """The column is repeated after so many bytes, to the element's end; 0 is once."""
    value: Callable[[npt.NDArray[np.generic]], npt.NDArray[np.generic]] | None = None
    """What is made of the number that stands there."""


class ColumnSpec(NamedTuple):
    """A column as one layer declares it."""

    name: str
    layer: str
    field: str
    """Field of the layer's header, or ``value`` of ``option.dtype``."""
    start: int
    """First byte of the header, or of the element, that the column is made of."""
    stop: int
    """The byte after the last one: a header cut before it has no value."""
    form: Form
    meaning: str = ""
    mask: int = -1
    shift: int = 0
    scale: int = 1
    swapped_when: int = 0
    n_bytes: int = 0
    """Of a field of several bytes: how many of its first ones count; 0 is all."""
    when: tuple[tuple[str, int, int, int, bool], ...] = ()
    """Conditions on fields of the header: name, mask, low, high, whether the contrary is meant."""
    option: OptionRule | None = None
    """Where the column stands in the layer's options; None is a field at a fixed place."""


class LayerSpec(NamedTuple):
    """A layer of a table."""

    number: int
    name: str
    title: str
    shown: str
    announces: str
    spaces: frozenset[str]
    """Key spaces in which the layer can be found."""
    dtype: np.dtype[np.void]
    """The header, without padding."""
    columns: tuple[ColumnSpec, ...]
    options: OptionsSpec | None = None


def field_values(header: npt.NDArray[np.void], spec: ColumnSpec) -> npt.NDArray[np.generic]:
    """Values of a column, one for each header; contiguous, native byte order.

    Numbers are of the smallest unsigned type that holds every value the bits
    can have, truth values bool[K], addresses uint8[K, n].
    """
    raw = header[spec.field]
    n_bytes = spec.n_bytes or raw.dtype.itemsize * (raw.shape[1] if raw.ndim == 2 else 1)
    if raw.ndim == 2:
        raw = raw[:, : spec.n_bytes or None]
        if spec.form in _OF_BYTES:
            return np.ascontiguousarray(raw)
        values = _number(raw)
    else:
        values = raw.astype(raw.dtype.newbyteorder("="))
    mask = (1 << 8 * n_bytes) - 1 if spec.mask == -1 else spec.mask
    if spec.swapped_when:
        values = np.where(values & np.array(spec.swapped_when, values.dtype), values.byteswap(), values)
    if spec.mask != -1:
        values &= np.array(mask, values.dtype)
    if spec.shift:
        values >>= np.array(spec.shift, values.dtype)
    if spec.form is Form.BOOLEAN:
        return values.astype(bool)
    smallest = np.min_scalar_type((mask >> spec.shift) * spec.scale)
    if values.dtype != smallest:
        values = values.astype(smallest)
    if spec.scale != 1:
        values *= np.array(spec.scale, smallest)
    return values


_OF_BYTES = (Form.MAC, Form.IPV4, Form.IPV6, Form.BYTES)


def _number(raw: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint32]:
    """The number that up to four bytes make, the first one the most significant."""
    values = np.zeros(len(raw), np.uint32)
    for place in range(raw.shape[1]):
        values = values << np.uint32(8) | raw[:, place]
    return values


def field_present(header: npt.NDArray[np.void], spec: ColumnSpec) -> npt.NDArray[np.bool_] | None:
    """Where the column's conditions hold; None is everywhere. Cut headers are the caller's."""
    present: npt.NDArray[np.bool_] | None = None
    for name, mask, low, high, negated in spec.when:
        values = header[name].astype(np.int64) & mask
        holds = ((values >= low) & (values < high)) != negated
        present = holds if present is None else present & holds
    return present
