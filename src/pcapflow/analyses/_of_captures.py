"""The base of results that hold one finding a capture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from pcapflow.analyses._union import joined_labels
from pcapflow.errors import PcapflowError
from pcapflow.results import Result

if TYPE_CHECKING:
    from typing import Self

    from pcapflow.results import Block

__all__ = ("OfCaptures",)


class _Found(Protocol):
    @property
    def label(self) -> str: ...
    def blocks(self) -> tuple[Block, ...]: ...


F = TypeVar("F", bound=_Found)


@dataclass(frozen=True, slots=True, eq=False)
class OfCaptures(Result, Generic[F]):
    """What was found in captures. Results of different captures add."""

    captures: tuple[F, ...] = ()

    def __add__(self, other: Self) -> Self:
        """Both results side by side.

        Raises:
            PcapflowError: A capture stands in both.
        """
        joined_labels(*(tuple(each.label for each in result.captures) for result in (self, other)))
        return type(self)(self.captures + other.captures)

    def only(self) -> F:
        """The one capture.

        Raises:
            PcapflowError: There are several, or none.
        """
        if len(self.captures) != 1:
            raise PcapflowError(f"{len(self.captures)} captures, not one")
        return self.captures[0]

    def blocks(self) -> tuple[Block, ...]:
        """The blocks of each capture."""
        return tuple(block for capture in self.captures for block in capture.blocks())
