"""Which packets of a table are meant, and which of the values that a packet has; what says neither is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pcapflow.errors import OptionError
from pcapflow.table._column import Column

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

__all__ = ("indices_in", "occurrence_of")


def indices_in(which: npt.ArrayLike | Column, n_packets: int) -> npt.NDArray[np.int64]:
    """int64[K], ascending: the packets under a mask, or of these indices.

    Raises:
        OptionError: The mask has not one truth value a packet; or the indices are none, or do not ascend.
    """
    chosen = which.mask() if isinstance(which, Column) else np.asarray(which)
    if chosen.dtype == bool:
        if chosen.shape != (n_packets,):
            raise OptionError(f"a mask of {n_packets} truth values is needed, not one of shape {chosen.shape}")
        return np.flatnonzero(chosen)
    # An empty list is one of floats, to numpy.
    if chosen.ndim != 1 or (chosen.dtype.kind not in "iu" and len(chosen)):
        raise OptionError(f"packets are chosen by a mask or by their indices, not by {chosen.dtype}{chosen.shape}")
    index = chosen.astype(np.int64)
    beyond = np.flatnonzero((index < 0) | (index >= n_packets))
    if len(beyond):
        raise OptionError(f"index {chosen[beyond[0]]} is none of {n_packets} packets, which count from 0")
    wrong = np.flatnonzero(np.diff(index) <= 0)
    if len(wrong):
        before, after = index[wrong[0] : wrong[0] + 2]
        raise OptionError(f"indices must ascend, as packets do in their file: {after} stands behind {before}")
    return index


def occurrence_of(word: str, allowed: Sequence[str]) -> str:
    """The word for one of ``first``, ``last``, ``all``, which tshark calls by their first letters.

    Raises:
        OptionError: None of those that are allowed.
    """
    for name in allowed:
        if word in (name, name[0]):
            return name
    raise OptionError(f"occurrence is {', '.join(allowed[:-1])} or {allowed[-1]}, not {word!r}")
