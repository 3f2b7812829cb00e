"""What a walk must know of interfaces, a column each; made longer where a file describes more of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from pcapflow.files import Interface

__all__ = ("Interfaces",)

Number = TypeVar("Number", np.int32, np.int64)


class Interfaces:
    """Columns over all interfaces that a capture has described so far; none at first."""

    def __init__(self) -> None:
        """Nothing is described."""
        self.all: tuple[Interface, ...] = ()
        self.linktype: npt.NDArray[np.int32] = np.empty(0, np.int32)
        self.number: npt.NDArray[np.int32] = np.empty(0, np.int32)
        """The file's own number for each, -1 where it gives none."""
        self.fcs_bytes: npt.NDArray[np.int64] = np.empty(0, np.int64)

    def know(self, interfaces: tuple[Interface, ...]) -> int:
        """Take them all; those of before are not looked at again, for a file may describe one in every window.

        Returns:
            How many were known before and are the same.
        """
        n_known = len(self.all)
        if len(interfaces) < n_known or (n_known and interfaces[n_known - 1] is not self.all[-1]):
            n_known = 0
        new = interfaces[n_known:]
        self.linktype = _longer(self.linktype[:n_known], [one.linktype for one in new])
        self.number = _longer(self.number[:n_known], [-1 if one.number is None else one.number for one in new])
        self.fcs_bytes = _longer(self.fcs_bytes[:n_known], [one.fcs_bytes for one in new])
        self.all = interfaces
        return n_known


def _longer(known: npt.NDArray[Number], new: list[int]) -> npt.NDArray[Number]:
    return np.concatenate([known, np.array(new, known.dtype)])
