"""Machine output of commands: one JSON object a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pcapflow.results import Block

__all__ = ("print_failure", "print_result")


def print_result(title: str, label: str, blocks: tuple[Block, ...]) -> None:
    """A result as one line."""
    # Most runs print text: the renderings are imported where they are asked for.
    from pcapflow import __version__
    from pcapflow.reports import Document, to_json

    print(to_json.line(Document(title, blocks, label, __version__)), flush=True)


def print_failure(path: str, message: str) -> None:
    """A file that could not be read, as one line."""
    from pcapflow.results import Note

    print_result("error", path, (Note("error", "", message),))
