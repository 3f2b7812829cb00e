"""What pcapflow's own layers do not read: which protocol of dpkt's it is, and its nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pcapflow.packets._dpkt._guard import raised_by_dpkt, reason_of
from pcapflow.packets._dpkt._nodes import pruned
from pcapflow.packets._dpkt.cdp import CDP, DTP
from pcapflow.packets._dpkt.dhcp import DHCP
from pcapflow.packets._dpkt.diameter import DIAMETER
from pcapflow.packets._dpkt.dns import DNS, DNS_OVER_TCP, LLMNR, MDNS
from pcapflow.packets._dpkt.http import HTTP
from pcapflow.packets._dpkt.http2 import HTTP2
from pcapflow.packets._dpkt.link import LINK
from pcapflow.packets._dpkt.ntp import NTP
from pcapflow.packets._dpkt.radius import RADIUS
from pcapflow.packets._dpkt.rip import RIP
from pcapflow.packets._dpkt.routing import ROUTING
from pcapflow.packets._dpkt.services import SERVICES
from pcapflow.packets._dpkt.sip import SIP
from pcapflow.packets._dpkt.telephony import TELEPHONY
from pcapflow.packets._dpkt.telnet import TELNET
from pcapflow.packets._dpkt.tftp import TFTP
from pcapflow.packets._dpkt.tls import TLS
from pcapflow.packets._dpkt.wlan import RADIOTAP, WLAN
from pcapflow.results import TreeNode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pcapflow.packets._dpkt._nodes import Application

    Keys = Sequence[tuple[str, int]]

__all__ = ("APPLICATIONS", "application_tree", "payload_tree")

APPLICATIONS: tuple[Application, ...] = (
    HTTP,
    HTTP2,
    TLS,
    SIP,
    DNS,
    MDNS,
    LLMNR,
    DNS_OVER_TCP,
    DHCP,
    NTP,
    TFTP,
    RADIUS,
    DIAMETER,
    RIP,
    CDP,
    DTP,
    TELNET,
    RADIOTAP,
    WLAN,
    *LINK,
    *ROUTING,
    *TELEPHONY,
    *SERVICES,
)
"""In the order in which they are tried. A new one is a line in a list of plain ones, or a file and a line here."""


def application_tree(payload: bytes, transport: str, src_port: int, dst_port: int) -> tuple[TreeNode, ...]:
    """Read what a TCP segment or a UDP datagram carries.

    Args:
        payload: Its bytes.
        transport: ``tcp`` or ``udp``.
        src_port: Port of the sender.
        dst_port: Port of the receiver.

    Returns:
        As `payload_tree`.
    """
    ports = ((f"{transport}.port", src_port), (f"{transport}.port", dst_port))
    sides = ((f"{transport}.srcport", src_port), (f"{transport}.dstport", dst_port))
    return payload_tree(payload, (*ports, *sides))


def payload_tree(payload: bytes, keys: Keys) -> tuple[TreeNode, ...]:
    """Read what a header carries.

    Args:
        payload: Its bytes.
        keys: What the header says of it: key spaces and values in them, ``("ip.proto", 89)``.

    Returns:
        One node with the fields below it; a node that says why dpkt could not read it; nothing where neither the
        keys nor the bytes tell of a protocol that dpkt knows.
    """
    for application in APPLICATIONS:
        if payload and _fits(application, payload, keys):
            return (_node(application, payload),)
    return ()


def _fits(application: Application, payload: bytes, keys: Keys) -> bool:
    if not any(value in application.reached_by.get(space, ()) for space, value in keys):
        return False
    return application.looks_like is None or application.looks_like(payload)


def _node(application: Application, payload: bytes) -> TreeNode:
    try:
        children = pruned(tuple(application.read(payload[: application.most_bytes])))
    except raised_by_dpkt() as error:
        return TreeNode(f"{application.title}: dpkt could not read it ({reason_of(error)})", application.name)
    return TreeNode(application.title, application.name, children=children)
