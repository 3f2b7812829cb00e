"""What a file says beside its packets and interfaces, collected: sections, statistics, names.

No packet depends on it: a block that cannot be read to its end is read as far
as it can be, noted as a flaw, and what follows is read as ever.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pcapflow.files._records import Damage, Notes, Statistics
from pcapflow.files._walk import INTERFACE_STATISTICS, NAME_RESOLUTION, SECTION_HEADER
from pcapflow.files.pcapng._section import parse_section

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pcapflow.files._records import Interface, SectionNotes
    from pcapflow.files.pcapng._names import Names
    from pcapflow.files.pcapng._packets import Section

__all__ = ("MOST_NOTED", "Notebook")

MOST_NOTED = 65_536
"""So many sections, names and flaws are remembered, of each: a file may have as many as it has room for."""

SPEC = "draft-ietf-opsawg-pcapng section 4"


class Said(NamedTuple):
    """What one block says, and where it stands: it counts when the packets before it could be read."""

    at: int
    sections: tuple[SectionNotes, ...] = ()
    statistics: tuple[tuple[int, Statistics], ...] = ()
    names: Names = ()
    problem: str = ""


class Notebook:
    """Read a block when the walk comes to it, and note what it said when the window is done."""

    def __init__(self) -> None:
        self._sections: list[SectionNotes] = []
        self._statistics: dict[int, Statistics] = {}
        self._names: dict[str, dict[str, None]] = {}
        self._n_names = 0
        self._flaws: list[Damage] = []
        self._said: list[Said] = []

    def read(self, at: int, kind: int, body: bytes, section: Section, interfaces: Sequence[Interface]) -> None:
        """Take in a block of a window; of other kinds than these three nothing is noted."""
        # Names and statistics stand at the end of few files.
        if kind == SECTION_HEADER:
            said, problem = parse_section(body, section.order)
            self._said.append(Said(at, sections=(said,), problem=problem))
        elif kind == INTERFACE_STATISTICS:
            from pcapflow.files.pcapng._statistics import interface_of, parse_statistics

            index = section.first_interface + interface_of(body, section.order)
            # What is said of an interface that is not described concerns no packet; tshark skips it, too.
            if index < len(interfaces):
                found, problem = parse_statistics(body, section.order, interfaces[index])
                self._said.append(Said(at, statistics=((index, found),), problem=problem))
        elif kind == NAME_RESOLUTION:
            from pcapflow.files.pcapng._names import parse_names

            names, problem = parse_names(body, section.order, MOST_NOTED)
            self._said.append(Said(at, names=names, problem=problem))

    def note(self, offset: int, stop: int) -> None:
        """Keep what blocks before a byte of the window, which begins at a byte of the file, have said; no others."""
        said, self._said = self._said, []
        for one in said:
            if one.at >= stop:
                break
            self._sections += one.sections[: MOST_NOTED - len(self._sections)]
            for index, statistics in one.statistics:
                self._statistics[index] = self._statistics.get(index, Statistics()).then(statistics)
            for address, names in one.names:
                self._note_names(address, names)
            if one.problem and len(self._flaws) < MOST_NOTED:
                self._flaws.append(Damage(offset + one.at, one.problem, SPEC))

    def _note_names(self, address: str, names: tuple[str, ...]) -> None:
        if self._n_names < MOST_NOTED:
            known = self._names.setdefault(address, {})
            n_before = len(known)
            known.update(dict.fromkeys(names))
            self._n_names += len(known) - n_before

    @property
    def notes(self) -> Notes:
        """All that was noted."""
        # Copied at once: another thread's pass may go on noting.
        names = {address: tuple(names) for address, names in dict(self._names).items()}
        return Notes(tuple(self._sections), dict(self._statistics), names, tuple(self._flaws))
