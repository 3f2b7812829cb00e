"""Whether the pings of a capture are what they should be.

On any capture: no loss, no duplicates, right checksums, one TTL in each
direction, and nothing dropped while capturing, where the file has counts of
that. With the manifest of a recording also what that experiment should show,
with a text of ping that the wire bears it out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from pcapflow.analyses import _echoes
from pcapflow.analyses._against_text import against_verdicts
from pcapflow.analyses._echoes import Echoes, echo_packets
from pcapflow.analyses._interfaces import drop_verdicts
from pcapflow.analyses._manifest_verdicts import manifest_verdicts
from pcapflow.analyses._of_captures import OfCaptures
from pcapflow.analyses._sessions import sessions_of
from pcapflow.analyses._wire_verdicts import wire_verdicts
from pcapflow.analyses._words import counted
from pcapflow.files import NO_NOTES
from pcapflow.results import Note, Result, Verdict, Verdicts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pcapflow.analyses._session import PingSession
    from pcapflow.files import Interface, Notes
    from pcapflow.ping_text import PingText
    from pcapflow.results import Block
    from pcapflow.table import PacketTable

__all__ = ("Check", "CheckResult", "CheckedCapture")


@dataclass(frozen=True, slots=True, eq=False)
class CheckedCapture(Result):
    """Verdicts on the pings of one capture."""

    label: str
    verdicts: tuple[Verdict, ...]
    sessions: tuple[PingSession, ...]
    """What was judged."""
    n_packets: int
    n_echoes: int
    """Echo packets; the others are counted, not judged."""
    compared_with: str = ""
    """The text of ping that was compared, by its name."""
    n_expected: int = 0
    """How many of the last verdicts were asked for."""

    @property
    def ok(self) -> bool | None:
        """False when any verdict fails; None without an echo request, or when what was asked for cannot be judged."""
        ok = Verdicts("check", "", self.verdicts).ok
        asked = self.verdicts[len(self.verdicts) - self.n_expected :]
        is_judged = any(session.n_requests for session in self.sessions) and None not in {each.ok for each in asked}
        return ok if ok is False or is_judged else None

    def blocks(self) -> tuple[Block, ...]:
        """The verdicts, and what they do not speak of."""
        return (Verdicts("check", "", self.verdicts), *(Note("check.note", "", line) for line in self._notes()))

    def _notes(self) -> Iterable[str]:
        if self.compared_with:
            yield f"Compared with what ping printed: {self.compared_with}."
        for at in sorted({session.vantage for session in self.sessions if session.others}):
            yield f"Judged as seen at {at}, which saw the requests first."
        n_others = self.n_packets - self.n_echoes
        echoes = f"{counted(self.n_packets, 'packet')}: {counted(self.n_echoes, 'echo packet')}"
        yield f"{echoes}; not judged: {n_others}."


@dataclass(frozen=True, slots=True, eq=False)
class CheckResult(OfCaptures[CheckedCapture]):
    """Verdicts on the pings of captures. Results of different captures add."""

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """Those of all captures."""
        return tuple(verdict for capture in self.captures for verdict in capture.verdicts)

    @property
    def sessions(self) -> tuple[PingSession, ...]:
        """Those of all captures."""
        return tuple(session for capture in self.captures for session in capture.sessions)

    @property
    def ok(self) -> bool | None:
        """False when any capture fails, None when in any nothing was judged, else True."""
        found = [capture.ok for capture in self.captures]
        return False if False in found else None if None in found or not found else True

    def with_expected(self, verdicts: Iterable[Verdict]) -> CheckResult:
        """The result of one capture, with verdicts that were asked for behind its own."""
        capture, more = self.only(), tuple(verdicts)
        return CheckResult((replace(capture, verdicts=(*capture.verdicts, *more), n_expected=len(more)),))

    def blocks(self) -> tuple[Block, ...]:
        """The blocks of each capture."""
        several = len(self.captures) > 1
        return tuple(
            block._replace(title=capture.label) if several and isinstance(block, Verdicts) else block
            for capture in self.captures
            for block in capture.blocks()
        )


class Check:
    """Verdicts on a capture: give it its tables in file order."""

    columns: tuple[str, ...] = (*_echoes.COLUMNS, "frame.drop_count")

    def __init__(
        self,
        label: str = "",
        *,
        manifest: Mapping[str, object] | None = None,
        against: PingText | None = None,
        compared_with: str = "",
    ) -> None:
        """Begin.

        Args:
            label: For a capture without a packet; else it is that of the tables.
            manifest: What was written beside the recording.
            against: What ping printed.
            compared_with: Where that stands, for people.
        """
        self._label = label
        self._manifest = manifest
        self._against = against
        self._compared_with = compared_with
        self._echoes = Echoes()
        self._n_packets = self._n_echoes = 0
        self._paths: dict[str, list[int]] = {}
        """Layers of echo packets -> frame numbers of the first of them, and how many there are."""
        self._lost: dict[int, int] = {}
        """Interface -> packets that were lost before some of its packets, where these say so."""
        self._unread = ""
        """The first packet of whose options not all could be read, and why."""
        if manifest is not None:
            self.columns = (*self.columns, "frame.protocols")

    def update(self, table: PacketTable) -> None:
        """Take the next table."""
        self._label = table.label
        self._echoes.update(table)
        self._n_packets += len(table)
        if (dropped := table.notes.found.get("drop_count")) is not None:
            packet, lost = dropped
            for interface, n in zip(table.interface[packet].tolist(), lost.tolist(), strict=True):
                self._lost[interface] = self._lost.get(interface, 0) + n
        if not self._unread and (problems := table.notes.found.get("problem")) is not None:
            self._unread = f"packet {table.number[problems[0][0]]}: {problems[1][0]}"
        packets = echo_packets(table)
        self._n_echoes += len(packets)
        if self._manifest is not None and len(packets):
            paths, first, counts = np.unique(
                table.column("frame.protocols").values[packets], return_index=True, return_counts=True
            )
            for path, at, count in zip(paths.tolist(), first.tolist(), counts.tolist(), strict=True):
                self._paths.setdefault(path, [int(table.number[packets[at]]), 0])[1] += count

    def result(self, *, interfaces: Sequence[Interface] = (), notes: Notes = NO_NOTES) -> CheckResult:
        """What was found in all tables.

        Args:
            interfaces: Those that the file describes.
            notes: What it says beside packets and interfaces.
        """
        sessions = sessions_of(self._echoes, self._label)
        asked = tuple(session for session in sessions if session.n_requests)
        names = [interface.name for interface in interfaces]
        unread = str(notes.flaws[0]) if notes.flaws else self._unread
        verdicts = [*wire_verdicts(asked), *drop_verdicts(names, notes.statistics, self._lost, unread)]
        if self._manifest is not None:
            paths = {path: (first, count) for path, (first, count) in self._paths.items()}
            verdicts += manifest_verdicts(self._manifest, asked, paths, self._n_packets)
        if self._against is not None:
            verdicts += against_verdicts(self._against, asked, self._manifest)
        compared_with = self._compared_with if self._against is not None else ""
        checked = CheckedCapture(self._label, tuple(verdicts), sessions, self._n_packets, self._n_echoes, compared_with)
        return CheckResult((checked,))
