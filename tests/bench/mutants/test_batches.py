"""Batches of damaged files: the same whoever reads them, and what kills a process is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench._mutants import batches, files
from pcapflow.testing import build

if TYPE_CHECKING:
    import pytest

SEEDS = [build.pcap(bytes(60), bytes(70)), build.pcapng(build.Interface(), bytes(60))]


def test_what_is_read_depends_on_the_seed_and_the_batch_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not on how many processes there are, nor on where it begins; each sum is told."""
    monkeypatch.setattr(batches, "BATCH", 40)

    one, two, three = (each.n_damaged for each in batches.run(SEEDS, 100, 7))
    assert 0 < one < two < three
    *_, rest = batches.run(SEEDS, 100, 7, first=40, n_processes=2)
    assert (60, three - one) == (rest.n_files, rest.n_damaged)


def test_a_process_that_dies_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """With its batch and its status; the others go on."""
    monkeypatch.setattr(batches, "BATCH", 5)
    nothing: list[bytes] = []
    *_, found = batches.run(nothing, 10, 3)

    assert [f"seed and batch 3 {batch}: the process ended with status 1" for batch in (0, 1)] == found.faults


def test_a_process_without_an_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is killed when its time is over."""
    monkeypatch.setattr(batches, "MOST_SECONDS", 0.01)
    (found,) = batches.run(SEEDS, 10_000, 3)

    assert ["seed and batch 3 0: the process ended with status -9"] == found.faults


def test_outcomes_add() -> None:
    """The slower of both is the slowest."""
    one, other = files.run(SEEDS, 20, 1), files.run(SEEDS, 30, 2)
    both = one.plus(other)

    assert (50, one.n_damaged + other.n_damaged) == (both.n_files, both.n_damaged)
    assert max(one.slowest_s, other.slowest_s) == both.slowest_s
    assert 50 == both.by_way.total()
