"""Packets and captures in a few words; every length and checksum is right unless it is said otherwise.

    build.ethernet(build.ipv4(build.udp(b"data", dstport=53), ttl=1))
    build.capture(build.ping(seq=1, at_ns=0), build.pong(seq=1, at_ns=12_345_000))

A builder takes what it carries first, and the fields of its header under
Wireshark's names. What it returns are bytes that know how a carrier announces
them, so that EtherTypes and protocol numbers need not be said.
"""

from pcapflow.testing.build._blocks import (
    Block,
    Interface,
    Names,
    Obsolete,
    Packet,
    Section,
    Simple,
    Statistics,
)
from pcapflow.testing.build._built import Built, internet_checksum
from pcapflow.testing.build._files import MICROSECONDS, MODIFIED, NANOSECONDS, pcap, pcapng
from pcapflow.testing.build._ip import arp, destination_options, fragment, hop_by_hop, ipv4, ipv6, routing
from pcapflow.testing.build._links import (
    chdlc,
    ethernet,
    frame_relay,
    llc,
    mpls,
    null,
    ppp,
    pppoe,
    sll,
    sll2,
    snap,
    vlan,
)
from pcapflow.testing.build._lists import gre, igmp, igmp_record, igmp_report, sctp, sctp_chunk, sctp_parameter
from pcapflow.testing.build._messages import (
    icmp,
    icmp_echo,
    icmp_error,
    icmpv6,
    icmpv6_echo,
    icmpv6_error,
    icmpv6_na,
    icmpv6_ns,
    tcp,
    udp,
)
from pcapflow.testing.build._pings import capture, ping, pong
from pcapflow.testing.build._tunnels import ah, esp, etherip, geneve, gtp, vxlan

__all__ = (
    "MICROSECONDS",
    "MODIFIED",
    "NANOSECONDS",
    "Block",
    "Built",
    "Interface",
    "Names",
    "Obsolete",
    "Packet",
    "Section",
    "Simple",
    "Statistics",
    "ah",
    "arp",
    "capture",
    "chdlc",
    "destination_options",
    "esp",
    "etherip",
    "ethernet",
    "fragment",
    "frame_relay",
    "geneve",
    "gre",
    "gtp",
    "hop_by_hop",
    "icmp",
    "icmp_echo",
    "icmp_error",
    "icmpv6",
    "icmpv6_echo",
    "icmpv6_error",
    "icmpv6_na",
    "icmpv6_ns",
    "igmp",
    "igmp_record",
    "igmp_report",
    "internet_checksum",
    "ipv4",
    "ipv6",
    "llc",
    "mpls",
    "null",
    "pcap",
    "pcapng",
    "ping",
    "pong",
    "ppp",
    "pppoe",
    "routing",
    "sctp",
    "sctp_chunk",
    "sctp_parameter",
    "sll",
    "sll2",
    "snap",
    "tcp",
    "udp",
    "vlan",
    "vxlan",
)
