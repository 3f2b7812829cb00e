"""Where a comparison ends: what is beyond is read by tshark alone."""

__all__ = ("LEFT_OUT",)

LEFT_OUT = {
    "ah": "IPsec's authentication header",
    "arcnet": "ARCNET",
    "arp after arp": "announced twice for AX.25",
    "avsp": "Arista's time stamps",
    "chdlc": "Cisco's HDLC",
    "clip": "IP over ATM",
    "cmd": "Cisco's metadata",
    "eth after isl": "the frame in a frame of ISL",
    "etherip": "Ethernet in IP, number 97",
    "fr": "frame relay",
    "geneve": "a tunnel over UDP",
    "gre": "a tunnel over IP",
    "gtp": "a tunnel over UDP",
    "icmp after icmpv6.extended_request": "extensions are named after ICMP",
    "ieee8021ad": "802.1ad, whose fields have names of their own",
    "ip after null of 16 bits": "IRIX",
    "ip after null of a type": "old libpcap on Linux",
    "ip after udp": "VXLAN's generic protocol extension, which is not announced",
    "ipnet": "Solaris' IP observability",
    "ipoib": "IP over InfiniBand",
    "ipv6 after icmpv6.nd.rd": "the packet in an option of a redirect",
    "ipv6 after ip of version 6": "handed on by the version",
    "ipv6 after null of a type": "old libpcap on Linux",
    "juniper": "Juniper's link layers",
    "macsec": "802.1AE",
    "mpls": "labels",
    "nflog": "Linux netfilter's log",
    "nsh": "service function chains",
    "openflow": "packets in messages of switches",
    "pim": "registered multicast packets",
    "pktap": "Apple's packet tap",
    "ppi": "per-packet information",
    "ppp": "the point-to-point protocol",
    "pppoes": "PPP over Ethernet",
    "radiotap": "wireless LAN",
    "sflow": "samples of packets",
    "teredo": "IPv6 over UDP",
    "user_dlt": "link types for private use",
    "vxlan": "a tunnel over UDP",
    "wpan": "802.15.4",
}
"""Protocols that are not read in this version and carry headers that are: from there on tshark repeats our fields.

A key may name the layer before, where the protocol alone would excuse too much.
"""
