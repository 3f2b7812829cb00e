"""Ping statistics from the wire: which echo requests were answered, and after how long."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pcapflow.analyses import _echoes, _neighbors
from pcapflow.analyses._echoes import Echoes
from pcapflow.analyses._neighbors import Neighbors, Unanswered
from pcapflow.analyses._notes import capture_notes
from pcapflow.analyses._sessions import sessions_of
from pcapflow.analyses._union import joined_labels
from pcapflow.errors import PcapflowError
from pcapflow.forms import printable
from pcapflow.results import Note, Result, text_of_blocks

if TYPE_CHECKING:
    from pcapflow.analyses._session import PingSession
    from pcapflow.results import Block
    from pcapflow.table import PacketTable

__all__ = ("Ping", "PingResult")


@dataclass(frozen=True, slots=True, eq=False)
class PingResult(Result):
    """The echo sessions of captures. Results of different captures add."""

    captures: tuple[str, ...] = ()
    """Labels of the captures."""
    sessions: tuple[PingSession, ...] = ()
    """By capture, in the order of their first packets."""
    unanswered: tuple[Unanswered, ...] = ()
    """Addresses that were looked for on their network, and did not answer."""
    n_cut: int = 0
    """Echo packets that are cut before their sequence number ends, and in no session."""

    def __add__(self, other: PingResult) -> PingResult:
        """Both results side by side.

        Raises:
            PcapflowError: A capture stands in both.
        """
        return PingResult(
            joined_labels(self.captures, other.captures),
            self.sessions + other.sessions,
            self.unanswered + other.unanswered,
            self.n_cut + other.n_cut,
        )

    def __repr__(self) -> str:
        labels = printable(", ".join(self.captures))
        answered = f"{self.n_answered} of {self.n_requests}"
        return f"<PingResult {labels}: sessions: {len(self.sessions)}, requests answered: {answered}>"

    @property
    def n_requests(self) -> int:
        """Requests of all sessions."""
        return sum(session.n_requests for session in self.sessions)

    @property
    def n_answered(self) -> int:
        """Requests of all sessions that were answered."""
        return sum(session.n_received for session in self.sessions)

    def only(self) -> PingSession:
        """The one session with requests.

        Raises:
            PcapflowError: There is none, or there are several.
        """
        asked = [session for session in self.sessions if session.n_requests]
        if len(asked) != 1:
            names = "".join(f"; {session.name}" for session in asked)
            raise PcapflowError(f"{', '.join(self.captures)}: {len(asked)} ping sessions, not one{names}")
        return asked[0]

    def blocks(self, *, quiet: bool = False) -> tuple[Block, ...]:
        """Ping's block for each session, and what ping would not say.

        Args:
            quiet: Of each block the first line and the statistics alone, as ``ping -q``.
        """
        several = len(self.captures) > 1
        found: list[Block] = []
        for session in self.sessions:
            found += session.blocks(quiet=quiet, title=session.label if several else "")
        notes = capture_notes(self.n_cut, self.n_requests, self.n_answered, self.unanswered)
        found += [Note("ping.note", "", line) for line in notes]
        return tuple(found)

    def text(self, *, quiet: bool = False) -> str:
        """What ``pcapflow ping`` prints, without the last newline."""
        return text_of_blocks(self.blocks(quiet=quiet))


class Ping:
    """Ping statistics: give it the tables of one capture in file order."""

    columns = (*_echoes.COLUMNS, *_neighbors.COLUMNS)

    def __init__(self, label: str = "") -> None:
        """Begin. The capture's label is that of its tables; ``label`` is for a capture without a packet."""
        self._label = label
        self._echoes = Echoes()
        self._neighbors = Neighbors()

    def update(self, table: PacketTable) -> None:
        """Take the next table."""
        self._label = table.label
        self._echoes.update(table)
        self._neighbors.update(table)

    def result(self) -> PingResult:
        """What was found in all tables."""
        return PingResult(
            (self._label,),
            sessions_of(self._echoes, self._label),
            self._neighbors.unanswered(),
            self._echoes.n_cut,
        )
