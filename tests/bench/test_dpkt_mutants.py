"""Nothing but PacketError comes out of the dpkt layer, and nothing takes long."""

from __future__ import annotations

import time
from random import Random
from typing import TYPE_CHECKING

import pytest

from bench import _dpkt_mutants as mutants

if TYPE_CHECKING:
    from pathlib import Path


def test_damaged_packets_are_read_or_refused(data_dir: Path) -> None:
    """Ten thousand; the script of that name has a million."""
    seeds = mutants.seeds_of(str(path) for path in sorted(data_dir.glob("*.pcap")))
    found = mutants.run(seeds, 10_000, seed=1)

    assert [] == found.faults
    assert 10_000 == found.n_packets == found.n_read + found.n_refused
    assert found.n_refused > 100
    assert found.n_applications > found.n_applications_refused > 1_000
    assert found.slowest_s < mutants.MOST_SECONDS


def test_a_mutant_is_never_above_its_limit() -> None:
    dice = Random(1)  # noqa: S311 - test data, no secret

    assert max(len(mutants.mutant(b"abcd" * 1_000, dice)) for _ in range(2_000)) <= mutants.MOST_BYTES


def test_a_hang_is_a_fault() -> None:
    with pytest.raises(mutants.HangError), mutants.at_most(0.01):
        time.sleep(1)
