"""Where a comparison ends: what is beyond is read by tshark alone."""

__all__ = ("LEFT_OUT",)

LEFT_OUT = {
    "anything after ah of an impossible length": "shorter than the header",
    "anything after fr of another form": "longer addresses, numbered frames, bridged ones, guesses",
    "anything after pppoes of another code": "not a session's code",
    "arcnet": "ARCNET",
    "arp after arp": "announced twice for AX.25",
    "avsp": "Arista's time stamps",
    "clip": "IP over ATM",
    "cmd": "Cisco's metadata",
    "eth after isl": "the frame in a frame of ISL",
    "erspan": "mirrored frames",
    "gtp after udp with another gtp": "control plane, version 0, charging, version 2",
    "icmp after data": "extensions behind what an error quotes are named after ICMP",
    "icmp after icmpv6.extended_request": "extensions are named after ICMP",
    "ip after gre": "redirected by WCCP, or behind a source route",
    "ip after null of 16 bits": "IRIX",
    "ip after null of a type": "old libpcap on Linux",
    "ipcomp": "compressed packets",
    "ipnet": "Solaris' IP observability",
    "ipoib": "IP over InfiniBand",
    "ipv6 after icmpv6.nd.rd": "the packet in an option of a redirect",
    "ipv6 after ip of version 6": "handed on by the version",
    "ipv6 after null of a type": "old libpcap on Linux",
    "juniper": "Juniper's link layers",
    "l2tp": "fields at varying places",
    "macsec": "802.1AE",
    "nflog": "Linux netfilter's log",
    "nhrp": "packets that next hops are asked for",
    "nsh": "service function chains",
    "openflow": "packets in messages of switches",
    "pim": "registered multicast packets",
    "pwach": "the channel beside a pseudowire",
    "pwethheuristic": "a guess that a pseudowire carries Ethernet",
    "pktap": "Apple's packet tap",
    "ppi": "per-packet information",
    "ppp after ppp.address": "of which one byte was captured",
    "radiotap": "wireless LAN",
    "sflow": "samples of packets",
    "swipe": "IP in an experiment of 1993",
    "teredo": "IPv6 over UDP",
    "udplite": "fields are named after UDP",
    "udpencap": "keys are exchanged there, too, and ESP that begins with 0 or 255 looks like it",
    "user_dlt": "link types for private use",
    "wpan": "802.15.4",
}
"""Protocols that are not read in this version and carry headers that are: from there on tshark repeats our fields.

A key may name the layer before, where the protocol alone would excuse too much.
"""
