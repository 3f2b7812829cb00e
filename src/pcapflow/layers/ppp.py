"""The Point-to-Point Protocol. Spec: RFC 1661; in HDLC-like frames: RFC 1662; numbers: IANA "PPP Numbers".

Both the address and control fields and the first byte of the protocol's number
may be left out (RFC 1661 sections 6.5 and 6.6). The last byte of a number is
odd and the first one even: so one byte tells how long it is.
"""

from pcapflow.forms import Form
from pcapflow.layers._layer import PEEK, Field, Key, Layer

__all__ = ("PPP", "PPP_ADDRESS", "PPP_COMPRESSED", "PPP_HDLC")

_MEANING = "Protocol of what follows"
_NUMBER = Key(PEEK, "ppp.is_odd", mask=0x01)

PPP_HDLC = Layer(
    "ppp.hdlc",
    "PPP in HDLC-like framing",
    shown="",
    header=(),
    # 0x0f and 0x8f are addresses of Cisco's HDLC, which some lines use side by side.
    next_key=(Key(PEEK, "ppp.address"), _NUMBER),
    # GRE: RFC 2637; frame relay: RFC 1973; 7 is what Linux calls it.
    reached_by={"linktype": (9, 50), "nlpid": (0xCF,), "sll.protocol": (7,), "gre.proto": (0x880B,)},
)

PPP_ADDRESS = Layer(
    "ppp.address",
    "Address and control",
    prefix="ppp",
    shown="",
    header=(Field("address", "u1", "Address, always 0xff", Form.HEX8), Field("control", "u1", "Control", Form.HEX8)),
    next_key=(_NUMBER,),
    reached_by={"ppp.address": (0xFF,)},
)

PPP = Layer(
    "ppp",
    "Point-to-Point Protocol",
    header=(Field("protocol", ">u2", _MEANING, Form.HEX16),),
    next_key=(Key("protocol", "ppp"),),
    reached_by={"ppp.is_odd": (0,)},
)

PPP_COMPRESSED = Layer(
    "ppp.compressed",
    "Point-to-Point Protocol",
    prefix="ppp",
    shown="ppp",
    header=(Field("protocol", "u1", _MEANING, Form.HEX16),),
    next_key=(Key("protocol", "ppp"),),
    reached_by={"ppp.is_odd": (1,)},
)
