"""A report as plain text: the title, the verdict in one sentence, the blocks one below the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pcapflow.reports._document import Document

__all__ = ("render",)


def render(document: Document) -> str:
    """Write the document as lines, the last one ended."""
    return f"{document}\n"
