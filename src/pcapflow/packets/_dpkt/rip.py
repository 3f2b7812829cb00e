"""Routing Information Protocol. Spec: RFC 2453."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pcapflow.forms import Form, one_text
from pcapflow.packets._dpkt._nodes import Application, field
from pcapflow.results import TreeNode

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ("RIP",)


def _address(number: int) -> str:
    return one_text(number.to_bytes(4, "big"), Form.IPV4)


def _read(payload: bytes) -> Iterator[TreeNode]:
    import dpkt.rip

    message = dpkt.rip.RIP(payload)
    yield field("Command", "rip.command", message.cmd)
    yield field("Version", "rip.version", message.v)
    for route in message.rtes:
        yield TreeNode(
            f"IP address: {_address(route.addr)}, metric: {route.metric}",
            children=(
                field("Address family", "rip.family", route.family),
                field("IP address", "rip.ip", _address(route.addr)),
                field("Netmask", "rip.netmask", _address(route.subnet)),
                field("Next hop", "rip.next_hop", _address(route.next_hop)),
                field("Metric", "rip.metric", route.metric),
            ),
        )


RIP = Application("rip", "Routing Information Protocol", _read, reached_by={"udp.port": (520,)})
