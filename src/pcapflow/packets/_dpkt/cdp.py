"""Cisco Discovery Protocol: a list of elements, which dpkt hands over as bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pcapflow.packets._dpkt._nodes import Application, field, text_from

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pcapflow.results import TreeNode

__all__ = ("CDP",)

_TEXTS = {
    1: ("Device ID", "cdp.deviceid"),
    3: ("Port ID", "cdp.portid"),
    5: ("Software version", "cdp.software_version"),
    6: ("Platform", "cdp.platform"),
    9: ("VTP management domain", "cdp.vtp_management_domain"),
}
_NUMBERS = {
    4: ("Capabilities", "cdp.capabilities"),
    10: ("Native VLAN", "cdp.native_vlan"),
    11: ("Duplex", "cdp.duplex"),
}
_HEADER_BYTES = 4


def _read(payload: bytes) -> Iterator[TreeNode]:
    import dpkt.cdp

    message = dpkt.cdp.CDP(payload)
    yield field("Version", "cdp.version", message.version)
    yield field("Time to live", "cdp.ttl", message.ttl)
    yield field("Checksum", "cdp.checksum", hex(message.sum))
    for element in message.tlvs:
        kind, value = int.from_bytes(element[:2], "big"), element[_HEADER_BYTES:]
        if kind in _TEXTS:
            label, name = _TEXTS[kind]
            shown = field(label, name, text_from(value))
        elif kind in _NUMBERS:
            label, name = _NUMBERS[kind]
            shown = field(label, name, int.from_bytes(value, "big"))
        else:
            shown = field(f"Element {kind}", "cdp.data", value)
        fields = (
            field("Type", "cdp.tlv.type", kind),
            field("Length", "cdp.tlv.len", int.from_bytes(element[2:_HEADER_BYTES], "big")),
        )
        yield shown._replace(children=fields)


CDP = Application("cdp", "Cisco Discovery Protocol", _read, {"llc.snap": (0x00000C_2000,)}, most_bytes=4_096)
