"""Processes measured in rounds, every row once a round, and what the rounds say."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

__all__ = ("CLOCKS", "Outcome", "Results", "Row", "measure", "outcome_of")


CLOCKS = ("wall_s", "cpu_s")
"""What times are taken by: the wall's clock, and the processor's, which others on the machine disturb less."""


@dataclass(frozen=True, slots=True)
class Row:
    """What is measured, always in a fresh process."""

    capture: str
    """Name of the file."""
    name: str
    words: tuple[str, ...]
    n_packets: int
    """What the capture holds; a process that says otherwise has failed. 0 where that is not known."""
    whole: bool = False
    """The process from its start to its end; else what it says of itself."""
    most_rounds: int = 99
    env: Mapping[str, str] = field(default_factory=dict)


class Outcome(NamedTuple):
    """One process."""

    wall_s: float
    cpu_s: float
    n_packets: int
    """0 where none was counted."""
    peak_bytes: int
    """The most memory it had."""
    parts: Mapping[str, float]
    """Seconds of parts of the work, by name."""


def outcome_of(row: Row, env: Mapping[str, str]) -> Outcome:
    """Run a row once.

    Raises:
        RuntimeError: It failed, or counted other packets than there are.
    """
    started = time.perf_counter()
    process = subprocess.Popen(
        row.words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env={**env, **row.env}
    )
    assert process.stdout is not None
    with process.stdout:
        printed = process.stdout.read().splitlines()
    _, status, usage = os.wait4(process.pid, 0)
    wall_s = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        last = printed[-1] if printed else "no word why"
        raise RuntimeError(f"{row.capture}, {row.name}: exit status {process.returncode}: {last}")
    if row.whole:
        return Outcome(wall_s, usage.ru_utime + usage.ru_stime, 0, usage.ru_maxrss * 1024, {})
    told = json.loads(printed[-1])
    outcome = Outcome(
        told["wall_s"], told["cpu_s"], told["n_packets"], told.get("peak_bytes", 0), told.get("parts", {})
    )
    if outcome.n_packets not in (0, row.n_packets) and row.n_packets:
        raise RuntimeError(f"{row.capture}, {row.name}: {outcome.n_packets} packets, not {row.n_packets}")
    return outcome


def measure(
    group: str, rows: Sequence[Row], rounds: int, env: Mapping[str, str], say: Callable[[str], None]
) -> Results:
    """Run every row once a round, one after the other, so that what else the machine does meets all of them alike.

    A row that fails is told, and left out from then on.
    """
    results, failed = Results(), []
    for number in range(rounds):
        say(f"{group}: round {number + 1} of {rounds}")
        for row in rows:
            if number >= row.most_rounds or row in failed:
                continue
            try:
                results.add(row.capture, row.name, outcome_of(row, env), row.n_packets, group)
            except RuntimeError as error:
                say(f"failed: {error}")
                failed.append(row)
    return results


class Results:
    """Outcomes by capture and row."""

    def __init__(self, clock: str = CLOCKS[0]) -> None:
        """None yet; ``clock`` is the one that counts."""
        self.clock = clock
        self.outcomes: dict[tuple[str, str], list[Outcome]] = {}
        self.n_packets: dict[str, int] = {}
        self.groups: dict[tuple[str, str], str] = {}

    def __contains__(self, key: object) -> bool:
        return key in self.outcomes

    def add(self, capture: str, name: str, outcome: Outcome, n_packets: int, group: str = "") -> None:
        """One more outcome of a row, which ran in turns with the others of its group."""
        self.outcomes.setdefault((capture, name), []).append(outcome)
        self.groups[capture, name] = group
        self.n_packets[capture] = n_packets

    def update(self, other: Results) -> None:
        """Take in what was measured elsewhere; it replaces rows of the same names."""
        self.outcomes |= other.outcomes
        self.n_packets |= other.n_packets
        self.groups |= other.groups

    def captures(self) -> list[str]:
        """Names of the captures, in the order in which they were measured."""
        return list(dict.fromkeys(capture for capture, _ in self.outcomes))

    def tables(self) -> dict[tuple[str, str], list[str]]:
        """The names of rows by group and capture: what compares with each other."""
        tables: dict[tuple[str, str], list[str]] = {}
        for capture, name in self.outcomes:
            tables.setdefault((self.groups[capture, name], capture), []).append(name)
        return tables

    def seconds(self, capture: str, name: str, clock: str = "") -> float:
        """The median, by the clock that counts or another."""
        return statistics.median(self._times((capture, name), clock or self.clock))

    def _times(self, row: tuple[str, str], clock: str) -> list[float]:
        return [getattr(outcome, clock) for outcome in self.outcomes[row]]

    def peak_bytes(self, capture: str, name: str) -> int:
        """The most that any round had."""
        return max(outcome.peak_bytes for outcome in self.outcomes[capture, name])

    def parts_s(self, capture: str, name: str) -> dict[str, float]:
        """The median of each part."""
        outcomes = self.outcomes[capture, name]
        return {part: statistics.median(outcome.parts[part] for outcome in outcomes) for part in outcomes[0].parts}

    def times_as_fast(self, ours: tuple[str, str], theirs: tuple[str, str]) -> float:
        """The median, over the rounds in which both ran, of their time by ours."""
        pairs = zip(self._times(ours, self.clock), self._times(theirs, self.clock), strict=False)
        return statistics.median(their_s / our_s for our_s, their_s in pairs)

    def to_json(self) -> list[dict[str, object]]:
        """Everything that was measured, as plain values."""
        return [
            {
                "group": self.groups[capture, name],
                "capture": capture,
                "name": name,
                "n_packets": self.n_packets[capture],
                "outcomes": [outcome._asdict() for outcome in outcomes],
            }
            for (capture, name), outcomes in self.outcomes.items()
        ]

    @staticmethod
    def from_json(rows: Iterable[Mapping[str, object]]) -> Results:
        """What `to_json` gave."""
        results = Results()
        for row in rows:
            place = str(row["capture"]), str(row["name"])
            for outcome in row["outcomes"]:  # type: ignore[attr-defined]  # plain values of to_json
                results.add(*place, Outcome(**outcome), int(row["n_packets"]), str(row["group"]))  # type: ignore[call-overload]  # as above
        return results
