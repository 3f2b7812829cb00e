"""Logical Link Control: what follows is told by service access points, or by an organisation's number."""

from pcapflow.forms import Form
from pcapflow.packets._message import Message
from pcapflow.packets._words import Words

__all__ = ("LLC",)

_IS_INFORMATION = 3
_TYPE = slice(4, 6)
"""Bytes of SNAP's part that are the protocol."""


def _keys(message: Message, data: bytes) -> list[tuple[str, int]]:
    if message.number("llc.control") != _IS_INFORMATION:
        return []
    organisation = message.number("llc.oui")
    if organisation is None:
        return [("llc.dsap", message.number("llc.dsap") or 0)]
    kind = int.from_bytes(data[message.parts[-1].start :][_TYPE], "big")
    return [("llc.snap", organisation << 16 | kind)]


LLC = Words("llc", keys=_keys, forms={"llc.oui": Form.HEX24})
