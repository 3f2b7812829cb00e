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
HEADER_BYTES = 20
"""Without options."""


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
    return Said("TCP", " ".join([*parts, *_options(message)]))


_OPTIONS = {
    "tcp.options.mss_val": "MSS={}",
    "tcp.options.wscale.multiplier": "WS={}",
    "tcp.options.sack_perm": "SACK_PERM",
    "tcp.options.sack_le": "SLE={}",
    "tcp.options.sack_re": "SRE={}",
    "tcp.options.timestamp.tsval": "TSval={}",
    "tcp.options.timestamp.tsecr": "TSecr={}",
}
"""Columns that are said, and how."""


def _options(message: Message) -> list[str]:
    """In the order in which they stand there."""
    (part, *_) = message.parts
    if part.body - part.start <= HEADER_BYTES:
        return []
    words = [
        (start, _OPTIONS[spec.name].format(value))
        for spec in part.spec.columns
        if spec.name in _OPTIONS
        for value, start, _ in part.listed(spec)
    ]
    return [word for _, word in sorted(words)]


def _summary(message: Message) -> str:
    ports = f"Src Port: {message.text('tcp.srcport')}, Dst Port: {message.text('tcp.dstport')}"
    return f"{ports}, Seq: {message.text('tcp.seq_raw')}, Ack: {message.text('tcp.ack_raw')}"


TCP = Words("tcp", ports=("tcp.srcport", "tcp.dstport"), say=_say, summary=_summary)
