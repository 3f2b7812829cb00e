"""Virtual eXtensible LAN. Spec: RFC 7348 section 5.

Group policy: draft-smith-vxlan-group-policy; generic protocols:
draft-ietf-nvo3-vxlan-gpe section 3.
"""

from pcapflow.forms import Form
from pcapflow.layers._layer import Bits, Field, Key, Layer

__all__ = ("VXLAN", "VXLAN_GPE")


def _flag(name: str, meaning: str, mask: int) -> Bits:
    return Bits(f"vxlan.{name}", "flags", meaning, mask=mask, shift=mask.bit_length() - 1, form=Form.BOOLEAN)


_NETWORK = (
    Bits("vxlan.vni", "_network", "Network identifier", mask=0xFFFFFF00, shift=8),
    Bits("vxlan.reserved8", "_network", "Reserved", mask=0x000000FF),
)

VXLAN = Layer(
    "vxlan",
    "Virtual eXtensible Local Area Network",
    header=(
        Field("flags", ">u2", "Flags", Form.HEX16),
        Field("gbp", ">u2", "Group policy identifier"),
        Field("_network", ">u4"),
    ),
    columns=(
        _flag("flag_g", "There is a group policy", 0x8000),
        _flag("flag_i", "There is a network identifier", 0x0800),
        _flag("flag_d", "Do not learn the addresses", 0x0040),
        _flag("flag_a", "The policy has been applied", 0x0008),
        Bits("vxlan.flags_reserved", "flags", "Reserved", mask=0x77B7, form=Form.HEX16),
        *_NETWORK,
    ),
    next_key=(Key(0x6558, "ethertype"),),
    reached_by={"udp.port": (4789,)},
)


def _bits(name: str, meaning: str, mask: int, shift: int) -> Bits:
    return Bits(f"vxlan.{name}", "_flags", meaning, mask=mask, shift=shift)


VXLAN_GPE = Layer(
    "vxlan.gpe",
    "VXLAN, generic protocol extension",
    prefix="vxlan",
    # Wireshark announces it by nothing.
    shown="",
    header=(
        Field("_flags", "u1"),
        Field("reserved_16", ">u2", "Reserved"),
        Field("next_proto", "u1", "What follows: 1 IPv4, 2 IPv6, 3 Ethernet, 5 MPLS"),
        Field("_network", ">u4"),
    ),
    columns=(
        _bits("ver", "Version", 0x30, 4),
        _bits("i_bit", "There is a network identifier", 0x08, 3),
        _bits("p_bit", "What follows is said", 0x04, 2),
        _bits("o_bit", "For operations", 0x01, 0),
        *_NETWORK,
    ),
    next_key=(Key("next_proto", "vxlan.next_proto"),),
    reached_by={"udp.port": (4790,)},
)
