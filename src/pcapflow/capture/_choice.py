"""Which packets a slice, a mask or indices stand for."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from pcapflow.table import indices_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from pcapflow.table import Column

__all__ = ("Choice", "indices_of")

Choice: TypeAlias = "slice | Sequence[int] | npt.NDArray[np.bool_ | np.integer] | Column"
"""Packets: a slice, indices, a mask, or a column of truth values."""


def indices_of(key: Choice, n_packets: int) -> npt.NDArray[np.int64]:
    """int64[K], ascending: the packets of a slice, under a mask, or of indices, of ``n_packets``.

    Raises:
        FieldError: A column that is no truth value.
        OptionError: The mask has not one truth value a packet; or the indices are none, or do not ascend.
        ValueError: The slice goes backwards.
    """
    if isinstance(key, slice):
        if (key.step or 1) < 0:
            raise ValueError("packets of a selection stand in the order of the file: a step above 0 is needed")
        return np.arange(n_packets)[key]
    return indices_in(key, n_packets)
