from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from pcapflow.errors import PcapflowError
from pcapflow.results import Note, Result
from pcapflow.testing import build
from pcapflow.testing.conformance import AnalysisRules, run

if TYPE_CHECKING:
    from collections.abc import Callable

    from pcapflow.results import Block
    from pcapflow.table import PacketTable


@dataclass(frozen=True, slots=True, eq=False)
class Total(Result):
    labels: tuple[str, ...]
    numbers: tuple[int, ...]

    def __add__(self, other: Total) -> Total:
        if set(self.labels) & set(other.labels):
            raise PcapflowError(f"twice: {self.labels[0]}")
        return Total(self.labels + other.labels, self.numbers + other.numbers)

    def blocks(self) -> tuple[Block, ...]:
        return (Note("total", "", f"{self.numbers} of {self.labels}"),)


class Summing:
    """Adds up one number for each table; an honest one does not depend on where the tables end."""

    def __init__(self, label: str, number_of: Callable[[PacketTable], int]) -> None:
        self.label = label
        self.number_of = number_of
        self.total = 0

    def update(self, table: PacketTable) -> None:
        self.total += self.number_of(table)

    def result(self) -> Total:
        return Total((self.label,), (self.total,))


class TestHonest(AnalysisRules):
    def make(self, label: str) -> Summing:
        return Summing(label, len)


class CountsTables(AnalysisRules):
    def make(self, label: str) -> Summing:
        return Summing(label, lambda _table: 1)


class ForgetsItsCapture(AnalysisRules):
    def make(self, label: str) -> Summing:  # noqa: ARG002  # that is its fault
        return Summing("a", len)


def test_who_depends_on_the_cuts_is_found_out() -> None:
    """An analysis that counts tables."""
    with pytest.raises(AssertionError):
        CountsTables().test_where_the_table_is_cut_does_not_matter()


def test_who_does_not_know_its_capture_is_found_out() -> None:
    """An analysis whose results all have one label cannot be added."""
    with pytest.raises(PcapflowError, match="twice"):
        ForgetsItsCapture().test_results_of_different_captures_add()


def test_cuts_are_packets_of_the_capture() -> None:
    """Counted from 0 through all windows; each begins a new table."""
    sizes: list[int] = []
    capture = build.capture(*(build.ping(seq=seq) for seq in range(10)))

    def size(table: PacketTable) -> int:
        sizes.append(len(table))
        return len(table)

    result = run(Summing("a", size), capture, cuts=[3, 3, 0, 99, 7])

    assert ((10,), [3, 4, 3]) == (result.numbers, sizes)
