"""Ethernet in IP. Spec: RFC 3378."""

from pcapflow.forms import Form
from pcapflow.layers._layer import Bits, Field, Key, Layer

__all__ = ("ETHERIP",)

ETHERIP = Layer(
    "etherip",
    "Ethernet over IP",
    header=(Field("_version", ">u2"),),
    columns=(
        Bits("etherip.ver", "_version", "Version, always 3", mask=0xF000, shift=12),
        Bits("etherip.reserved", "_version", "Reserved", mask=0x0FFF, form=Form.HEX16),
    ),
    next_key=(Key(0x6558, "ethertype"),),
    reached_by={"ip.proto": (97,)},
)
