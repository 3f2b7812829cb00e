"""Document: what a report holds before anybody decides how it looks."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pcapflow.forms import printable
from pcapflow.output import write_text
from pcapflow.results import Block, Note, Verdict, Verdicts, notebook_html, text_of_blocks

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ("Document",)

_WORDS = {True: "ok", False: "FAIL", None: "?"}


@dataclass(frozen=True, slots=True)
class Document:
    """Blocks under one title, and where they come from."""

    title: str
    blocks: tuple[Block, ...]
    capture: str = ""
    """The capture's label: by default its path as given."""
    version: str = ""
    """The version of pcapflow that answered."""
    inputs: tuple[str, ...] = ()
    """Files that it was made of; `save` replaces none of them."""

    def __repr__(self) -> str:
        words = [word for word in (self.capture, self.summary) if word]
        return f"<Document {printable(': '.join([self.title, *words]))}>"

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
        if n_failed:
            text = f"{n_failed} of {_expectations(len(judged))} {'fails' if n_failed == 1 else 'fail'}"
        else:
            text = "1 expectation holds" if len(judged) == 1 else f"All {len(judged)} expectations hold"
        return text + (f", {n_open} could not be judged" if n_open else "")

    @property
    def head(self) -> tuple[Note, ...]:
        """Title, origin and verdict, for renderings that are nothing but blocks."""
        title = Note("title", self.title, self.capture) if self.capture else Note("title", "", self.title)
        verdict = Note("verdict", "", f"{_WORDS[self.ok]}: {self.summary}")
        return (title, verdict) if self.summary else (title,)

    def save(
        self,
        path: str | os.PathLike[str],
        *,
        format: str | None = None,  # noqa: A002  # the option's name
        force: bool = False,
        inputs: Iterable[str | os.PathLike[str]] = (),
    ) -> None:
        """Write the report into a new file, whole or not at all.

        Args:
            path: Its ending names the format: ``.txt``, ``.json``, ``.html``.
            format: The format, where the ending names none.
            force: Replace a file that has this name.
            inputs: Further files that must not be replaced even so.

        Raises:
            OutputError: The file exists or cannot be written, or its ending contradicts ``format`` or names none.
            MissingExtraError: The format needs a package that is not installed.
        """
        # The list knows the renderers, and they know this.
        from pcapflow.reports import format_of

        text = format_of(os.fspath(path), format).render(self)
        write_text(path, text, force=force, inputs=(*self.inputs, *inputs))

    def __str__(self) -> str:
        return text_of_blocks((*self.head, *self.blocks))

    def _repr_html_(self) -> str:
        return notebook_html((*self.head, *self.blocks))


def _expectations(n: int) -> str:
    return f"{n} expectation{'' if n == 1 else 's'}"
