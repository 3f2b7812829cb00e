"""The front door: a capture file as packets, columns and answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pcapflow.capture._capture import Capture
from pcapflow.capture._open import open_
from pcapflow.capture._packet import Packet

if TYPE_CHECKING:
    from pcapflow.capture._fields import FieldList, fields

__all__ = ("Capture", "FieldList", "Packet", "fields", "open_")


def __getattr__(name: str) -> object:
    # Few commands list the columns.
    if name in ("FieldList", "fields"):
        from pcapflow.capture import _fields

        return getattr(_fields, name)
    raise AttributeError(f"module 'pcapflow.capture' has no attribute {name!r}")
