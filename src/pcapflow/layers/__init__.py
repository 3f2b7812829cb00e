"""Protocols and link types, one file each, and the machine that runs them.

The list is the one place that names them all; `decode` knows none.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from pcapflow.layers._decode import Cursor, Decoder, decode
from pcapflow.layers._layer import (
    ALWAYS,
    LAST,
    PEEK,
    Bits,
    Claim,
    Field,
    GoesOn,
    Key,
    Layer,
    Length,
    Partial,
    Problem,
    When,
)
from pcapflow.layers._tables import Tables
from pcapflow.layers.ah import AH
from pcapflow.layers.arp import ARP, ARP_ADDRESSES
from pcapflow.layers.chdlc import CHDLC, SLARP, SLARP_ADDRESSES, SLARP_KEEPALIVE
from pcapflow.layers.esp import ESP, ESP_FIRST_ZERO, ESP_NUMBER, ESP_OVER_UDP, UDP_ENCAPSULATION
from pcapflow.layers.etherip import ETHERIP
from pcapflow.layers.ethernet import ETHERNET
from pcapflow.layers.frame_relay import (
    FRAME_RELAY,
    FRAME_RELAY_CISCO,
    FRAME_RELAY_CONTROL,
    FRAME_RELAY_PADDING,
    FRAME_RELAY_SNAP,
)
from pcapflow.layers.geneve import GENEVE
from pcapflow.layers.gre import GRE
from pcapflow.layers.gtp import (
    GTP,
    GTP_EXTENDED,
    GTP_EXTENSION,
    GTP_NUMBERED,
    GTP_PAYLOAD,
    GTP_QOS,
    GTP_VERSIONS,
)
from pcapflow.layers.icmp import (
    ICMP,
    ICMP_ADDRESS_MASK,
    ICMP_ECHO,
    ICMP_ERROR,
    ICMP_EXTENDED_REPLY,
    ICMP_EXTENDED_REQUEST,
    ICMP_INFORMATION,
    ICMP_PACKET_TOO_BIG,
    ICMP_PARAMETER,
    ICMP_QUENCH,
    ICMP_REDIRECT,
    ICMP_ROUTER,
    ICMP_TIMESTAMP,
)
from pcapflow.layers.icmpv6 import (
    CERTIFICATION_PATH,
    ICMPV6,
    ICMPV6_ECHO,
    ICMPV6_ERROR,
    ICMPV6_EXTENDED_REPLY,
    ICMPV6_EXTENDED_REQUEST,
    ICMPV6_PACKET_TOO_BIG,
    ICMPV6_PARAMETER,
    LISTENER_QUERY,
    LISTENER_QUERY_V2,
    LISTENER_REPORT,
    LISTENER_REPORT_V2,
    NEIGHBOR_ADVERTISEMENT,
    NEIGHBOR_SOLICITATION,
    REDIRECT,
    ROUTER_ADVERTISEMENT,
    ROUTER_SOLICITATION,
    WITH_OPTIONS,
)
from pcapflow.layers.ieee8021ad import IEEE8021AD, IEEE8021AD_CUSTOMER
from pcapflow.layers.igmp import (
    IGMP,
    IGMP_HOST_GROUP,
    IGMP_MESSAGE,
    IGMP_QUERY,
    IGMP_REPORT_V1,
    IGMP_REPORT_V3,
    IGMP_TRACE,
)
from pcapflow.layers.ipv4 import IPV4
from pcapflow.layers.ipv6 import IPV6
from pcapflow.layers.ipv6_extensions import DESTINATION_OPTIONS, FRAGMENT, HOP_BY_HOP, ROUTING
from pcapflow.layers.linux_sll import LINUX_SLL, LINUX_SLL_FOREIGN
from pcapflow.layers.linux_sll2 import LINUX_SLL2
from pcapflow.layers.llc import LLC, LLC_IP, LLC_NUMBERED, LLC_RAW, LLC_SNAP, LLC_UNNUMBERED
from pcapflow.layers.mpls import MPLS, MPLS_BELOW
from pcapflow.layers.null import LOOP, NULL
from pcapflow.layers.ppp import PPP, PPP_ADDRESS, PPP_COMPRESSED, PPP_HDLC
from pcapflow.layers.pppoe import PPPOE_DISCOVERY, PPPOE_SESSION
from pcapflow.layers.raw_ip import RAW_IP
from pcapflow.layers.sctp import SCTP
from pcapflow.layers.tcp import TCP
from pcapflow.layers.udp import UDP, UDP_TUNNEL
from pcapflow.layers.vlan import VLAN
from pcapflow.layers.vxlan import VXLAN, VXLAN_GPE

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = (
    "ALWAYS",
    "LAST",
    "LAYERS",
    "PEEK",
    "Bits",
    "Claim",
    "Cursor",
    "Decoder",
    "Field",
    "GoesOn",
    "Key",
    "Layer",
    "Length",
    "Partial",
    "Problem",
    "Tables",
    "When",
    "decode",
    "registered",
    "tables",
)

LAYERS: tuple[Layer, ...] = (
    # link types
    ETHERNET,
    IEEE8021AD,
    IEEE8021AD_CUSTOMER,
    VLAN,
    LINUX_SLL,
    LINUX_SLL2,
    LINUX_SLL_FOREIGN,
    NULL,
    LOOP,
    RAW_IP,
    LLC,
    LLC_UNNUMBERED,
    LLC_NUMBERED,
    LLC_IP,
    LLC_SNAP,
    LLC_RAW,
    PPPOE_DISCOVERY,
    PPPOE_SESSION,
    PPP_HDLC,
    PPP_ADDRESS,
    PPP,
    PPP_COMPRESSED,
    CHDLC,
    SLARP,
    SLARP_ADDRESSES,
    SLARP_KEEPALIVE,
    FRAME_RELAY,
    FRAME_RELAY_CONTROL,
    FRAME_RELAY_PADDING,
    FRAME_RELAY_SNAP,
    FRAME_RELAY_CISCO,
    MPLS,
    MPLS_BELOW,
    # network
    ARP,
    ARP_ADDRESSES,
    IPV4,
    IPV6,
    HOP_BY_HOP,
    ROUTING,
    FRAGMENT,
    DESTINATION_OPTIONS,
    AH,
    ESP,
    ETHERIP,
    # control
    ICMP,
    ICMP_ECHO,
    ICMP_TIMESTAMP,
    ICMP_INFORMATION,
    ICMP_ADDRESS_MASK,
    ICMP_ROUTER,
    ICMP_EXTENDED_REQUEST,
    ICMP_EXTENDED_REPLY,
    ICMP_ERROR,
    ICMP_PACKET_TOO_BIG,
    ICMP_PARAMETER,
    ICMP_QUENCH,
    ICMP_REDIRECT,
    ICMPV6,
    ICMPV6_ECHO,
    ICMPV6_EXTENDED_REQUEST,
    ICMPV6_EXTENDED_REPLY,
    ICMPV6_ERROR,
    ICMPV6_PACKET_TOO_BIG,
    ICMPV6_PARAMETER,
    LISTENER_QUERY,
    LISTENER_QUERY_V2,
    LISTENER_REPORT,
    LISTENER_REPORT_V2,
    ROUTER_SOLICITATION,
    ROUTER_ADVERTISEMENT,
    NEIGHBOR_SOLICITATION,
    NEIGHBOR_ADVERTISEMENT,
    WITH_OPTIONS,
    CERTIFICATION_PATH,
    REDIRECT,
    IGMP,
    IGMP_HOST_GROUP,
    IGMP_QUERY,
    IGMP_REPORT_V1,
    IGMP_MESSAGE,
    IGMP_REPORT_V3,
    IGMP_TRACE,
    GRE,
    # transport
    TCP,
    UDP,
    UDP_TUNNEL,
    SCTP,
    # tunnels over UDP
    VXLAN,
    VXLAN_GPE,
    GENEVE,
    GTP_VERSIONS,
    GTP,
    GTP_NUMBERED,
    GTP_EXTENDED,
    GTP_QOS,
    GTP_EXTENSION,
    GTP_PAYLOAD,
    UDP_ENCAPSULATION,
    ESP_FIRST_ZERO,
    ESP_NUMBER,
    ESP_OVER_UDP,
)

_tables = [Tables.of(LAYERS)]


def tables() -> Tables:
    """The tables in force: those of `LAYERS`, and of what was registered beside them."""
    return _tables[-1]


@contextmanager
def registered(*layers: Layer) -> Iterator[Tables]:
    """Know further layers for a while; captures opened meanwhile decode them like any other.

    Raises:
        ValueError: A layer claims a name, a key or a column that another has.
    """
    _tables.append(Tables.of((*tables().layers, *layers)))
    try:
        yield _tables[-1]
    finally:
        _tables.pop()
