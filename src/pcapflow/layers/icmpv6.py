"""ICMP for IPv6. Spec: RFC 4443; neighbour discovery: RFC 4861; numbers: IANA "ICMPv6 Parameters"."""

from pcapflow.forms import Form
from pcapflow.layers._layer import Bits, Field, Key, Layer, Partial

__all__ = (
    "ICMPV6",
    "ICMPV6_ECHO",
    "ICMPV6_ERROR",
    "ICMPV6_PACKET_TOO_BIG",
    "ICMPV6_PARAMETER",
    "NEIGHBOR_ADVERTISEMENT",
    "NEIGHBOR_SOLICITATION",
    "ROUTER_ADVERTISEMENT",
)

ICMPV6 = Layer(
    "icmpv6",
    "Internet Control Message Protocol v6",
    header=(
        Field("type", "u1", "Type: 128 echo request, 129 echo reply, 1 unreachable"),
        Field("code", "u1", "Code"),
        Field("checksum", ">u2", "Checksum", Form.HEX16),
    ),
    next_key=(Key("type", "icmpv6.type", demands=True),),
    reached_by={"ip.proto": (58,)},
)

ICMPV6_ECHO = Layer(
    "icmpv6.echo",
    "Echo",
    shown="",
    header=(
        Field("identifier", ">u2", "Identifier", Form.HEX16),
        Field("sequence_number", ">u2", "Sequence number"),
    ),
    reached_by={"icmpv6.type": (128, 129)},
)

_QUOTED = Key(0x86DD, "ethertype")

ICMPV6_ERROR = Layer(
    "icmpv6.error",
    "Error",
    prefix="icmpv6",
    shown="",
    header=(Field("_unused", ">u4"),),
    next_key=(_QUOTED,),
    partial=(Partial("quote"),),
    # Destination unreachable, time exceeded.
    reached_by={"icmpv6.type": (1, 3)},
)

ICMPV6_PACKET_TOO_BIG = Layer(
    "icmpv6.too_big",
    "Packet too big",
    prefix="icmpv6",
    shown="",
    header=(Field("mtu", ">u4", "MTU of the next hop"),),
    next_key=(_QUOTED,),
    partial=(Partial("quote"),),
    reached_by={"icmpv6.type": (2,)},
)

ICMPV6_PARAMETER = Layer(
    "icmpv6.parameter",
    "Parameter problem",
    prefix="icmpv6",
    shown="",
    header=(Field("pointer", ">u4", "Byte of the quoted packet at which the problem is"),),
    next_key=(_QUOTED,),
    partial=(Partial("quote"),),
    reached_by={"icmpv6.type": (4,)},
)

ROUTER_ADVERTISEMENT = Layer(
    "icmpv6.nd.ra",
    "Router advertisement",
    shown="",
    header=(
        Field("cur_hop_limit", "u1", "Hop limit to use"),
        Field("flag", "u1", "Flags", Form.HEX8),
        Field("router_lifetime", ">u2", "Lifetime of the default router in seconds"),
        Field("reachable_time", ">u4", "Milliseconds that a neighbour counts as reachable"),
        Field("retrans_timer", ">u4", "Milliseconds between solicitations"),
    ),
    columns=(
        Bits("icmpv6.nd.ra.flag.m", "flag", "Managed address configuration", mask=0x80, shift=7, form=Form.BOOLEAN),
        Bits("icmpv6.nd.ra.flag.o", "flag", "Other configuration", mask=0x40, shift=6, form=Form.BOOLEAN),
        Bits("icmpv6.nd.ra.flag.h", "flag", "Home agent", mask=0x20, shift=5, form=Form.BOOLEAN),
        Bits("icmpv6.nd.ra.flag.prf", "flag", "Default router preference", mask=0x18, shift=3),
        Bits("icmpv6.nd.ra.flag.p", "flag", "Proxy", mask=0x04, shift=2, form=Form.BOOLEAN),
        Bits("icmpv6.nd.ra.flag.rsv", "flag", "Reserved", mask=0x03),
    ),
    reached_by={"icmpv6.type": (134,)},
)

NEIGHBOR_SOLICITATION = Layer(
    "icmpv6.nd.ns",
    "Neighbor solicitation",
    shown="",
    header=(Field("_reserved", ">u4"), Field("target_address", "16u1", "Target address", Form.IPV6)),
    reached_by={"icmpv6.type": (135,)},
)

NEIGHBOR_ADVERTISEMENT = Layer(
    "icmpv6.nd.na",
    "Neighbor advertisement",
    shown="",
    header=(
        Field("flag", ">u4", "Flags", Form.HEX32),
        Field("target_address", "16u1", "Target address", Form.IPV6),
    ),
    columns=(
        Bits("icmpv6.nd.na.flag.r", "flag", "Router", mask=0x80000000, shift=31, form=Form.BOOLEAN),
        Bits("icmpv6.nd.na.flag.s", "flag", "Solicited", mask=0x40000000, shift=30, form=Form.BOOLEAN),
        Bits("icmpv6.nd.na.flag.o", "flag", "Override", mask=0x20000000, shift=29, form=Form.BOOLEAN),
        Bits("icmpv6.nd.na.flag.rsv", "flag", "Reserved", mask=0x1FFFFFFF),
    ),
    reached_by={"icmpv6.type": (136,)},
)
