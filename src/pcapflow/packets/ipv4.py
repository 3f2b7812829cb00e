"""Internet Protocol, version 4."""

from pcapflow.packets._message import Message
from pcapflow.packets._words import Said, View, Words

__all__ = ("IPV4",)

PROTOCOLS = {1: "ICMP", 2: "IGMP", 4: "IPIP", 6: "TCP", 17: "UDP", 41: "IPv6", 47: "GRE", 50: "ESP", 51: "AH"}


def _say(view: View) -> Said:
    message = view.message
    proto = message.number("ip.proto") or 0
    name = f"{PROTOCOLS.get(proto, 'protocol')} {proto}"
    offset = message.number("ip.frag_offset")
    if not offset:
        return Said("IPv4", name)
    return Said(
        "IPv4", f"Fragmented IP protocol (proto={name}, off={offset * 8}, ID={message.number('ip.id') or 0:04x})"
    )


def _summary(message: Message) -> str:
    return f"Src: {message.text('ip.src')}, Dst: {message.text('ip.dst')}"


IPV4 = Words("ip", source=("ip.src",), destination=("ip.dst",), say=_say, summary=_summary)
