"""Internet Protocol, version 4. Spec: RFC 791; differentiated services: RFC 2474; ECN: RFC 3168.

Options: RFC 791 pages 14 to 22; router alert: RFC 2113; MTU discovery: RFC 1063; traceroute: RFC 1393.
"""

import numpy as np

from pcapflow.forms import Form
from pcapflow.layers._layer import Bits, Claim, Field, GoesOn, Key, Layer, Length, Options, Part, Partial, Problem
from pcapflow.layers._options import parts_of, type_length, with_parts
from pcapflow.table import PARTS, Elements, Regions

__all__ = ("IPV4",)

END, NOP, MTU_PROBE, MTU_REPLY, TIMESTAMP, TRACEROUTE = 0, 1, 11, 12, 68, 82
RECORD_ROUTE, LOOSE_ROUTE, STRICT_ROUTE = 7, 131, 137
STREAM, ROUTER_ALERT, BROADCAST = 136, 148, 149
_ROUTES = (RECORD_ROUTE, LOOSE_ROUTE, STRICT_ROUTE)

RECORDED, EMPTY, TO_COME = PARTS, PARTS + 1, PARTS + 2
"""Parts of a route: addresses that were recorded, room for others, addresses that are still to be visited."""
TIMES = PARTS + 3
"""Part of timestamps, plus the flag that says what stands there."""
WITH_ADDRESSES = (1, 3)

_LIST = type_length(single=(END, NOP), end=END)


