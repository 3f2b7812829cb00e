"""ICMP for IPv6. Spec: RFC 4443; numbers: IANA "ICMPv6 Parameters".

Neighbours: RFC 4861; multicast listeners: RFC 2710 and 3810; lengths in errors:
RFC 4884; extended echo: RFC 8335.
"""

from pcapflow.forms import Form
from pcapflow.layers._layer import Bits, Field, Key, Layer, Partial, When
from pcapflow.layers._neighbor_options import NEIGHBOR_OPTIONS

__all__ = (
    "CERTIFICATION_PATH",
    "ICMPV6",
    "ICMPV6_ECHO",
    "ICMPV6_ERROR",
    "ICMPV6_EXTENDED_REPLY",
    "ICMPV6_EXTENDED_REQUEST",
    "ICMPV6_PACKET_TOO_BIG",
    "ICMPV6_PARAMETER",
    "LISTENER_QUERY",
    "LISTENER_QUERY_V2",
    "LISTENER_REPORT",
    "LISTENER_REPORT_V2",
    "NEIGHBOR_ADVERTISEMENT",
    "NEIGHBOR_SOLICITATION",
    "REDIRECT",
    "ROUTER_ADVERTISEMENT",
    "ROUTER_SOLICITATION",
    "WITH_OPTIONS",
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

_EXTENDED = (
    Field("echo.identifier", ">u2", "Identifier", Form.HEX16),
    Field("ext.echo.seq", "u1", "Sequence number of an extended echo"),
)

ICMPV6_EXTENDED_REQUEST = Layer(
    "icmpv6.extended_request",
    "Extended echo request",
    prefix="icmpv6",
    shown="",
    header=(*_EXTENDED, Field("_local", "u1")),
    columns=(
        Bits("icmpv6.ext.echo.req.res", "_local", "Reserved", mask=0xFE, shift=1, form=Form.HEX8),
        Bits(
            "icmpv6.ext.echo.req.local",
            "_local",
            "The interface is of the node that is asked",
            mask=0x01,
            form=Form.BOOLEAN,
        ),
    ),
    reached_by={"icmpv6.type": (160,)},
)

ICMPV6_EXTENDED_REPLY = Layer(
    "icmpv6.extended_reply",
    "Extended echo reply",
    prefix="icmpv6",
    shown="",
    header=(*_EXTENDED, Field("_state", "u1")),
    columns=(
        Bits("icmpv6.ext.echo.rsp.state", "_state", "State of the neighbour's entry", mask=0xE0, shift=5),
        Bits("icmpv6.ext.echo.rsp.res", "_state", "Reserved", mask=0x18, shift=3, form=Form.HEX8),
        Bits("icmpv6.ext.echo.rsp.active", "_state", "The interface is active", mask=0x04, shift=2, form=Form.BOOLEAN),
        Bits("icmpv6.ext.echo.rsp.ipv4", "_state", "IPv4 runs on it", mask=0x02, shift=1, form=Form.BOOLEAN),
        Bits("icmpv6.ext.echo.rsp.ipv6", "_state", "IPv6 runs on it", mask=0x01, form=Form.BOOLEAN),
    ),
    reached_by={"icmpv6.type": (161,)},
)

_QUOTED = Key(0x86DD, "ethertype")

ICMPV6_ERROR = Layer(
    "icmpv6.error",
    "Error",
    prefix="icmpv6",
    shown="",
    header=(Field("_length", "u1"), Field("_unused", "3u1")),
    columns=(
        # 0 is what messages have that know nothing of RFC 4884.
        Bits(
            "icmpv6.length",
            "_length",
            "Length of the quoted packet, in units of 8 bytes",
            when=(When("_length", 1, 256),),
        ),
    ),
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

ROUTER_SOLICITATION = Layer(
    "icmpv6.nd.rs",
    "Router solicitation",
    shown="",
    header=(Field("_reserved", ">u4"),),
    options=NEIGHBOR_OPTIONS,
    reached_by={"icmpv6.type": (133,)},
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
    options=NEIGHBOR_OPTIONS,
    reached_by={"icmpv6.type": (134,)},
)

NEIGHBOR_SOLICITATION = Layer(
    "icmpv6.nd.ns",
    "Neighbor solicitation",
    shown="",
    header=(Field("_reserved", ">u4"), Field("target_address", "16u1", "Target address", Form.IPV6)),
    options=NEIGHBOR_OPTIONS,
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
    options=NEIGHBOR_OPTIONS,
    reached_by={"icmpv6.type": (136,)},
)

REDIRECT = Layer(
    "icmpv6.nd.rd",
    "Redirect",
    shown="",
    header=(
        Field("_reserved", ">u4"),
        Field("target_address", "16u1", "Better first hop", Form.IPV6),
        Field("_destination", "16u1"),
    ),
    # Wireshark's name, as it is.
    columns=(Bits("icmpv6.rd.na.destination_address", "_destination", "Destination", form=Form.IPV6),),
    options=NEIGHBOR_OPTIONS,
    reached_by={"icmpv6.type": (137,)},
)

_FOUR_BYTES = (Field("_reserved", ">u4"),)

WITH_OPTIONS = Layer(
    "icmpv6.options",
    "Message with options",
    shown="",
    header=_FOUR_BYTES,
    options=NEIGHBOR_OPTIONS,
    # Inverse neighbour discovery: RFC 3122; mobile prefixes: RFC 6275; paths of certificates: RFC 3971; fast
    # handovers: RFC 5568.
    reached_by={"icmpv6.type": (141, 142, 147, 148, 150, 154)},
)

CERTIFICATION_PATH = Layer(
    "icmpv6.path",
    "Certification path",
    shown="",
    header=(*_FOUR_BYTES, Field("_component", ">u4")),
    options=NEIGHBOR_OPTIONS,
    reached_by={"icmpv6.type": (149,)},
)

LISTENER_QUERY = Layer(
    "icmpv6.mld.query",
    "Multicast listener query",
    prefix="icmpv6.mld",
    shown="",
    # The first word means one thing in version 1 and another in version 2, and only the length tells which it is.
    header=(
        Field("_maximum_response", ">u2"),
        Field("_reserved", ">u2"),
        Field("multicast_address", "16u1", "Multicast address", Form.IPV6),
    ),
    next_key=(Key(0, "icmpv6.mld.query"),),
    reached_by={"icmpv6.type": (130,)},
)

LISTENER_QUERY_V2 = Layer(
    "icmpv6.mld.query_v2",
    "Multicast listener query, version 2",
    prefix="icmpv6.mld",
    shown="",
    header=(
        Field("flag", "u1", "Flags", Form.HEX8),
        Field("_interval", "u1"),
        Field("nb_sources", ">u2", "Number of sources"),
    ),
    columns=(
        Bits("icmpv6.mld.flag.reserved", "flag", "Reserved", mask=0xF0, shift=4),
        Bits("icmpv6.mld.flag.s", "flag", "Suppress router-side processing", mask=0x08, shift=3, form=Form.BOOLEAN),
        Bits("icmpv6.mld.flag.qrv", "flag", "Querier's robustness variable", mask=0x07),
    ),
    reached_by={"icmpv6.mld.query": (0,)},
)

LISTENER_REPORT = Layer(
    "icmpv6.mld.report",
    "Multicast listener report",
    prefix="icmpv6.mld",
    shown="",
    header=(
        Field("_maximum_response", ">u2"),
        Field("_reserved", ">u2"),
        Field("multicast_address", "16u1", "Multicast address", Form.IPV6),
    ),
    # Report, done.
    reached_by={"icmpv6.type": (131, 132)},
)

LISTENER_REPORT_V2 = Layer(
    "icmpv6.mldr",
    "Multicast listener report, version 2",
    shown="",
    header=(Field("_reserved", ">u2"), Field("nb_mcast_records", ">u2", "Number of records")),
    reached_by={"icmpv6.type": (143,)},
)
