"""Renderings: a document in, text out. One file per format, and the list of them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from pcapflow.errors import OutputError
from pcapflow.reports import to_html, to_json, to_text
from pcapflow.reports._document import Document

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ("FORMATS", "Document", "Format", "format_of")


@dataclass(frozen=True, slots=True)
class Format:
    """One way to write a document."""

    name: str
    suffixes: tuple[str, ...]
    """File name endings that ask for it, in small letters."""
    render: Callable[[Document], str]


FORMATS = {
    format_.name: format_
    for format_ in (
        Format("text", (".txt",), to_text.render),
        Format("json", (".json",), to_json.render),
        Format("html", (".html", ".htm"), to_html.render),
    )
}


def format_of(path: str, explicit: str | None = None) -> Format:
    """Choose the format of an output by its name's ending, or as asked for.

    Args:
        path: The output; empty or ``-`` for standard output, which is text unless asked otherwise.
        explicit: The name of a format.

    Raises:
        OutputError: The two contradict each other, or neither names a format.
    """
    suffix = PurePath(path).suffix.lower()
    by_suffix = next((format_ for format_ in FORMATS.values() if suffix in format_.suffixes), None)
    if explicit is None:
        if path in ("", "-"):
            return FORMATS["text"]
        if by_suffix is None:
            endings = ", ".join(ending for format_ in FORMATS.values() for ending in format_.suffixes)
            raise OutputError(
                f"{path}: its ending names no report format: use one of {endings}, or say the format (--format)"
            )
        return by_suffix
    if explicit not in FORMATS:
        raise OutputError(f"no report format is called {explicit}: there are {', '.join(FORMATS)}")
    if by_suffix is not None and by_suffix.name != explicit:
        raise OutputError(
            f"{path}: its ending says {by_suffix.name}, the format asked for is {explicit}: leave one out"
        )
    return FORMATS[explicit]
