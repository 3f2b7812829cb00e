"""Dynamic Host Configuration Protocol. Spec: RFC 2131; options: RFC 2132."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pcapflow.forms import Form, one_text
from pcapflow.packets._dpkt._nodes import Application, field, text_from
from pcapflow.results import TreeNode

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ("DHCP",)

_MESSAGES = ("", "Discover", "Offer", "Request", "Decline", "ACK", "NAK", "Release", "Inform")

_NUMBERS = (
    ("Message type", "dhcp.type", "op"),
    ("Hardware type", "dhcp.hw.type", "hrd"),
    ("Hardware address length", "dhcp.hw.len", "hln"),
    ("Hops", "dhcp.hops", "hops"),
    ("Transaction ID", "dhcp.id", "xid"),
    ("Seconds elapsed", "dhcp.secs", "secs"),
    ("Bootp flags", "dhcp.flags", "flags"),
)

_ADDRESSES = (
    ("Client IP address", "dhcp.ip.client", "ciaddr"),
    ("Your (client) IP address", "dhcp.ip.your", "yiaddr"),
    ("Next server IP address", "dhcp.ip.server", "siaddr"),
    ("Relay agent IP address", "dhcp.ip.relay", "giaddr"),
)

_OPTIONS = {
    1: ("Subnet mask", "subnet_mask", "address"),
    3: ("Router", "router", "address"),
    6: ("Domain name server", "domain_name_server", "address"),
    12: ("Host name", "hostname", "text"),
    15: ("Domain name", "domain_name", "text"),
    50: ("Requested IP address", "requested_ip_address", "address"),
    51: ("IP address lease time", "ip_address_lease_time", "number"),
    53: ("DHCP message type", "dhcp", "number"),
    54: ("DHCP server identifier", "dhcp_server_id", "address"),
    60: ("Vendor class identifier", "vendor_class_id", "text"),
}
"""Option -> label, Wireshark's name behind ``dhcp.option.``, what it holds."""


def _read(payload: bytes) -> Iterator[TreeNode]:
    import dpkt.dhcp

    message = dpkt.dhcp.DHCP(payload)
    for label, name, attr in _NUMBERS:
        yield field(label, name, getattr(message, attr))
    for label, name, attr in _ADDRESSES:
        yield field(label, name, one_text(getattr(message, attr).to_bytes(4, "big"), Form.IPV4))
    if len(message.chaddr) == 6:
        yield field("Client MAC address", "dhcp.hw.mac_addr", one_text(message.chaddr, Form.MAC))
    yield field("Server host name", "dhcp.server", text_from(message.sname.rstrip(b"\0")))
    yield field("Boot file name", "dhcp.file", text_from(message.file.rstrip(b"\0")))
    for number, value in message.opts:
        yield _option(number, value)


def _option(number: int, value: bytes) -> TreeNode:
    label, name, holds = _OPTIONS.get(number, (f"Option {number}", "value", "bytes"))
    children: tuple[TreeNode, ...]
    if holds == "address" and value and len(value) % 4 == 0:
        places = range(0, len(value), 4)
        children = tuple(field(label, f"dhcp.option.{name}", one_text(value[at : at + 4], Form.IPV4)) for at in places)
    elif holds == "number":
        children = (field(label, f"dhcp.option.{name}", int.from_bytes(value, "big")),)
    else:
        children = (field(label, f"dhcp.option.{name}", text_from(value) if holds == "text" else value),)
    words = ""
    if number == 53 and len(value) == 1 and value[0] in range(1, len(_MESSAGES)):
        words = f" ({_MESSAGES[value[0]]})"
    return TreeNode(f"Option: ({number}) {label}{words}", "dhcp.option.type", number, children=children)


DHCP = Application(
    "dhcp",
    "Dynamic Host Configuration Protocol",
    _read,
    reached_by={
        "udp.port": (
            67,
            68,
        )
    },
)
