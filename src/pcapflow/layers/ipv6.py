"""Internet Protocol, version 6. Spec: RFC 8200 section 3; jumbograms: RFC 2675."""

from pcapflow.forms import Form
from pcapflow.layers._layer import Bits, Claim, Field, GoesOn, Key, Layer, Problem

__all__ = ("IPV6",)

IPV6 = Layer(
    "ipv6",
    "Internet Protocol Version 6",
    header=(
        Field("_version_class_flow", ">u4"),
        Field("plen", ">u2", "Payload length"),
        Field("nxt", "u1", "Next header"),
        Field("hlim", "u1", "Hop limit"),
        Field("src", "16u1", "Source address", Form.IPV6),
        Field("dst", "16u1", "Destination address", Form.IPV6),
    ),
    columns=(
        Bits("ip.version", "_version_class_flow", "Version", mask=0xF0000000, shift=28),
        Bits("ipv6.version", "_version_class_flow", "Version", mask=0xF0000000, shift=28),
        Bits("ipv6.tclass", "_version_class_flow", "Traffic class", mask=0x0FF00000, shift=20, form=Form.HEX32),
        Bits(
            "ipv6.tclass.dscp",
            "_version_class_flow",
            "Differentiated services code point",
            mask=0x0FC00000,
            shift=22,
        ),
        Bits("ipv6.tclass.ecn", "_version_class_flow", "Explicit congestion notification", mask=0x00300000, shift=20),
        Bits("ipv6.flow", "_version_class_flow", "Flow label", mask=0x000FFFFF, form=Form.HEX24),
    ),
    # 0 is a jumbogram, or segmentation offload before the network card filled the length in.
    total_bytes=Claim("plen", add=40, zero_is_open=True),
    goes_on=(GoesOn("_version_class_flow", (0x60000000,), Problem.UNKNOWN_NEXT, mask=0xF0000000),),
    next_key=(Key("nxt", "ip.proto"),),
    # "No next header", RFC 8200 section 4.7.
    ends={"ip.proto": (59,)},
    reached_by={
        "ethertype": (0x86DD,),
        "ip.proto": (41,),
        "version_nibble": (6,),
        "ppp": (0x0057,),
        "chdlc": (0x86DD,),
        "nlpid": (0x8E,),
        "vxlan.next_proto": (2,),
        "null.family": (24, 28, 30),
        "null.swapped": (0x1800, 0x1C00, 0x1E00),
        "linktype": (229,),
    },
)
