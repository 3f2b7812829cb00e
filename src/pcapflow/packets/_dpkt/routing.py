"""Protocols of routers that need a line each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pcapflow.packets._dpkt._plain import HIDDEN, NAMELESS, address, hexadecimal, plain, text

if TYPE_CHECKING:
    from pcapflow.packets._dpkt._nodes import Application

__all__ = ("ROUTING",)


def _total(message: Any) -> int:
    """Bytes of a message that counts its header."""
    return int(message.len)


def _as_bytes(part: Any) -> bytes:
    """A part as it stood there."""
    return bytes(part)


def _netflow(version: int) -> Application:
    """Cisco's NetFlow.

    From version 9 on records have templates, of which dpkt knows nothing; its records of version 1 are 4 bytes short.
    """
    return plain(
        "cflow",
        f"Cisco NetFlow, version {version}",
        f"netflow.Netflow{version}",
        {"udp.port": (2055, 9996)},
        begins=b"\0" + bytes([version]),
        names={
            "sys_uptime": "cflow.sysuptime",
            "unix_sec": "cflow.unix_secs",
            "unix_nsec": "cflow.unix_nsecs",
            "flow_sequence": "cflow.sequence",
            "data.src_addr": "cflow.srcaddr",
            "data.dst_addr": "cflow.dstaddr",
            "data.next_hop": "cflow.nexthop",
            "data.input_iface": "cflow.inputint",
            "data.output_iface": "cflow.outputint",
            "data.pkts_sent": "cflow.packets",
            "data.bytes_sent": "cflow.octets",
            "data.src_port": "cflow.srcport",
            "data.dst_port": "cflow.dstport",
            "data.ip_proto": "cflow.protocol",
            "data.tos": "cflow.tos",
            "data.tcp_flags": "cflow.tcpflags",
            "data.src_as": "cflow.srcas",
            "data.dst_as": "cflow.dstas",
            "data.src_mask": "cflow.srcmask",
            "data.dst_mask": "cflow.dstmask",
            "data.router_sc": "cflow.routersc",
            "data.start_time": "cflow.timestart",
            "data.end_time": "cflow.timeend",
        }
        | {f"data.{name}": NAMELESS for name in ("flags", "in_encaps", "out_encaps", "peer_nexthop")}
        | {f"data.{name}": HIDDEN for name in ("pad1", "pad2", "pad3", "reserved")}
        | {"reserved": HIDDEN},
        shown={f"data.{name}": address for name in ("src_addr", "dst_addr", "next_hop", "peer_nexthop", "router_sc")},
    )


_ATTRIBUTE = "bgp.update.path_attribute"
_ROUTES = ("update.withdrawn", "update.announced")

ROUTING = (
    plain(
        "ospf",
        "Open Shortest Path First",
        "ospf.OSPF",
        {"ip.proto": (89,)},
        # dpkt knows version 2 (RFC 2328 section A.3.1); version 3 has another header.
        begins=rb"\x02",
        names={
            "v": "ospf.version",
            "type": "ospf.msg",
            "len": "ospf.packet_length",
            "router": "ospf.srcrouter",
            "area": "ospf.area_id",
            "sum": "ospf.checksum",
            "atype": "ospf.auth.type",
            "auth": "ospf.auth.unknown",
        },
        shown={"router": address, "area": address, "sum": hexadecimal},
    ),
    plain(
        "pim",
        "Protocol Independent Multicast",
        "pim.PIM",
        {"ip.proto": (103,)},
        names={"v": "pim.version", "sum": "pim.cksum"},
        shown={"sum": hexadecimal},
    ),
    plain(
        "vrrp",
        "Virtual Router Redundancy Protocol",
        "vrrp.VRRP",
        {"ip.proto": (112,)},
        # Version 2 (RFC 3768); in version 3 an address may have 16 bytes, which dpkt does not know.
        begins=rb"[\x20-\x2f]",
        names={
            "v": "vrrp.version",
            "vrid": "vrrp.virt_rtr_id",
            "priority": "vrrp.prio",
            "count": "vrrp.addr_count",
            "atype": "vrrp.auth_type",
            "advtime": "vrrp.adver_int",
            "sum": "vrrp.checksum",
            "addrs": "vrrp.ip_addr",
            "auth": "vrrp.auth_string",
        },
        shown={"sum": hexadecimal, "addrs": address, "auth": text},
    ),
    plain(
        "hsrp",
        "Cisco Hot Standby Router Protocol",
        "hsrp.HSRP",
        {"udp.port": (1985,)},
        # Version 1 (RFC 2281), without its advertisements; version 2 is a list of elements.
        begins=rb"\0[\0-\x02]",
        names={
            "hello": "hsrp.hellotime",
            "hold": "hsrp.holdtime",
            "rsvd": "hsrp.reserved",
            "auth": "hsrp.auth_data",
            "vip": "hsrp.virt_ip",
        },
        shown={"auth": text, "vip": address},
    ),
    plain(
        "bgp",
        "Border Gateway Protocol",
        "bgp.BGP",
        {"tcp.port": (179,)},
        begins=rb"\xff{16}",
        size=_total,
        names={
            "len": "bgp.length",
            "open.v": "bgp.open.version",
            "open.asn": "bgp.open.myas",
            "open.param_len": HIDDEN,
            "open.parameters": "bgp.open.opt.param",
            "open.parameters.type": "bgp.open.opt.param.type",
            "open.parameters.len": "bgp.open.opt.param.len",
            "open.parameters.authentication.code": NAMELESS,
            "open.parameters.capability.code": "bgp.cap.type",
            "open.parameters.capability.len": "bgp.cap.length",
            "route_refresh.rsvd": "bgp.route_refresh.subtype",
            "notification.code": "bgp.notify.major_error",
            "notification.subcode": "bgp.notify.minor_error",
            "notification.error": HIDDEN,
            "update.attributes": _ATTRIBUTE,
            "update.attributes.flags": f"{_ATTRIBUTE}.flags",
            "update.attributes.type": f"{_ATTRIBUTE}.type_code",
            "update.attributes.len": f"{_ATTRIBUTE}.length",
            **{
                f"update.attributes.{flag}": f"{_ATTRIBUTE}.flags.{flag}"
                for flag in ("optional", "transitive", "partial", "extended_length")
            },
            "update.attributes.as_path": f"{_ATTRIBUTE}.as_path_segment",
            "update.attributes.origin.type": f"{_ATTRIBUTE}.origin",
            "update.attributes.next_hop.ip": f"{_ATTRIBUTE}.next_hop",
            # dpkt takes all that is not Ethernet for plain addresses, those of private networks, too.
            **{f"update.attributes.mp_reach_nlri.{name}": HIDDEN for name in ("next_hops", "announced", "data")},
            **{f"update.attributes.mp_unreach_nlri.{name}": HIDDEN for name in ("withdrawn", "data")},
            "update.attributes.multi_exit_disc.value": f"{_ATTRIBUTE}.multi_exit_disc",
            "update.attributes.local_pref.value": f"{_ATTRIBUTE}.local_pref",
            "update.attributes.originator_id.value": f"{_ATTRIBUTE}.originator_id",
            "update.attributes.cluster_list.list": "bgp.path_attribute.cluster_id",
            "update.attributes.communities.list": f"{_ATTRIBUTE}.community",
            "update.attributes.aggregator.asn": f"{_ATTRIBUTE}.aggregator_as",
            "update.attributes.aggregator.ip": f"{_ATTRIBUTE}.aggregator_origin",
            "update.attributes.mp_reach_nlri.snpas.len": f"{_ATTRIBUTE}.mp_reach_nlri.snpa_length",
        }
        | {f"{routes}.data": HIDDEN for routes in _ROUTES}
        | {"update.withdrawn.prefix": "bgp.withdrawn_prefix", "update.announced.prefix": "bgp.nlri_prefix"}
        | {f"{routes}.path_id": "bgp.nlri_path_id" for routes in _ROUTES}
        | {f"{routes}.len": "bgp.prefix_length" for routes in _ROUTES},
        shown={
            "open.identifier": address,
            "update.attributes.flags": hexadecimal,
            # dpkt guesses by its length how long a system's number is, and may be wrong.
            "update.attributes.as_path": _as_bytes,
            "update.attributes.next_hop.ip": address,
            "update.attributes.originator_id.value": address,
            "update.attributes.aggregator.ip": address,
        }
        | {f"{routes}.prefix": address for routes in _ROUTES},
    ),
    *map(_netflow, (5, 6, 7)),
)
"""Inside a network, between networks, and what routers tell of flows."""
