"""Transmission Control Protocol.

Sequence numbers are the raw ones and the window is not scaled: tshark's
relative numbers depend on the packets before.
"""

from pcapflow.packets._message import Message
from pcapflow.packets._words import Said, View, Words

__all__ = ("TCP",)

_FLAGS = ("FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR", "AE")
_ACK = 0x010
_RESERVED = 0xE00


def _say(view: View) -> Said:
    message = view.message
    flags = message.number("tcp.flags") or 0
    names = [name for bit, name in enumerate(_FLAGS) if flags >> bit & 1]
    names += ["Reserved"] if flags & _RESERVED else []
    parts = [
        f"{message.text('tcp.srcport')} → {message.text('tcp.dstport')} [{', '.join(names) or '<None>'}]",
        f"Seq={message.text('tcp.seq_raw')}",
    ]
    if flags & _ACK:
        parts.append(f"Ack={message.text('tcp.ack_raw')}")
    parts += [f"Win={message.text('tcp.window_size_value')}", f"Len={max(0, message.stop - message.body)}"]
    return Said("TCP", " ".join(parts))


def _summary(message: Message) -> str:
    ports = f"Src Port: {message.text('tcp.srcport')}, Dst Port: {message.text('tcp.dstport')}"
    return f"{ports}, Seq: {message.text('tcp.seq_raw')}, Ack: {message.text('tcp.ack_raw')}"


TCP = Words("tcp", ports=("tcp.srcport", "tcp.dstport"), say=_say, summary=_summary)
