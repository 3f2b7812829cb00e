from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

from bench._startup import Cost, Pairs, compare, cost_of, environment

if TYPE_CHECKING:
    from pathlib import Path


def test_each_command_runs_as_often() -> None:
    """Once before, which does not count, then in turns."""
    pairs = compare([sys.executable, "-c", ""], [sys.executable, "-c", ""], 2, os.environ)

    assert (2, 2) == (len(pairs.ours), len(pairs.theirs))


def test_the_processors_time_is_the_commands_own() -> None:
    """Sleeping costs none, and takes its time all the same."""
    cost = cost_of([sys.executable, "-I", "-S", "-c", "import time; time.sleep(1)"], os.environ)

    assert cost.wall_s >= 1
    assert 0 < cost.cpu_s < cost.wall_s / 2


def test_a_command_that_fails_is_no_measure() -> None:
    """Its name and status are told."""
    with pytest.raises(RuntimeError, match=r"exit status 3"):
        cost_of([sys.executable, "-c", "raise SystemExit(3)"], os.environ)


def test_a_ratio_is_taken_pair_by_pair() -> None:
    """One pair that ran on a busy machine does not count more than the others; nor does it make the least."""
    pairs = Pairs(
        ours=(Cost(1, 1), Cost(30, 3), Cost(2, 2)),
        theirs=(Cost(2, 4), Cost(40, 4), Cost(4, 4)),
    )

    assert Cost(0.5, 0.5) == pairs.ratios()
    assert (Cost(2, 2), Cost(4, 4)) == pairs.medians()
    assert (Cost(1, 1), Cost(2, 4)) == pairs.least()


def test_bytecode_is_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Once, beside the modules of nobody else."""
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")

    cost_of([sys.executable, "-c", "import pcapflow"], environment(tmp_path))

    assert [] != [*tmp_path.rglob("errors.*.pyc")]
