"""What is known of a capture file without looking at its packets."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pcapflow.analyses import FileFacts
    from pcapflow.files import Reader

__all__ = ("file_facts",)


def file_facts(reader: Reader, label: str, *, is_whole: bool) -> FileFacts:
    """Type, size and interfaces of the file behind a reader, in capinfos' words; a selection has no size."""
    from pcapflow.analyses import FileFacts

    path = reader.source.path
    n_bytes = os.stat(path).st_size if is_whole and path is not None and os.path.isfile(path) else None
    return FileFacts(label, reader.description, n_bytes, reader.snaplen, reader.interfaces)
