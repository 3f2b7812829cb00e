"""The front door: a capture file as packets, columns and answers."""

from pcapflow.capture._capture import Capture, open_
from pcapflow.capture._fields import FieldList, fields
from pcapflow.capture._packet import Packet

__all__ = ("Capture", "FieldList", "Packet", "fields", "open_")
