"""Generic Routing Encapsulation; the words are tshark's."""

from pcapflow.packets._words import Said, View, Words

__all__ = ("GRE",)

_PROTOCOLS = {
    0x0000: "Possible GRE keepalive packet",
    0x0800: "IP",
    0x0806: "ARP",
    0x6558: "Transparent Ethernet bridging",
    0x86DD: "IPv6",
    0x880B: "PPP",
    0x8847: "MPLS label switched packet",
    0x88BE: "ERSPAN",
}


def _say(view: View) -> Said:
    proto = view.message.number("gre.proto")
    if proto is None:
        return Said("GRE", "")
    return Said("GRE", f"Encapsulated {_PROTOCOLS.get(proto, f'0x{proto:04x} (unknown)')}")


GRE = Words("gre", say=_say)
