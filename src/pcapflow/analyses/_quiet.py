"""``ping -q`` in bounded memory: nearly every session is counted while it is read, and few are kept.

What a flow must look like to be counted is said in kernel/_tallies.pyx. The
others are worked out as `Ping` does, from rows: those that were kept, or those
of a second pass. Where nothing compiled runs, everything is kept.
"""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from pcapflow.analyses import _echoes, _neighbors
from pcapflow.analyses._echoes import Echoes
from pcapflow.analyses._flows import flow_at
from pcapflow.analyses._neighbors import Neighbors
from pcapflow.analyses._notes import capture_notes
from pcapflow.analyses._tallies import TALLY, tallies_at, tally_blocks
from pcapflow.kernel import is_compiled
from pcapflow.results import Note, text_of_blocks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pcapflow.analyses._session import PingSession
    from pcapflow.kernel._tallies import Tallies
    from pcapflow.results import Block
    from pcapflow.table import PacketTable

__all__ = ("MOST_ROWS", "PingSummary", "QuietPing")

Flags = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.void]

MOST_ROWS = 1 << 18
"""Echo packets that are kept for the case that a second pass can be spared: 10 MiB."""


class PingSummary(NamedTuple):
    """What ``ping -q`` prints of every session."""

    text: str
    """Without the last newline."""
    n_requests: int
    n_answered: int

    def __str__(self) -> str:
        return self.text


class QuietPing:
    """The text of `PingResult.text(quiet=True)`: give it the tables of one capture in file order.

    Then, unless ``again()`` is None, give that the tables once more.
    """

    columns = (*_echoes.COLUMNS, *_neighbors.COLUMNS)

    def __init__(self, label: str = "", *, keep_all: bool = False) -> None:
        """Begin. With ``keep_all`` a second pass is never needed."""
        self._label = label
        self._echoes = Echoes()
        self._neighbors = Neighbors()
        self._tallies = _tallies()
        self._most_rows = None if keep_all or self._tallies is None else MOST_ROWS
        self._n_rows = 0

    def update(self, table: PacketTable) -> None:
        """Take the next table."""
        self._neighbors.update(table)
        rows = self._echoes.rows_of(table)
        if not len(rows):
            return
        if self._tallies is not None:
            self._tallies.update(rows)
        self._n_rows += len(rows)
        if self._most_rows is None or self._n_rows <= self._most_rows:
            self._echoes.echo.append(rows)
        else:
            self._echoes.echo.clear()

    def again(self) -> ChosenEchoes | None:
        """What must see the tables once more before there is a result."""
        if self._most_rows is None or self._n_rows <= self._most_rows:
            return None
        odd = self._odd(self._counted())
        if not odd.any():
            return None
        self._echoes = self._echoes.anew()
        return ChosenEchoes(self._echoes, odd)

    def result(self) -> PingSummary:
        """What was found in all tables."""
        tallies = self._counted()
        odd = self._odd(tallies)
        plain = np.flatnonzero(~odd[: len(tallies)] & (tallies["asked"] | tallies["told"]))
        plain = plain[np.argsort(tallies["number"][plain], kind="stable")]
        kept = self._kept(odd) if odd.any() else []
        n_requests = int(tallies["n_requests"][plain].sum()) + sum(session.n_requests for *_, session in kept)
        n_answered = int(tallies["n_received"][plain].sum()) + sum(session.n_received for *_, session in kept)

        def counted() -> Iterator[tuple[int, int, Iterable[Block]]]:
            keys = self._echoes.flow_numbers.keys_from(0)
            for at, tally in zip(plain.tolist(), tallies_at(tallies, plain), strict=True):
                yield tally.number, at, tally_blocks(flow_at(keys, at), tally)

        def blocks() -> Iterator[Block]:
            others = ((number, flow, session.blocks(quiet=True)) for number, flow, session in kept)
            for *_, each in heapq.merge(counted(), others, key=lambda session: session[:2]):
                yield from each
            for line in capture_notes(self._echoes.n_cut, n_requests, n_answered, self._neighbors.unanswered()):
                yield Note("ping.note", "", line)

        return PingSummary(text_of_blocks(blocks()), n_requests, n_answered)

    def _kept(self, odd: Flags) -> list[tuple[int, int, PingSession]]:
        from pcapflow.analyses._sessions import numbered_sessions

        self._echoes.choose(odd)
        return numbered_sessions(self._echoes, self._label)

    def _counted(self) -> Rows:
        """TALLY[N] of the flows of which an echo packet was met."""
        return np.frombuffer(b"" if self._tallies is None else self._tallies.tobytes(), TALLY)

    def _odd(self, tallies: Rows) -> Flags:
        """bool[number of flows]: those that are not counted."""
        if self._tallies is None:
            return np.ones(len(self._echoes.flow_numbers), bool)
        odd, asked, told = (np.zeros(len(self._echoes.flow_numbers), bool) for _ in range(3))
        n = len(tallies)
        odd[:n], asked[:n], told[:n] = tallies["is_odd"], tallies["asked"], tallies["told"]
        for errors in self._echoes.errors:
            odd[errors["flow"]] = True
        if (told & ~asked).any():
            from pcapflow.analyses._sessions import adopted

            flow_of = adopted(self._echoes.flows, asked, told)
            strangers = np.flatnonzero(flow_of != np.arange(len(odd)))
            odd[strangers] = odd[flow_of[strangers]] = True
        return odd


def _tallies() -> Tallies | None:
    if not is_compiled():
        return None
    from pcapflow.kernel import _tallies as kernel

    return kernel.Tallies()


class ChosenEchoes:
    """The second pass: keeps the echo packets of some flows."""

    columns = _echoes.COLUMNS

    def __init__(self, echoes: Echoes, chosen: Flags) -> None:
        """``chosen``: bool[number of flows]."""
        self._echoes = echoes
        self._chosen = chosen

    def update(self, table: PacketTable) -> None:
        """Take the next table."""
        rows = self._echoes.rows_of(table)
        rows = rows[self._chosen[rows["flow"]]]
        if len(rows):
            self._echoes.echo.append(rows)

    def result(self) -> None:
        """Nothing of its own."""
