"""Multiprotocol Label Switching. Spec: RFC 3032 section 2.1; traffic class: RFC 5462.

A label does not say what it carries. Below the bottom of the stack, IP is told
by its version, as routers do (RFC 4928); pseudowires, which only those know
who set them up, are not read.
"""

from pcapflow.layers._layer import PEEK, Bits, Field, Key, Layer

__all__ = ("MPLS", "MPLS_BELOW")

_HEADER = (Field("_entry", ">u4"),)
_COLUMNS = (
    Bits("mpls.label", "_entry", "Label", mask=0xFFFFF000, shift=12),
    Bits("mpls.exp", "_entry", "Traffic class", mask=0x00000E00, shift=9),
    Bits("mpls.bottom", "_entry", "1 at the bottom of the stack", mask=0x00000100, shift=8),
    Bits("mpls.ttl", "_entry", "Time to live", mask=0x000000FF),
)
_NEXT = (
    Key("_entry", "mpls.bottom", mask=0x00000100, shift=8),
    Key(PEEK, "version_nibble", mask=0xF0, shift=4),
)

MPLS = Layer(
    "mpls",
    "MultiProtocol Label Switching Header",
    header=_HEADER,
    columns=_COLUMNS,
    next_key=_NEXT,
    # PPP: RFC 3032 section 4.1; IP: RFC 4023; UDP: RFC 7510.
    reached_by={
        "ethertype": (0x8847, 0x8848),
        "ppp": (0x0281, 0x0283),
        "chdlc": (0x8847, 0x8848),
        "ip.proto": (137,),
        "udp.port": (6635,),
        "vxlan.next_proto": (5,),
    },
)

MPLS_BELOW = Layer(
    "mpls.below",
    "MultiProtocol Label Switching Header, further down the stack",
    prefix="mpls",
    shown="",
    header=_HEADER,
    columns=_COLUMNS,
    next_key=_NEXT,
    reached_by={"mpls.bottom": (0,)},
)
