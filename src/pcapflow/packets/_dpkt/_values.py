"""A packet's fields as dpkt reads them, under the names of pcapflow's columns: a second opinion on each."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any

from pcapflow.forms import one_text
from pcapflow.layers import tables
from pcapflow.packets._dpkt._guard import raised_by_dpkt
from pcapflow.packets._dpkt._packets import to_dpkt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Value = int | bytes | None
    Getter = str | Callable[[Any], Value]

__all__ = ("dpkt_values",)


def dpkt_values(linktype: int, data: bytes) -> dict[str, list[str]]:
    """Read a packet with dpkt.

    Returns:
        Column name to its values as ``tshark -T fields`` writes them, outermost first. dpkt tells nothing of a header
        that is cut, so this may end earlier than the columns do.

    Raises:
        PacketError: dpkt has no such link type, or gave up.
    """
    texts: dict[str, list[str]] = {}
    columns = tables().schema.columns
    packet = to_dpkt(linktype, data)
    try:
        for header in _headers(packet):
            for column, getter in _FIELDS.get(_kind(header), {}).items():
                value = attrgetter(getter)(header) if isinstance(getter, str) else getter(header)
                if value is not None:
                    texts.setdefault(column, []).append(one_text(value, columns[column][0].form))
    except raised_by_dpkt():
        # Some attributes of dpkt's are computed when they are read. What was read before stands.
        pass
    return texts


def _headers(packet: Any) -> Iterator[Any]:
    """Dpkt's headers, outermost first; it keeps some of them beside the chain of ``data``."""
    while hasattr(packet, "__hdr__"):
        yield packet
        yield from getattr(packet, "vlan_tags", ())
        yield from getattr(packet, "all_extension_headers", ())
        packet = packet.data


def _kind(header: Any) -> str:
    """``ip.IP``, ``icmp.ICMP.Echo``: the class without the package."""
    return f"{type(header).__module__.removeprefix('dpkt.')}.{type(header).__qualname__}"


def _bit(n: int) -> Callable[[Any], int]:
    return lambda header: header.flags >> n & 1


def _type_only(header: Any) -> int | None:
    """An EtherType; below 1536 the field is a length."""
    return header.type if header.type >= 1536 else None


def _sll_protocol(header: Any) -> str:
    """The column that the protocol field fills; 778 is a GRE tunnel."""
    if header.ethtype < 1537:
        return "sll.ltype"
    return "sll.gretype" if header.hrd == 778 else "sll.etype"


def _when(name: str) -> Callable[[Any], int | None]:
    return lambda header: header.ethtype if _sll_protocol(header) == name else None


_SLL: dict[str, Getter] = {
    "sll.pkttype": "type",
    "sll.hatype": "hrd",
    "sll.halen": "hlen",
    "sll.src.eth": lambda header: header.hdr[:6] if header.hlen == 6 else None,
    "sll.src.ipv4": lambda header: header.hdr[:4] if header.hlen == 4 else None,
    **{name: _when(name) for name in ("sll.etype", "sll.gretype", "sll.ltype")},
}

_FLAGS = ("fin", "syn", "reset", "push", "ack", "urg", "ece", "cwr", "ae")

