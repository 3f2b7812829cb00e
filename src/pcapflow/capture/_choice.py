"""Which packets a slice or a mask stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pcapflow.forms import Form
from pcapflow.table import Column

if TYPE_CHECKING:
    import numpy.typing as npt

__all__ = ("indices_of",)


def indices_of(key: slice | npt.NDArray[np.bool_] | Column, n_packets: int) -> npt.NDArray[np.int64]:
    """int64[K], ascending: indices of the packets under a slice or a mask, of ``n_packets``.

    Raises:
        TypeError: The mask is none, or one of another length.
        ValueError: The slice goes backwards.
    """
    if isinstance(key, slice):
        if (key.step or 1) < 0:
            raise ValueError("packets of a selection stand in the order of the file: a step above 0 is needed")
        return np.arange(n_packets)[key]
    if isinstance(key, Column) and key.form is Form.BOOLEAN:
        key = key == True  # noqa: E712  # a mask that is false where the field is absent
    mask = np.asarray(key)
    if mask.dtype != bool or mask.shape != (n_packets,):
        raise TypeError(f"a mask of {n_packets} truth values is needed, not {mask.dtype} of shape {mask.shape}")
    return np.flatnonzero(mask)
