"""Internet Control Message Protocol. Spec: RFC 792; numbers: IANA "ICMP Parameters".

Four bytes that all messages share, then a layer for each shape that the rest
can have. An error quotes the header of the packet that caused it (RFC 1812
section 4.3.2.3). Address masks: RFC 950; path MTU: RFC 1191; routers:
RFC 1256; lengths in errors: RFC 4884; extended echo: RFC 8335.
"""

from pcapflow.forms import Form
from pcapflow.layers._layer import Bits, Field, Key, Layer, Partial, When

__all__ = (
    "ICMP",
    "ICMP_ADDRESS_MASK",
    "ICMP_ECHO",
    "ICMP_ERROR",
    "ICMP_EXTENDED_REPLY",
    "ICMP_EXTENDED_REQUEST",
    "ICMP_INFORMATION",
    "ICMP_PACKET_TOO_BIG",
    "ICMP_PARAMETER",
    "ICMP_QUENCH",
    "ICMP_REDIRECT",
    "ICMP_ROUTER",
    "ICMP_TIMESTAMP",
)

ICMP = Layer(
    "icmp",
    "Internet Control Message Protocol",
    header=(Field("_type_code", ">u2"), Field("checksum", ">u2", "Checksum", Form.HEX16)),
    columns=(
        Bits("icmp.type", "_type_code", "Type: 8 echo request, 0 echo reply, 3 unreachable", mask=0xFF00, shift=8),
        Bits("icmp.code", "_type_code", "Code", mask=0x00FF),
    ),
    next_key=(
        Key("_type_code", "icmp.type_code", demands=True),
        Key("_type_code", "icmp.type", mask=0xFF00, shift=8, demands=True),
    ),
    reached_by={"ip.proto": (1,)},
)

_ALWAYS_SWAPPED = 0xFFFF
_IDENTIFIER = (
    Field("ident", ">u2", "Identifier (big endian)"),
    Field("seq", ">u2", "Sequence number (big endian)"),
)
_IDENTIFIER_LE = (
    Bits("icmp.ident_le", "ident", "Identifier (little endian)", swapped_when=_ALWAYS_SWAPPED),
    Bits("icmp.seq_le", "seq", "Sequence number (little endian)", swapped_when=_ALWAYS_SWAPPED),
)

ICMP_ECHO = Layer(
    "icmp.echo",
    "Echo",
    prefix="icmp",
    shown="",
    header=_IDENTIFIER,
    columns=_IDENTIFIER_LE,
    reached_by={"icmp.type": (0, 8)},
)

ICMP_TIMESTAMP = Layer(
    "icmp.timestamp",
    "Timestamp",
    prefix="icmp",
    shown="",
    header=(
        *_IDENTIFIER,
        Field("originate_timestamp", ">u4", "Milliseconds since midnight UT when the request was sent"),
        Field("receive_timestamp", ">u4", "Milliseconds since midnight UT when the request came"),
        Field("transmit_timestamp", ">u4", "Milliseconds since midnight UT when the reply was sent"),
    ),
    columns=_IDENTIFIER_LE,
    reached_by={"icmp.type": (13, 14)},
)

ICMP_INFORMATION = Layer(
    "icmp.information",
    "Information",
    prefix="icmp",
    shown="",
    header=_IDENTIFIER,
    columns=_IDENTIFIER_LE,
    reached_by={"icmp.type": (15, 16)},
)

ICMP_ADDRESS_MASK = Layer(
    "icmp.mask",
    "Address mask",
    prefix="icmp",
    shown="",
    header=(*_IDENTIFIER, Field("address_mask", "4u1", "Address mask", Form.IPV4)),
    columns=_IDENTIFIER_LE,
    reached_by={"icmp.type": (17, 18)},
)

_EXTENDED = (
    Field("ident", ">u2", "Identifier (big endian)"),
    Field("ext.echo.seq", "u1", "Sequence number of an extended echo"),
)
_EXTENDED_LE = _IDENTIFIER_LE[:1]

