"""What a file says of packets beside their bytes: few packets, if any, and looked for when somebody asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import numpy.typing as npt

from pcapflow.errors import FieldError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

__all__ = ("Notes", "Said")

Said: TypeAlias = tuple[npt.NDArray[np.int64], npt.NDArray[np.generic]]
"""int64[K], ascending: index of the packet, which may stand there several times; and [K] values."""


class Notes:
    """The notes on the packets of a table, by name. They are found in the table's window, while it has one."""

    __slots__ = ("_find", "_found")

    def __init__(self, find: Callable[[], Mapping[str, Said]] | None = None) -> None:
        """Look for nothing yet; without ``find`` it is too late to."""
        self._find = find
        self._found: Mapping[str, Said] | None = None

    @property
    def found(self) -> Mapping[str, Said]:
        """All of them.

        Raises:
            FieldError: The window was given back, and nobody had asked before.
        """
        if self._found is None:
            if self._find is None:
                raise FieldError(
                    "what the file says of packets is gone with the table's window: "
                    "name those columns when the pass begins, or ask before the next table"
                )
            self._found = self._find()
            # What it was found in is let go.
            self._find = None
        return self._found

    def keep(self) -> None:
        """Find them now, for when the window is gone."""
        _ = self.found

    def on(self, index: int, name: str) -> list[Any]:
        """What is said of one packet, in the order of the file."""
        if name not in self.found:
            return []
        packet, values = self.found[name]
        said: list[Any] = values[slice(*np.searchsorted(packet, [index, index + 1]))].tolist()
        return said

    @property
    def is_there(self) -> bool:
        """Whether `found` would not raise."""
        return self._found is not None or self._find is not None

    def give_back(self) -> None:
        """The window is about to be another; what was found stays."""
        self._find = None

    def take(self, index: npt.NDArray[np.int64]) -> Notes:
        """Those on packets of these indices (ascending), which are counted anew; looked for as late as these here."""

        def find() -> Mapping[str, Said]:
            found = {}
            for name, (packet, values) in self.found.items():
                where = np.searchsorted(index, packet)
                kept = where < len(index)
                kept[kept] = index[where[kept]] == packet[kept]
                if kept.any():
                    found[name] = where[kept], values[kept]
            return found

        taken = Notes(find)
        if self._found is not None:
            taken.keep()
        return taken

    @staticmethod
    def join(parts: Sequence[Notes], first_packet: Sequence[int]) -> Notes:
        """Those of consecutive tables, whose packets begin at these indices; none where those of one are gone."""
        if not all(part.is_there for part in parts):
            return Notes()
        found = [part.found for part in parts]
        joined = Notes()
        joined._found = {
            name: tuple(map(np.concatenate, zip(*_counted_on(found, first_packet, name), strict=True)))  # type: ignore[misc]  # two arrays
            for name in dict.fromkeys(name for part in found for name in part)
        }
        return joined


def _counted_on(found: Sequence[Mapping[str, Said]], first_packet: Sequence[int], name: str) -> list[Said]:
    return [
        (part[name][0] + first, part[name][1]) for part, first in zip(found, first_packet, strict=True) if name in part
    ]
