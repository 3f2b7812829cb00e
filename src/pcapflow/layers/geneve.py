"""Generic Network Virtualization Encapsulation. Spec: RFC 8926 section 3.4."""

from pcapflow.forms import Form
from pcapflow.layers._layer import Bits, Field, Key, Layer, Length

__all__ = ("GENEVE",)

GENEVE = Layer(
    "geneve",
    "Generic Network Virtualization Encapsulation",
    header=(
        Field("_version_length", "u1"),
        Field("flags", "u1", "Flags", Form.HEX8),
        Field("proto_type", ">u2", "Type of what follows", Form.HEX16),
        Field("_network", ">u4"),
    ),
    columns=(
        Bits("geneve.version", "_version_length", "Version", mask=0xC0, shift=6),
        Bits("geneve.flags.oam", "flags", "For operations", mask=0x80, shift=7, form=Form.BOOLEAN),
        Bits("geneve.flags.critical", "flags", "There are critical options", mask=0x40, shift=6, form=Form.BOOLEAN),
        Bits("geneve.flags.reserved", "flags", "Reserved", mask=0x3F, form=Form.BOOLEAN),
        Bits("geneve.vni", "_network", "Network identifier", mask=0xFFFFFF00, shift=8, form=Form.HEX24),
        Bits("geneve.reserved", "_network", "Reserved", mask=0x000000FF, form=Form.HEX8),
    ),
    header_bytes=Length("_version_length", lambda byte: 8 + (byte & 0x3F) * 4),
    next_key=(Key("proto_type", "ethertype"),),
    reached_by={"udp.port": (6081,)},
)
