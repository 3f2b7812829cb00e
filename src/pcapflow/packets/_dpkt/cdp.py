"""Cisco's Discovery and Dynamic Trunk Protocols: lists of elements, which count their header of four bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pcapflow.packets._dpkt._nodes import Application, field, text_from

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pcapflow.results import TreeNode

__all__ = ("CDP", "DTP")

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
_DOMAIN = 1


def _read_cdp(payload: bytes) -> Iterator[TreeNode]:
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
        yield shown._replace(children=_type_and_length("cdp.tlv.", element))


def _read_dtp(payload: bytes) -> Iterator[TreeNode]:
    import dpkt.dtp

    # dpkt takes the elements' lengths for those of their values, and so fails on every packet of the field.
    yield field("Version", "dtp.version", dpkt.dtp.DTP(payload[:1]).v)
    rest = payload[1:]
    while len(rest) >= _HEADER_BYTES:
        n_bytes = max(_HEADER_BYTES, int.from_bytes(rest[2:_HEADER_BYTES], "big"))
        element, rest = rest[:n_bytes], rest[n_bytes:]
        kind, value = int.from_bytes(element[:2], "big"), element[_HEADER_BYTES:]
        if kind == _DOMAIN:
            shown = field("Domain", "dtp.domain", text_from(value.rstrip(b"\0")))
        else:
            shown = field(f"Element {kind}", "dtp.data", value)
        yield shown._replace(children=_type_and_length("dtp.tlv_", element))


def _type_and_length(prefix: str, element: bytes) -> tuple[TreeNode, TreeNode]:
    return (
        field("Type", f"{prefix}type", int.from_bytes(element[:2], "big")),
        field("Length", f"{prefix}len", int.from_bytes(element[2:_HEADER_BYTES], "big")),
    )


CDP = Application("cdp", "Cisco Discovery Protocol", _read_cdp, {"llc.snap": (0x00000C_2000,)}, most_bytes=4_096)
DTP = Application("dtp", "Dynamic Trunk Protocol", _read_dtp, {"llc.snap": (0x00000C_2004,)}, most_bytes=4_096)
