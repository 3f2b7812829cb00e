"""Extension headers of IPv6. Spec: RFC 8200 section 4; numbers: IANA "IPv6 Extension Header Types".

Each is a layer that leads back into the space of protocol numbers, so that a
chain of them is walked like any other headers.
"""

from pcapflow.forms import Form
from pcapflow.layers._layer import Bits, Field, GoesOn, Key, Layer, Length, Partial, Problem

__all__ = ("DESTINATION_OPTIONS", "FRAGMENT", "HOP_BY_HOP", "ROUTING")

_NEXT = Field("nxt", "u1", "Next header")
_LENGTH = Field("len", "u1", "Length beyond the first eight bytes, in units of 8 bytes")
_IN_EIGHTS = Length("len", lambda byte: (byte + 1) * 8)
_KEY = (Key("nxt", "ip.proto"),)

HOP_BY_HOP = Layer(
    "ipv6.hopopts",
    "IPv6 Hop-by-Hop Options",
    header=(_NEXT, _LENGTH),
    header_bytes=_IN_EIGHTS,
    next_key=_KEY,
    reached_by={"ip.proto": (0,)},
)

ROUTING = Layer(
    "ipv6.routing",
    "IPv6 Routing",
    header=(_NEXT, _LENGTH, Field("type", "u1", "Routing type"), Field("segleft", "u1", "Segments left")),
    header_bytes=_IN_EIGHTS,
    next_key=_KEY,
    reached_by={"ip.proto": (43,)},
)

FRAGMENT = Layer(
    "ipv6.fraghdr",
    "IPv6 Fragment",
    header=(
        _NEXT,
        Field("reserved_octet", "u1", "Reserved octet", Form.HEX8),
        Field("_offset_more", ">u2"),
        Field("ident", ">u4", "Identification", Form.HEX32),
    ),
    columns=(
        Bits("ipv6.fraghdr.offset", "_offset_more", "Fragment offset, in units of 8 bytes", mask=0xFFF8, shift=3),
        Bits("ipv6.fraghdr.reserved_bits", "_offset_more", "Reserved bits", mask=0x0006, shift=1),
        Bits("ipv6.fraghdr.more", "_offset_more", "More fragments", mask=0x0001, form=Form.BOOLEAN),
    ),
    goes_on=(GoesOn("_offset_more", (0,), Problem.NOT_FIRST_FRAGMENT, mask=0xFFF8),),
    partial=(Partial("fragment", "_offset_more", mask=0x0001),),
    next_key=_KEY,
    reached_by={"ip.proto": (44,)},
)

DESTINATION_OPTIONS = Layer(
    "ipv6.dstopts",
    "IPv6 Destination Options",
    header=(_NEXT, _LENGTH),
    header_bytes=_IN_EIGHTS,
    next_key=_KEY,
    reached_by={"ip.proto": (60,)},
)