def _elements(regions: Regions) -> Elements:
    """Tell options apart, and in routes and timestamps what their pointer and flag say."""
    options = _LIST(regions)
    last = max(len(regions.data) - 1, 0)
    is_record, is_times = options.kind == RECORD_ROUTE, options.kind == TIMESTAMP
    is_route = is_record | (options.kind == LOOSE_ROUTE) | (options.kind == STRICT_ROUTE)
    if not (is_route.any() or is_times.any()):
        return options
    pointer = regions.data[(options.start + 2).clip(max=last)].astype(options.kind.dtype)
    # Page 18: it counts from 1, and the first address stands at 4.
    is_route &= (pointer >= 4) & (pointer % 4 == 0) & (options.start + 2 < options.stop)
    end = 3 + (options.n_bytes - 3) // 4 * 4
    next_ = (pointer - 1).clip(max=end)
    # Of a source route that is not used up, the address at its very end is where the packet goes.
    end = np.where(is_record, end, 3 + (options.n_bytes - 4) // 4 * 4)
    kind = EMPTY + (TO_COME - EMPTY) * ~is_record
    flag = regions.data[(options.start + 3).clip(max=last)].astype(options.kind.dtype) & 0x0F
    is_times &= options.start + 3 < options.stop
    has_addresses = (flag == WITH_ADDRESSES[0]) | (flag == WITH_ADDRESSES[1])
    pairs_end = 4 + (options.n_bytes - 4) // 8 * 8
    return with_parts(
        options,
        parts_of(options, is_route, RECORDED, 3, next_),
        parts_of(options, is_route, kind, next_, end),
        parts_of(options, is_times & ~has_addresses, TIMES + flag, 4),
        parts_of(options, is_times & has_addresses, TIMES + flag, 4, pairs_end),
    )


_TIMES_ALONE = tuple(TIMES + flag for flag in range(16) if flag not in WITH_ADDRESSES)
_TIMES_AND_ADDRESSES = tuple(TIMES + flag for flag in WITH_ADDRESSES)

_OPTIONS = Options(
    "header",
    _elements,
    (
        Part("ip.opt.type", "u1", "Type of option"),
        Part("ip.opt.type.copy", "u1", "Copied to fragments", Form.BOOLEAN, mask=0x80, shift=7),
        Part("ip.opt.type.class", "u1", "Class of option", mask=0x60, shift=5),
        Part("ip.opt.type.number", "u1", "Number of option", mask=0x1F),
        Part("ip.opt.len", "u1", "Bytes of the option", at=1),
        Part("ip.opt.ptr", "u1", "Pointer to where to go on, from 1", kinds=(*_ROUTES, TIMESTAMP), at=2),
        Part("ip.rec_rt", "4u1", "Address of the route that was recorded", Form.IPV4, kinds=(RECORDED,), every=4),
        Part("ip.empty_rt", "4u1", "Room for an address of the route", Form.IPV4, kinds=(EMPTY,), every=4),
        Part("ip.src_rt", "4u1", "Address of the route to come", Form.IPV4, kinds=(TO_COME,), every=4),
        Part(
            "ip.opt.overflow",
            "u1",
            "Routers without room for a timestamp",
            kinds=(TIMESTAMP,),
            at=3,
            mask=0xF0,
            shift=4,
        ),
        Part("ip.opt.flag", "u1", "What is recorded with a time", Form.HEX8, kinds=(TIMESTAMP,), at=3, mask=0x0F),
        Part("ip.opt.time_stamp", ">u4", "Milliseconds since midnight UT", kinds=_TIMES_ALONE, every=4),
        Part("ip.opt.time_stamp", ">u4", "Milliseconds since midnight UT", kinds=_TIMES_AND_ADDRESSES, at=4, every=8),
        Part(
            "ip.opt.time_stamp_addr",
            "4u1",
            "Address of who recorded a time",
            Form.IPV4,
            kinds=_TIMES_AND_ADDRESSES,
            every=8,
        ),
        Part("ip.opt.ra", ">u2", "Router alert", kinds=(ROUTER_ALERT,), at=2),
        Part("ip.opt.sid", ">u2", "Stream", kinds=(STREAM,), at=2),
        Part("ip.opt.mtu", ">u2", "MTU that was probed", kinds=(MTU_PROBE, MTU_REPLY), at=2),
        Part("ip.opt.id_number", ">u2", "Identifier of the trace", kinds=(TRACEROUTE,), at=2),
        Part("ip.opt.ohc", ">u2", "Hops outbound", kinds=(TRACEROUTE,), at=4),
        Part("ip.opt.rhc", ">u2", "Hops of the return", kinds=(TRACEROUTE,), at=6),
        Part("ip.opt.originator", "4u1", "Who asked for the trace", Form.IPV4, kinds=(TRACEROUTE,), at=8),
        Part("ip.opt.addr", "4u1", "Network of a directed broadcast", Form.IPV4, kinds=(BROADCAST,), at=2, every=4),
    ),
    words={
        END: "End of options",
        NOP: "No operation",
        RECORD_ROUTE: "Record route",
        LOOSE_ROUTE: "Loose source route",
        STRICT_ROUTE: "Strict source route",
        TIMESTAMP: "Timestamps",
        MTU_PROBE: "MTU probe",
        MTU_REPLY: "MTU reply",
        TRACEROUTE: "Traceroute",
        STREAM: "Stream",
        ROUTER_ALERT: "Router alert",
        BROADCAST: "Selective directed broadcast",
    },
)

IPV4 = Layer(
    "ip",
    "Internet Protocol Version 4",
    header=(
        Field("_version_ihl", "u1"),
        Field("dsfield", "u1", "Differentiated services field", Form.HEX8),
        Field("len", ">u2", "Total length"),
        Field("id", ">u2", "Identification", Form.HEX16),
        Field("_flags_fragment", ">u2"),
        Field("ttl", "u1", "Time to live"),
        Field("proto", "u1", "Protocol of what follows"),
        Field("checksum", ">u2", "Header checksum", Form.HEX16),
        Field("src", "4u1", "Source address", Form.IPV4),
        Field("dst", "4u1", "Destination address", Form.IPV4),
    ),
    columns=(
        Bits("ip.version", "_version_ihl", "Version", mask=0xF0, shift=4),
        Bits("ip.hdr_len", "_version_ihl", "Bytes of the header", mask=0x0F, scale=4),
        Bits("ip.dsfield.dscp", "dsfield", "Differentiated services code point", mask=0xFC, shift=2),
        Bits("ip.dsfield.ecn", "dsfield", "Explicit congestion notification", mask=0x03),
        Bits("ip.flags", "_flags_fragment", "Flags", mask=0xE000, shift=13, form=Form.HEX8),
        Bits("ip.flags.rb", "_flags_fragment", "Reserved bit", mask=0x8000, shift=15, form=Form.BOOLEAN),
        Bits("ip.flags.df", "_flags_fragment", "Don't fragment", mask=0x4000, shift=14, form=Form.BOOLEAN),
        Bits("ip.flags.mf", "_flags_fragment", "More fragments", mask=0x2000, shift=13, form=Form.BOOLEAN),
        Bits("ip.frag_offset", "_flags_fragment", "Fragment offset, in units of 8 bytes", mask=0x1FFF),
    ),
    header_bytes=Length("_version_ihl", lambda byte: (byte & 15) * 4),
    # Length 0: segmentation offload; the packet was recorded before the network card filled it in.
    total_bytes=Claim("len", zero_is_open=True),
    goes_on=(
        GoesOn("_version_ihl", (0x40,), Problem.UNKNOWN_NEXT, mask=0xF0),
        GoesOn("_flags_fragment", (0,), Problem.NOT_FIRST_FRAGMENT, mask=0x1FFF),
    ),
    partial=(Partial("fragment", "_flags_fragment", mask=0x2000),),
    next_key=(Key("proto", "ip.proto"),),
    options=_OPTIONS,
    reached_by={
        "ethertype": (0x0800,),
        "ip.proto": (4,),
        "version_nibble": (4,),
        "ppp": (0x0021,),
        "chdlc": (0x0800,),
        "nlpid": (0xCC,),
        "vxlan.next_proto": (1,),
        "null.family": (2,),
        "null.swapped": (0x0200,),
        "linktype": (228,),
    },
)