_FIELDS: dict[str, dict[str, Getter]] = {
    "ethernet.Ethernet": {"eth.dst": "dst", "eth.src": "src", "eth.type": _type_only},
    "ethernet.VLANtag8021Q": {
        "vlan.priority": "pri",
        "vlan.dei": "cfi",
        "vlan.id": "id",
        "vlan.etype": _type_only,
    },
    "sll.SLL": _SLL,
    "sll2.SLL2": {**_SLL, "sll.ifindex": lambda header: header.intindex & 0xFFFFFFFF},
    "loopback.Loopback": {"null.family": "family"},
    "arp.ARP": {
        "arp.hw.type": "hrd",
        "arp.proto.type": "pro",
        "arp.hw.size": "hln",
        "arp.proto.size": "pln",
        "arp.opcode": "op",
        "arp.src.hw_mac": "sha",
        "arp.src.proto_ipv4": "spa",
        "arp.dst.hw_mac": "tha",
        "arp.dst.proto_ipv4": "tpa",
    },
    "ip.IP": {
        "ip.version": "v",
        "ip.hdr_len": lambda header: header.hl * 4,
        "ip.dsfield": "tos",
        "ip.dsfield.dscp": lambda header: header.tos >> 2,
        "ip.dsfield.ecn": lambda header: header.tos & 3,
        "ip.len": "len",
        "ip.id": "id",
        "ip.flags": lambda header: header.rf << 2 | header.df << 1 | header.mf,
        "ip.flags.rb": "rf",
        "ip.flags.df": "df",
        "ip.flags.mf": "mf",
        "ip.frag_offset": "offset",
        "ip.ttl": "ttl",
        "ip.proto": "p",
        "ip.checksum": "sum",
        "ip.src": "src",
        "ip.dst": "dst",
    },
    "ip6.IP6": {
        "ip.version": "v",
        "ipv6.version": "v",
        "ipv6.tclass": "fc",
        "ipv6.tclass.dscp": lambda header: header.fc >> 2,
        "ipv6.tclass.ecn": lambda header: header.fc & 3,
        "ipv6.flow": "flow",
        "ipv6.plen": "plen",
        "ipv6.nxt": "nxt",
        "ipv6.hlim": "hlim",
        "ipv6.src": "src",
        "ipv6.dst": "dst",
    },
    "ip6.IP6HopOptsHeader": {"ipv6.hopopts.nxt": "nxt", "ipv6.hopopts.len": "len"},
    "ip6.IP6DstOptsHeader": {"ipv6.dstopts.nxt": "nxt", "ipv6.dstopts.len": "len"},
    "ip6.IP6RoutingHeader": {
        "ipv6.routing.nxt": "nxt",
        "ipv6.routing.len": "len",
        "ipv6.routing.type": "type",
        "ipv6.routing.segleft": "segs_left",
    },
    "ip6.IP6FragmentHeader": {
        "ipv6.fraghdr.nxt": "nxt",
        "ipv6.fraghdr.offset": "frag_off",
        "ipv6.fraghdr.more": "m_flag",
        "ipv6.fraghdr.ident": "id",
    },
    "icmp.ICMP": {"icmp.type": "type", "icmp.code": "code", "icmp.checksum": "sum"},
    "icmp.ICMP.Echo": {"icmp.ident": "id", "icmp.seq": "seq"},
    "icmp.ICMP.Redirect": {"icmp.redir_gw": lambda header: header.gw.to_bytes(4, "big")},
    "icmp6.ICMP6": {"icmpv6.type": "type", "icmpv6.code": "code", "icmpv6.checksum": "sum"},
    "icmp6.ICMP6.Echo": {"icmpv6.echo.identifier": "id", "icmpv6.echo.sequence_number": "seq"},
    "icmp6.ICMP6.TooBig": {"icmpv6.mtu": "mtu"},
    "icmp6.ICMP6.ParamProb": {"icmpv6.pointer": "ptr"},
    "tcp.TCP": {
        "tcp.srcport": "sport",
        "tcp.dstport": "dport",
        "tcp.seq_raw": "seq",
        "tcp.ack_raw": "ack",
        "tcp.hdr_len": lambda header: header.off * 4,
        "tcp.flags": lambda header: header._off_flags & 0x0FFF,
        **{f"tcp.flags.{name}": _bit(n) for n, name in enumerate(_FLAGS)},
        "tcp.window_size_value": "win",
        "tcp.checksum": "sum",
        "tcp.urgent_pointer": "urp",
    },
    "udp.UDP": {"udp.srcport": "sport", "udp.dstport": "dport", "udp.length": "ulen", "udp.checksum": "sum"},
}
"""dpkt's class -> column -> its attribute, or what makes the value of it."""
