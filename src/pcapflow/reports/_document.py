"""Document: what a report holds before anybody decides how it looks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pcapflow.results import Verdict, Verdicts

if TYPE_CHECKING:
    from pcapflow.results import Block

__all__ = ("Document",)


@dataclass(frozen=True, slots=True)
class Document:
    """Blocks under one title, and where they come from."""

    title: str
    blocks: tuple[Block, ...]
    capture: str = ""
    """The capture's label: by default its path as given."""
    version: str = ""
    """The version of pcapflow that answered."""

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """Every verdict of every block."""
        return tuple(verdict for block in self.blocks if isinstance(block, Verdicts) for verdict in block.verdicts)

    @property
    def ok(self) -> bool | None:
        """False when any verdict fails, True when at least one holds and none fails, None when nothing was judged."""
        return Verdicts("check", "", self.verdicts).ok

    @property
    def summary(self) -> str:
        """All verdicts in one sentence; empty where the document has none."""
        verdicts = self.verdicts
        if not verdicts:
            return ""
        judged = [verdict.ok for verdict in verdicts if verdict.ok is not None]
        n_open = len(verdicts) - len(judged)
        if not judged:
            return f"Nothing could be judged: {_expectations(n_open)} open"
        n_failed = judged.count(False)
        text = (
            f"{n_failed} of {_expectations(len(judged))} {'fails' if n_failed == 1 else 'fail'}"
            if n_failed
            else f"{'All ' if len(judged) > 1 else ''}{_expectations(len(judged))} {'hold' if len(judged) > 1 else 'holds'}"
        )
        return text + (f", {n_open} could not be judged" if n_open else "")


def _expectations(n: int) -> str:
    return f"{n} expectation{'' if n == 1 else 's'}"
