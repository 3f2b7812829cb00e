"""What is known of a capture file without looking at its packets."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pcapflow.analyses import FileFacts
    from pcapflow.files import Reader

__all__ = ("file_facts",)


def file_facts(reader: Reader, label: str) -> FileFacts:
    """Type, size and interfaces of the file behind a reader, in capinfos' words."""
    from pcapflow.analyses import FileFacts

    name = reader.source.name
    n_bytes = os.stat(name).st_size if reader.source.rereadable and os.path.isfile(name) else None
    return FileFacts(label, reader.description, n_bytes, reader.snaplen, reader.interfaces)
