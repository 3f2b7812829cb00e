"""What tshark shows of the packet itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from _agree._rule import rule

if TYPE_CHECKING:
    from _agree._packet import Header, Packet

__all__ = ()


@rule(
    "interface without a name",
    "*frame*",
    fields="frame.interface_name",
    reason='has its description instead, else its hardware, else "unknown"',
)
def _(frame: Header, packet: Packet) -> None:
    interface = packet.interface
    if interface.number is not None and interface.name is None:
        instead = (said for said in (interface.description, interface.hardware) if said is not None)
        frame.values["frame.interface_name"] = next(instead, "unknown")
