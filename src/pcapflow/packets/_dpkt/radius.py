"""Remote Authentication Dial In User Service. Spec: RFC 2865."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pcapflow.packets._dpkt._nodes import Application, field
from pcapflow.results import TreeNode

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ("RADIUS",)


def _read(payload: bytes) -> Iterator[TreeNode]:
    import dpkt.radius

    message = dpkt.radius.RADIUS(payload)
    yield field("Code", "radius.code", message.code)
    yield field("Packet identifier", "radius.id", message.id)
    yield field("Length", "radius.length", message.len)
    yield field("Authenticator", "radius.authenticator", message.auth)
    for number, value in message.attrs:
        yield TreeNode(f"Attribute {number}: {bytes(value).hex()}", "radius.avp.type", number)


RADIUS = Application(
    "radius",
    "RADIUS Protocol",
    _read,
    reached_by={
        "udp.port": (
            1645,
            1646,
            1812,
            1813,
        )
    },
    most_bytes=4_096,
)
