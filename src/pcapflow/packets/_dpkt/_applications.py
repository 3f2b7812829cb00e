"""What lies above TCP and UDP: which protocol, and its nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pcapflow.packets._dpkt._guard import raised_by_dpkt, reason_of
from pcapflow.packets._dpkt.dhcp import DHCP
from pcapflow.packets._dpkt.dns import DNS, DNS_OVER_TCP, LLMNR, MDNS
from pcapflow.packets._dpkt.http import HTTP
from pcapflow.packets._dpkt.ntp import NTP
from pcapflow.packets._dpkt.radius import RADIUS
from pcapflow.packets._dpkt.rip import RIP
from pcapflow.packets._dpkt.sip import SIP
from pcapflow.packets._dpkt.tftp import TFTP
from pcapflow.packets._dpkt.tls import TLS
from pcapflow.results import TreeNode

if TYPE_CHECKING:
    from pcapflow.packets._dpkt._nodes import Application

__all__ = ("APPLICATIONS", "application_tree")

APPLICATIONS = (HTTP, TLS, SIP, DNS, MDNS, LLMNR, DNS_OVER_TCP, DHCP, NTP, TFTP, RADIUS, RIP)
"""In the order in which they are tried. A new one is a file here and a line in this list."""


def application_tree(payload: bytes, transport: str, src_port: int, dst_port: int) -> tuple[TreeNode, ...]:
    """Read what a TCP segment or a UDP datagram carries.

    Args:
        payload: Its bytes.
        transport: ``tcp`` or ``udp``.
        src_port: Port of the sender.
        dst_port: Port of the receiver.

    Returns:
        One node with the fields below it; a node that says why dpkt could not read it; nothing where neither the
        ports nor the bytes tell of a protocol that dpkt knows.
    """
    for application in APPLICATIONS:
        if payload and _fits(application, payload, transport, src_port, dst_port):
            return (_node(application, payload),)
    return ()


def _fits(application: Application, payload: bytes, transport: str, src_port: int, dst_port: int) -> bool:
    if application.looks_like is not None:
        return application.looks_like(payload)
    ports = application.tcp_ports if transport == "tcp" else application.udp_ports
    return src_port in ports or dst_port in ports


def _node(application: Application, payload: bytes) -> TreeNode:
    try:
        children = tuple(application.read(payload[: application.most_bytes]))
    except raised_by_dpkt() as error:
        return TreeNode(f"{application.title}: dpkt could not read it ({reason_of(error)})", application.name)
    return TreeNode(application.title, application.name, children=children)
