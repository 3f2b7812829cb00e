"""What two commands cost, run in turns: wall clock and processor, whole processes."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

__all__ = ("MOST", "Cost", "Pairs", "compare", "cost_of", "environment", "ping_and_tshark")

MOST = 0.75
"""How much of tshark's time a ping of a few packets may take."""


class Cost(NamedTuple):
    """What one process took."""

    wall_s: float
    cpu_s: float
    """User's and system's together."""


class Pairs(NamedTuple):
    """Costs of two commands, of which each pair ran one right after the other."""

    ours: tuple[Cost, ...]
    theirs: tuple[Cost, ...]

    def medians(self) -> tuple[Cost, Cost]:
        """The median of each command."""
        ours, theirs = (Cost(*map(statistics.median, zip(*costs, strict=True))) for costs in self)
        return ours, theirs

    def least(self) -> tuple[Cost, Cost]:
        """The least of each command: what it takes where nothing disturbs it."""
        ours, theirs = (Cost(*map(min, zip(*costs, strict=True))) for costs in self)
        return ours, theirs

    def ratios(self) -> Cost:
        """The median over all pairs of what ours took, as a part of what theirs took."""
        pairs = list(zip(self.ours, self.theirs, strict=True))
        return Cost(
            statistics.median(our.wall_s / their.wall_s for our, their in pairs),
            statistics.median(our.cpu_s / their.cpu_s for our, their in pairs),
        )


def environment(cache: Path) -> dict[str, str]:
    """The environment as it is for users: bytecode is written once, into a folder of its own, and read from then on."""
    ours = {"PYTHONPYCACHEPREFIX": str(cache)}
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | ours


def ping_and_tshark(capture: Path) -> tuple[list[str], list[str]]:
    """The two commands that answer about one capture."""
    return [sys.executable, "-m", "pcapflow", "ping", str(capture)], ["tshark", "-r", str(capture)]


def compare(ours: Sequence[str], theirs: Sequence[str], n_pairs: int, env: Mapping[str, str]) -> Pairs:
    """Run two commands in turns, each once before that for what is kept between runs: bytecode, the file's pages.

    Raises:
        RuntimeError: A command failed.
    """
    cost_of(ours, env), cost_of(theirs, env)
    pairs = [(cost_of(ours, env), cost_of(theirs, env)) for _ in range(n_pairs)]
    return Pairs(*zip(*pairs, strict=True))


def cost_of(words: Sequence[str], env: Mapping[str, str]) -> Cost:
    """Run a command whose output goes nowhere.

    Raises:
        RuntimeError: It failed.
    """
    started = time.perf_counter()
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=env)
    _, status, usage = os.wait4(process.pid, 0)
    wall_s = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(words)}: exit status {process.returncode}")
    return Cost(wall_s, usage.ru_utime + usage.ru_stime)
