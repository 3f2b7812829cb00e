"""What every analysis gives back: a frozen value that compares, pickles, prints and shows itself in a notebook."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from pcapflow.results._text import text_of_blocks

if TYPE_CHECKING:
    from typing import Self

    from pcapflow.results._blocks import Block

__all__ = ("Result",)


class Result:
    """Base of results: dataclasses, ``frozen=True, slots=True, eq=False``.

    They hold counts and integers, never percentages, so that they can be added.
    """

    __slots__ = ()
    __hash__ = None  # type: ignore[assignment]  # results hold arrays; the default hash would go by identity

    def blocks(self) -> tuple[Block, ...]:
        """What the result says, for any rendering."""
        raise NotImplementedError

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        names = [field.name for field in dataclasses.fields(self)]  # type: ignore[arg-type]  # subclasses are dataclasses
        return all(_equal(getattr(self, name), getattr(other, name)) for name in names)

    def __radd__(self, other: object) -> Self:
        # sum() begins with 0.
        return self if other == 0 else NotImplemented

    def __str__(self) -> str:
        return text_of_blocks(self.blocks())

    def _repr_html_(self) -> str:
        from pcapflow.results._html import notebook_html

        return notebook_html(self.blocks())


def _equal(left: object, right: object) -> bool:
    import numpy as np

    if isinstance(left, np.ndarray) or isinstance(right, np.ndarray):
        return np.array_equal(np.asarray(left), np.asarray(right))
    return bool(left == right)
