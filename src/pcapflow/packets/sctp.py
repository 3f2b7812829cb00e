"""Stream Control Transmission Protocol. Sequence numbers are the raw ones: tshark's depend on the packets before."""

from collections.abc import Iterator

from pcapflow.packets._message import Message
from pcapflow.packets._words import Said, View, Words

__all__ = ("SCTP",)

_DETAILS = {
    "sctp.data_tsn_raw": "(TSN={})",
    "sctp.sack_cumulative_tsn_ack_raw": "(Ack={},",
    "sctp.sack_a_rwnd": "Arwnd={})",
}
"""Columns that are said of a chunk, and how."""
_UNKNOWN = "RESERVED"


def _say(view: View) -> Said:
    return Said("SCTP", " ".join(_chunks(view.message)))


def _chunks(message: Message) -> Iterator[str]:
    """Each chunk's name, and what is said of it behind."""
    for part in message.parts:
        if part.spec.options is None:
            continue
        named = part.spec.options.words
        words = [(start, named.get(kind & 0xFF, _UNKNOWN)) for kind, start, _ in part.options()]
        for spec in part.spec.columns:
            if spec.name in _DETAILS:
                words += [(start, _DETAILS[spec.name].format(value)) for value, start, _ in part.listed(spec)]
        yield from (word for _, word in sorted(words))


def _summary(message: Message) -> str:
    return f"Src Port: {message.text('sctp.srcport')}, Dst Port: {message.text('sctp.dstport')}"


SCTP = Words("sctp", say=_say, summary=_summary)
