"""Options of neighbour discovery. Spec: RFC 4861 section 4.6; numbers: IANA "IPv6 Neighbor Discovery Option Formats".

Routes: RFC 4191; home agents: RFC 6275 section 7; name servers: RFC 8106; NAT64 prefixes: RFC 8781.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from pcapflow.forms import Form
from pcapflow.layers._layer import Options, Part
from pcapflow.layers._options import type_length

__all__ = ("NEIGHBOR_OPTIONS",)

SOURCE, TARGET, PREFIX, REDIRECTED, MTU, INTERVAL, HOME_AGENT = 1, 2, 3, 4, 5, 7, 8
ROUTE, NAME_SERVERS, SEARCH_LIST, NAT64 = 24, 25, 31, 38


def _address_of(first: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Addresses of which only the first bytes are sent; the others are 0."""
    return np.pad(first, ((0, 0), (0, 16 - first.shape[1])))


def _link_address(name: str, meaning: str, *kinds: int) -> Part:
    # Of Ethernet's size; others are not read.
    return Part(f"icmpv6.opt.{name}", "6u1", meaning, Form.MAC, kinds=kinds, at=2, sizes=(8,))


NEIGHBOR_OPTIONS = Options(
    "body",
    type_length(unit=8, shows_broken=True),
    (
        Part("icmpv6.opt.type", "u1", "Type of option"),
        Part("icmpv6.opt.length", "u1", "Length of the option, in units of 8 bytes", at=1),
        _link_address("linkaddr", "Link-layer address", SOURCE, TARGET),
        _link_address("src_linkaddr", "Link-layer address of the sender", SOURCE),
        _link_address("target_linkaddr", "Link-layer address of the target", TARGET),
        Part("icmpv6.opt.prefix.length", "u1", "Bits of the prefix", kinds=(PREFIX, ROUTE), at=2),
        Part("icmpv6.opt.prefix.flag", "u1", "Flags", Form.HEX8, kinds=(PREFIX,), at=3),
        Part("icmpv6.opt.prefix.flag.l", "u1", "On-link", Form.BOOLEAN, (PREFIX,), 3, mask=0x80, shift=7),
        Part(
            "icmpv6.opt.prefix.flag.a", "u1", "Autonomous configuration", Form.BOOLEAN, (PREFIX,), 3, mask=0x40, shift=6
        ),
        Part("icmpv6.opt.prefix.flag.r", "u1", "Router's address", Form.BOOLEAN, (PREFIX,), 3, mask=0x20, shift=5),
        Part("icmpv6.opt.prefix.flag.reserved", "u1", "Reserved", kinds=(PREFIX,), at=3, mask=0x1F),
        Part("icmpv6.opt.prefix.valid_lifetime", ">u4", "Seconds that the prefix is valid", kinds=(PREFIX,), at=4),
        Part("icmpv6.opt.prefix.preferred_lifetime", ">u4", "Seconds that it is preferred", kinds=(PREFIX,), at=8),
        Part("icmpv6.opt.prefix", "16u1", "Prefix", Form.IPV6, (PREFIX,), at=16),
        Part("icmpv6.opt.prefix", "16u1", "Prefix", Form.IPV6, (ROUTE,), at=8, sizes=(24,)),
        Part("icmpv6.opt.prefix", "8u1", "Prefix", Form.IPV6, (ROUTE,), at=8, sizes=(16,), value=_address_of),
        Part("icmpv6.opt.route_info.flag", "u1", "Flags", Form.HEX8, kinds=(ROUTE,), at=3),
        Part(
            "icmpv6.opt.route_info.flag.route_preference", "u1", "Preference", kinds=(ROUTE,), at=3, mask=0x18, shift=3
        ),
        Part("icmpv6.opt.route_lifetime", ">u4", "Seconds that the route is valid", kinds=(ROUTE,), at=4),
        Part("icmpv6.opt.mtu", ">u4", "MTU", kinds=(MTU,), at=4),
        Part(
            "icmpv6.opt.advertisement_interval", ">u4", "Milliseconds between advertisements", kinds=(INTERVAL,), at=4
        ),
        Part("icmpv6.opt.home_agent_preference", ">u2", "Preference of the home agent", kinds=(HOME_AGENT,), at=4),
        Part("icmpv6.opt.home_agent_lifetime", ">u2", "Seconds that it serves", kinds=(HOME_AGENT,), at=6),
        Part("icmpv6.opt.rdnss.lifetime", ">u4", "Seconds that the servers may be asked", kinds=(NAME_SERVERS,), at=4),
        Part("icmpv6.opt.rdnss", "16u1", "Name server", Form.IPV6, (NAME_SERVERS,), at=8, every=16),
        Part("icmpv6.opt.dnssl.lifetime", ">u4", "Seconds that the list is valid", kinds=(SEARCH_LIST,), at=4),
        Part(
            "icmpv6.opt.pref64.scaled_lifetime",
            ">u2",
            "Lifetime in units of 8 seconds",
            Form.DECIMAL,
            (NAT64,),
            2,
            mask=0xFFF8,
            shift=3,
        ),
        Part("icmpv6.opt.pref64.plc", ">u2", "Code of the prefix's length", Form.HEX16, (NAT64,), 2, mask=0x0007),
    ),
    words={
        SOURCE: "Source link-layer address",
        TARGET: "Target link-layer address",
        PREFIX: "Prefix",
        REDIRECTED: "Redirected packet",
        MTU: "MTU",
        INTERVAL: "Advertisement interval",
        HOME_AGENT: "Home agent",
        ROUTE: "Route",
        NAME_SERVERS: "Recursive name servers",
        SEARCH_LIST: "Search list of names",
        NAT64: "NAT64 prefix",
    },
)
