"""User Datagram Protocol."""

from pcapflow.packets._message import Message
from pcapflow.packets._words import Said, View, Words

__all__ = ("UDP",)

HEADER_BYTES = 8


def _say(view: View) -> Said:
    message = view.message
    source, destination = message.text("udp.srcport"), message.text("udp.dstport")
    # The length by claim, as tshark's; 0 is a jumbogram.
    n_bytes = (message.number("udp.length") or message.stop - message.start) - HEADER_BYTES
    return Said("UDP", f"{source} → {destination} Len={max(0, n_bytes)}")


def _summary(message: Message) -> str:
    return f"Src Port: {message.text('udp.srcport')}, Dst Port: {message.text('udp.dstport')}"


UDP = Words("udp", ports=("udp.srcport", "udp.dstport"), say=_say, summary=_summary)