ICMP_EXTENDED_REQUEST = Layer(
    "icmp.extended_request",
    "Extended echo request",
    prefix="icmp",
    shown="",
    header=(*_EXTENDED, Field("_local", "u1")),
    columns=(
        *_EXTENDED_LE,
        Bits("icmp.ext.echo.req.res", "_local", "Reserved", mask=0xFE, shift=1, form=Form.HEX8),
        Bits(
            "icmp.ext.echo.req.local",
            "_local",
            "The interface is of the node that is asked",
            mask=0x01,
            form=Form.BOOLEAN,
        ),
    ),
    reached_by={"icmp.type": (42,)},
)

ICMP_EXTENDED_REPLY = Layer(
    "icmp.extended_reply",
    "Extended echo reply",
    prefix="icmp",
    shown="",
    header=(*_EXTENDED, Field("_state", "u1")),
    columns=(
        *_EXTENDED_LE,
        Bits("icmp.ext.echo.rsp.state", "_state", "State of the neighbour's entry", mask=0xE0, shift=5),
        Bits("icmp.ext.echo.rsp.res", "_state", "Reserved", mask=0x18, shift=3, form=Form.HEX8),
        Bits("icmp.ext.echo.rsp.active", "_state", "The interface is active", mask=0x04, shift=2, form=Form.BOOLEAN),
        Bits("icmp.ext.echo.rsp.ipv4", "_state", "IPv4 runs on it", mask=0x02, shift=1, form=Form.BOOLEAN),
        Bits("icmp.ext.echo.rsp.ipv6", "_state", "IPv6 runs on it", mask=0x01, form=Form.BOOLEAN),
    ),
    reached_by={"icmp.type": (43,)},
)

ICMP_ROUTER = Layer(
    "icmp.router",
    "Router advertisement",
    prefix="icmp",
    shown="",
    header=(
        Field("num_addrs", "u1", "Number of router addresses"),
        Field("addr_entry_size", "u1", "32-bit words for each address"),
        Field("lifetime", ">u2", "Seconds that the addresses are valid"),
    ),
    reached_by={"icmp.type": (9,)},
)

_QUOTED = Key(0x0800, "ethertype")
_LENGTH = Field("_length", "u1")
# 0 is what messages have that know nothing of RFC 4884.
_LENGTH_COLUMN = Bits(
    "icmp.length", "_length", "Length of the quoted packet, in units of 4 bytes", when=(When("_length", 1, 256),)
)

ICMP_ERROR = Layer(
    "icmp.error",
    "Error",
    prefix="icmp",
    shown="",
    header=(Field("_unused", "u1"), _LENGTH, Field("_unused2", ">u2")),
    columns=(_LENGTH_COLUMN,),
    next_key=(_QUOTED,),
    partial=(Partial("quote"),),
    # Destination unreachable, time exceeded.
    reached_by={"icmp.type": (3, 11)},
)

ICMP_QUENCH = Layer(
    "icmp.quench",
    "Source quench",
    prefix="icmp",
    shown="",
    header=(Field("_unused", ">u4"),),
    next_key=(_QUOTED,),
    partial=(Partial("quote"),),
    reached_by={"icmp.type": (4,)},
)

ICMP_PACKET_TOO_BIG = Layer(
    "icmp.too_big",
    "Fragmentation needed",
    prefix="icmp",
    shown="",
    header=(Field("_unused", "u1"), _LENGTH, Field("mtu", ">u2", "MTU of the next hop")),
    columns=(_LENGTH_COLUMN,),
    next_key=(_QUOTED,),
    partial=(Partial("quote"),),
    reached_by={"icmp.type_code": (0x0304,)},
)

ICMP_PARAMETER = Layer(
    "icmp.parameter",
    "Parameter problem",
    prefix="icmp",
    shown="",
    header=(
        Field("pointer", "u1", "Byte of the quoted packet at which the problem is"),
        _LENGTH,
        Field("_unused", ">u2"),
    ),
    columns=(_LENGTH_COLUMN,),
    next_key=(_QUOTED,),
    partial=(Partial("quote"),),
    reached_by={"icmp.type": (12,)},
)

ICMP_REDIRECT = Layer(
    "icmp.redirect",
    "Redirect",
    prefix="icmp",
    shown="",
    header=(Field("redir_gw", "4u1", "Gateway to use instead", Form.IPV4),),
    next_key=(_QUOTED,),
    partial=(Partial("quote"),),
    reached_by={"icmp.type": (5,)},
)
