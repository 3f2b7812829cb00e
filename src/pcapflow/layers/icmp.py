"""Internet Control Message Protocol. Spec: RFC 792; address masks: RFC 950; path MTU: RFC 1191; numbers: IANA.

Four bytes that all messages share, then a layer for each shape that the rest
can have. An error quotes the header of the packet that caused it (RFC 792;
RFC 1812 section 4.3.2.3).
"""

from pcapflow.forms import Form
from pcapflow.layers._layer import Bits, Field, Key, Layer, Partial

__all__ = (
    "ICMP",
    "ICMP_ADDRESS_MASK",
    "ICMP_ECHO",
    "ICMP_ERROR",
    "ICMP_INFORMATION",
    "ICMP_PACKET_TOO_BIG",
    "ICMP_PARAMETER",
    "ICMP_REDIRECT",
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

_QUOTED = Key(0x0800, "ethertype")

ICMP_ERROR = Layer(
    "icmp.error",
    "Error",
    prefix="icmp",
    shown="",
    header=(Field("_unused", ">u4"),),
    next_key=(_QUOTED,),
    partial=(Partial("quote"),),
    # Destination unreachable, source quench, time exceeded.
    reached_by={"icmp.type": (3, 4, 11)},
)

ICMP_PACKET_TOO_BIG = Layer(
    "icmp.too_big",
    "Fragmentation needed",
    prefix="icmp",
    shown="",
    header=(Field("_unused", ">u2"), Field("mtu", ">u2", "MTU of the next hop")),
    next_key=(_QUOTED,),
    partial=(Partial("quote"),),
    reached_by={"icmp.type_code": (0x0304,)},
)

ICMP_PARAMETER = Layer(
    "icmp.parameter",
    "Parameter problem",
    prefix="icmp",
    shown="",
    header=(Field("pointer", "u1", "Byte of the quoted packet at which the problem is"), Field("_unused", "3u1")),
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
