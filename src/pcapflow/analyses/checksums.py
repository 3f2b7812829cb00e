"""Whether the checksums of IPv4, ICMP, ICMPv6, TCP and UDP are right, and which were left to the network card."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from pcapflow.analyses._checksum_verdicts import BAD, COLUMNS, LAYERS, WORDS, verdicts_of
from pcapflow.analyses._of_captures import OfCaptures
from pcapflow.analyses._words import N_LISTED, counted
from pcapflow.results import Grid, GridColumn, Note, Result

if TYPE_CHECKING:
    from pcapflow.results import Block
    from pcapflow.table import PacketTable

__all__ = ("BadChecksum", "CaptureChecksums", "ChecksumCounts", "ChecksumResult", "Checksums")


class BadChecksum(NamedTuple):
    """One that is wrong."""

    protocol: str
    number: int
    """``frame.number``."""
    found: int
    right: int
    """What it should be."""


@dataclass(frozen=True, slots=True)
class ChecksumCounts:
    """The checksums of one protocol."""

    protocol: str
    """The layer's name, as ``ip``."""
    n_good: int = 0
    n_bad: int = 0
    n_cut: int = 0
    """Not to be told: not all was captured, it is a fragment, or a length is impossible."""
    n_unfilled: int = 0
    """Left to the network card, and recorded before it was filled in."""
    n_absent: int = 0
    """UDP without one."""


@dataclass(frozen=True, slots=True, eq=False)
class CaptureChecksums(Result):
    """The checksums of one capture."""

    label: str
    counts: tuple[ChecksumCounts, ...]
    """Of the protocols that occur."""
    bad: tuple[BadChecksum, ...]
    """The first few of each protocol."""

    @property
    def n_bad(self) -> int:
        """Of all protocols."""
        return sum(each.n_bad for each in self.counts)

    def blocks(self) -> tuple[Block, ...]:
        """Counts by protocol, the first that are bad, what offload means."""
        if not self.counts:
            return (Note("checksums.none", "", "No checksums: no header of the capture has one that is known."),)
        heads = [GridColumn("protocol", "Protocol"), *(GridColumn(f"n_{word}", word.capitalize()) for word in WORDS)]
        rows = tuple(
            (each.protocol, each.n_good, each.n_bad, each.n_cut, each.n_unfilled, each.n_absent) for each in self.counts
        )
        found: list[Block] = [Grid("checksums", "Checksums", tuple(heads), rows)]
        if self.bad:
            names = {"frame": "Frame", "protocol": "Protocol", "found": "Found", "right": "Right"}
            columns = tuple(GridColumn(*each) for each in names.items())
            wrong = tuple(
                (each.number, each.protocol, f"0x{each.found:04x}", f"0x{each.right:04x}") for each in self.bad
            )
            is_all = self.n_bad == len(self.bad)
            title = "Bad checksums" if is_all else f"Bad checksums, the first {N_LISTED} of each protocol"
            found.append(Grid("checksums.bad", title, columns, wrong))
        n_unfilled = sum(each.n_unfilled for each in self.counts)
        if n_unfilled:
            text = (
                f"Unfilled by offload: {counted(n_unfilled, 'checksum')}. The packets were recorded on a host that "
                "leaves them to its network card, before that filled them in: on the wire they were others."
            )
            found.append(Note("checksums.offload", "", text))
        return tuple(found)


@dataclass(frozen=True, slots=True, eq=False)
class ChecksumResult(OfCaptures[CaptureChecksums]):
    """The checksums of captures. Results of different captures add."""

    @property
    def n_bad(self) -> int:
        """Of all captures."""
        return sum(capture.n_bad for capture in self.captures)


class Checksums:
    """The checksums of a capture: give it its tables in file order.

    Headers inside of tunnels count like others; those that an error message quotes do not. A later fragment has none.
    """

    columns = ("frame.number", *COLUMNS)

    def __init__(self, label: str = "") -> None:
        """Begin with the capture of that label."""
        self._label = label
        self._counts = dict.fromkeys(LAYERS, np.zeros(len(WORDS), np.int64))
        self._bad: dict[str, list[BadChecksum]] = {name: [] for name in LAYERS}

    def update(self, table: PacketTable) -> None:
        """Take the next table.

        Raises:
            ValueError: It is held, and has no packet bytes.
        """
        self._label = table.label
        for name, judged in verdicts_of(table).items():
            self._counts[name] = self._counts[name] + np.bincount(judged.verdict, minlength=len(WORDS))
            bad = np.flatnonzero(judged.verdict == BAD)[: N_LISTED - len(self._bad[name])]
            for packet, found, right in zip(
                *(part[bad].tolist() for part in (judged.packet, judged.found, judged.right)), strict=True
            ):
                self._bad[name].append(BadChecksum(name, int(table.number[packet]), found, right))

    def result(self) -> ChecksumResult:
        """What was found in all tables."""
        counts = tuple(ChecksumCounts(name, *found.tolist()) for name, found in self._counts.items() if found.any())
        bad = tuple(each for found in self._bad.values() for each in found)
        return ChecksumResult((CaptureChecksums(self._label, counts, bad),))
