"""Ethernet. Spec: IEEE 802.3 clause 3; type values: IANA "IEEE 802 Numbers"."""

from pcapflow.forms import Form
from pcapflow.layers._layer import Bits, Claim, Field, Key, Layer, When

__all__ = ("ETHERNET",)

ETHERNET = Layer(
    "eth",
    "Ethernet",
    header=(
        Field("dst", "6u1", "Destination", Form.MAC),
        Field("src", "6u1", "Source", Form.MAC),
        Field("_type", ">u2"),
    ),
    columns=(
        Bits("eth.dst.lg", "dst", "Destination is locally administered", mask=0x02, shift=1, form=Form.BOOLEAN),
        Bits("eth.dst.ig", "dst", "Destination is a group address", mask=0x01, form=Form.BOOLEAN),
        Bits("eth.src.lg", "src", "Source is locally administered", mask=0x02, shift=1, form=Form.BOOLEAN),
        Bits("eth.src.ig", "src", "Source is a group address", mask=0x01, form=Form.BOOLEAN),
        # IEEE 802.3 section 3.2.6: up to 1500 a length, from 1536 on a type; what lies between is neither.
        Bits("eth.type", "_type", "Type of what follows", form=Form.HEX16, when=(When("_type", 1536, 1 << 16),)),
        Bits("eth.len", "_type", "Length of what follows", when=(When("_type", 0, 1501),)),
    ),
    total_bytes=Claim("_type", add=14, below=1501),
    next_key=(Key("_type", "ethertype"),),
    announces="ethertype",
    reached_by={"linktype": (1,)},
)
