"""802.1Q."""

from pcapflow.packets._message import Message
from pcapflow.packets._words import Words

__all__ = ("VLAN",)


def _summary(message: Message) -> str:
    priority, dei, number = (message.text(f"vlan.{name}") for name in ("priority", "dei", "id"))
    return f"PRI: {priority}, DEI: {dei}, ID: {number}"


VLAN = Words("vlan", summary=_summary)
