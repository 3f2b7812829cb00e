"""Address Resolution Protocol. Spec: RFC 826.

The first eight bytes say how long the addresses are; for Ethernet and IPv4,
which is nearly always, a second layer holds them.
"""

from pcapflow.forms import Form
from pcapflow.layers._layer import Bits, Field, GoesOn, Key, Layer, Problem

__all__ = ("ARP", "ARP_ADDRESSES")

ARP = Layer(
    "arp",
    "Address Resolution Protocol",
    header=(
        Field("hw.type", ">u2", "Hardware type"),
        Field("proto.type", ">u2", "Protocol type", Form.HEX16),
        Field("_sizes", ">u2"),
        Field("opcode", ">u2", "Operation: 1 request, 2 reply, 3 and 4 reverse"),
    ),
    columns=(
        Bits("arp.hw.size", "_sizes", "Bytes of a hardware address", mask=0xFF00, shift=8),
        Bits("arp.proto.size", "_sizes", "Bytes of a protocol address", mask=0x00FF),
    ),
    # 6 is IEEE 802, whose addresses have the same form.
    goes_on=(
        GoesOn("hw.type", (1, 6), Problem.UNKNOWN_NEXT),
        GoesOn("proto.type", (0x0800,), Problem.UNKNOWN_NEXT),
    ),
    next_key=(Key("_sizes", "arp.sizes", demands=True),),
    # 0x8035: reverse ARP, RFC 903.
    reached_by={"ethertype": (0x0806, 0x8035)},
)

ARP_ADDRESSES = Layer(
    "arp.addresses",
    "Addresses",
    prefix="arp",
    shown="",
    header=(
        Field("src.hw_mac", "6u1", "Sender MAC address", Form.MAC),
        Field("src.proto_ipv4", "4u1", "Sender IP address", Form.IPV4),
        Field("dst.hw_mac", "6u1", "Target MAC address", Form.MAC),
        Field("dst.proto_ipv4", "4u1", "Target IP address", Form.IPV4),
    ),
    reached_by={"arp.sizes": (0x0604,)},
)
