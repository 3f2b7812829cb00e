"""Extension headers of IPv6. Spec: RFC 8200 section 4; numbers: IANA "IPv6 Extension Header Types".

Each is a layer that leads back into the space of protocol numbers, so that a
chain of them is walked like any other headers.

Options: RFC 8200 section 4.2 and IANA "Destination Options and Hop-by-Hop Options". Routing types: 0 RFC 2460 section
4.4; 2 RFC 6275 section 6.4; 4 RFC 8754 section 2.
"""

import numpy as np

from pcapflow.forms import Form
from pcapflow.layers._layer import Bits, Field, GoesOn, Key, Layer, Length, Options, Part, Partial, Problem
from pcapflow.layers._options import parts_of, type_length, whole, with_parts
from pcapflow.table import PARTS, Elements, Regions

__all__ = ("DESTINATION_OPTIONS", "FRAGMENT", "HOP_BY_HOP", "ROUTING")

_NEXT = Field("nxt", "u1", "Next header")
_LENGTH = Field("len", "u1", "Length beyond the first eight bytes, in units of 8 bytes")
_IN_EIGHTS = Length("len", lambda byte: (byte + 1) * 8)
_KEY = (Key("nxt", "ip.proto"),)

PAD1, PADN, LIMIT, ROUTER_ALERT, MTU, JUMBO, HOME_ADDRESS = 0x00, 0x01, 0x04, 0x05, 0x30, 0xC2, 0xC9

_OPTIONS = Options(
    "header",
    type_length(single=(PAD1,), add=2),
    (
        Part("ipv6.opt.type", "u1", "Type of option", Form.HEX8),
        Part("ipv6.opt.type.action", "u1", "What to do where it is not known", mask=0xC0, shift=6),
        Part("ipv6.opt.type.change", "u1", "May change on the way", Form.BOOLEAN, mask=0x20, shift=5),
        Part("ipv6.opt.type.rest", "u1", "Number of option", Form.HEX8, mask=0x1F),
        Part("ipv6.opt.length", "u1", "Bytes of the option behind this", at=1),
        Part("ipv6.opt.tel", "u1", "Tunnels that may follow", kinds=(LIMIT,), at=2),
        Part("ipv6.opt.router_alert", ">u2", "Router alert", kinds=(ROUTER_ALERT,), at=2),
        Part("ipv6.opt.pmtu.min", ">u2", "Least MTU on the way", kinds=(MTU,), at=2),
        Part("ipv6.opt.jumbo", ">u4", "Payload length of a jumbogram", kinds=(JUMBO,), at=2),
        Part("ipv6.opt.mipv6.home_address", "16u1", "Home address", Form.IPV6, kinds=(HOME_ADDRESS,), at=2),
    ),
    words={
        PAD1: "One byte of padding",
        PADN: "Padding",
        LIMIT: "Tunnel encapsulation limit",
        ROUTER_ALERT: "Router alert",
        MTU: "Path MTU",
        JUMBO: "Jumbo payload",
        HOME_ADDRESS: "Home address",
    },
)

SOURCE_ROUTE, MOBILE, SEGMENTS = 0, 2, 4
SEGMENT_LIST = PARTS


def _route(regions: Regions) -> Elements:
    """What the routing type says of the rest of the header: one element, in which segments have a list of their own."""
    route = whole(regions, regions.header["type"].astype(np.int64))
    is_list = (route.kind == SEGMENTS) & (route.start < route.stop)
    if not is_list.any():
        return route
    last_entry = regions.data[route.start].astype(np.int64)
    return with_parts(route, parts_of(route, is_list, SEGMENT_LIST, 4, np.minimum(20 + 16 * last_entry, route.n_bytes)))


_ROUTES = Options(
    "header",
    _route,
    (
        Part("ipv6.routing.src.reserved", "4u1", "Reserved", Form.BYTES, kinds=(SOURCE_ROUTE,)),
        Part("ipv6.routing.src.addr", "16u1", "Address to visit", Form.IPV6, kinds=(SOURCE_ROUTE,), at=4, every=16),
        Part("ipv6.routing.mipv6.reserved", "4u1", "Reserved", Form.BYTES, kinds=(MOBILE,)),
        Part("ipv6.routing.mipv6.home_address", "16u1", "Home address", Form.IPV6, kinds=(MOBILE,), at=4),
        Part("ipv6.routing.srh.last_entry", "u1", "Index of the last segment", kinds=(SEGMENTS,)),
        Part("ipv6.routing.srh.flags", "u1", "Flags", Form.HEX8, kinds=(SEGMENTS,), at=1),
        Part("ipv6.routing.srh.tag", "2u1", "Tag", Form.BYTES, kinds=(SEGMENTS,), at=2),
        Part("ipv6.routing.srh.addr", "16u1", "Segment", Form.IPV6, kinds=(SEGMENT_LIST,), every=16),
    ),
    words={SOURCE_ROUTE: "Source route", MOBILE: "Mobile IPv6", SEGMENTS: "Segment routing"},
)

HOP_BY_HOP = Layer(
    "ipv6.hopopts",
    "IPv6 Hop-by-Hop Options",
    header=(_NEXT, _LENGTH),
    header_bytes=_IN_EIGHTS,
    next_key=_KEY,
    options=_OPTIONS,
    reached_by={"ip.proto": (0,)},
)

ROUTING = Layer(
    "ipv6.routing",
    "IPv6 Routing",
    header=(_NEXT, _LENGTH, Field("type", "u1", "Routing type"), Field("segleft", "u1", "Segments left")),
    header_bytes=_IN_EIGHTS,
    next_key=_KEY,
    options=_ROUTES,
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
    options=_OPTIONS,
    reached_by={"ip.proto": (60,)},
)
