"""A report as plain text: the title, the verdict in one sentence, the blocks one below the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pcapflow.results import Note, text_of_blocks

if TYPE_CHECKING:
    from pcapflow.reports._document import Document

__all__ = ("render",)

_WORDS = {True: "ok", False: "FAIL", None: "?"}


def render(document: Document) -> str:
    """Write the document as lines, the last one ended."""
    head = [Note("title", "", text) for text in (document.title, document.capture) if text]
    if document.summary:
        head.append(Note("verdict", "", f"{_WORDS[document.ok]}: {document.summary}"))
    return text_of_blocks((*head, *document.blocks)) + "\n"
