"""Cisco's HDLC, and SLARP, with which its two ends see that the line is up.

Spec: LINKTYPE_C_HDLC of the link-type registry; RFC 1547 section 4.3.1.
"""

from pcapflow.forms import Form
from pcapflow.layers._layer import Field, GoesOn, Key, Layer, Problem

__all__ = ("CHDLC", "SLARP", "SLARP_ADDRESSES", "SLARP_KEEPALIVE")

CHDLC = Layer(
    "chdlc",
    "Cisco HDLC",
    header=(
        Field("address", "u1", "Address: 0x0f unicast, 0x8f broadcast", Form.HEX8),
        Field("control", "u1", "Control", Form.HEX8),
        Field("protocol", ">u2", "Protocol of what follows", Form.HEX16),
    ),
    next_key=(Key("protocol", "chdlc"),),
    reached_by={"linktype": (104,), "ppp.address": (0x0F, 0x8F)},
)

SLARP = Layer(
    "slarp",
    "Cisco SLARP",
    header=(Field("ptype", ">u4", "Kind: 0 request, 1 reply, 2 keepalive"),),
    goes_on=(GoesOn("ptype", (0,), Problem.UNKNOWN_NEXT, mask=0xFFFF0000),),
    next_key=(Key("ptype", "slarp.ptype"),),
    reached_by={"chdlc": (0x8035,)},
)

SLARP_ADDRESSES = Layer(
    "slarp.addresses",
    "Addresses",
    prefix="slarp",
    shown="",
    header=(
        Field("address", "4u1", "Address", Form.IPV4),
        Field("netmask", "4u1", "Network mask", Form.IPV4),
    ),
    reached_by={"slarp.ptype": (0, 1)},
)

SLARP_KEEPALIVE = Layer(
    "slarp.keepalive",
    "Keepalive",
    prefix="slarp",
    shown="",
    header=(
        Field("mysequence", ">u4", "Number of this keepalive"),
        Field("yoursequence", ">u4", "Number of the last one that came"),
        Field("reliability", ">u2", "Always 0xffff", Form.HEX16),
    ),
    reached_by={"slarp.ptype": (2,)},
)
