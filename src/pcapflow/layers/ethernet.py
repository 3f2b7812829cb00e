"""Ethernet. Spec: IEEE 802.3 clause 3; type values: IANA "IEEE 802 Numbers"."""

from pcapflow.forms import Form
from pcapflow.layers._layer import Bits, Claim, Field, Key, Layer, When

__all__ = ("ETHERNET",)


def _first_bytes(
    name: str, meaning: str, n_bytes: int, *, mask: int = -1, shift: int = 0, form: Form = Form.DECIMAL
) -> Bits:
    return Bits(f"eth.{name}", name[:3], meaning, n_bytes=n_bytes, mask=mask, shift=shift, form=form)


ETHERNET = Layer(
    "eth",
    "Ethernet",
    header=(
        Field("dst", "6u1", "Destination", Form.MAC),
        Field("src", "6u1", "Source", Form.MAC),
        Field("_type", ">u2"),
    ),
    columns=(
        _first_bytes("dst.oui", "Organisation that gave the destination (OUI)", 3),
        _first_bytes("dst.lg", "Destination is locally administered", 1, mask=0x02, shift=1, form=Form.BOOLEAN),
        _first_bytes("dst.ig", "Destination is a group address", 1, mask=0x01, form=Form.BOOLEAN),
        _first_bytes("src.oui", "Organisation that gave the source (OUI)", 3),
        _first_bytes("src.lg", "Source is locally administered", 1, mask=0x02, shift=1, form=Form.BOOLEAN),
        _first_bytes("src.ig", "Source is a group address", 1, mask=0x01, form=Form.BOOLEAN),
        # IEEE 802.3 section 3.2.6: up to 1500 a length, from 1536 on a type; what lies between is neither.
        Bits("eth.type", "_type", "Type of what follows", form=Form.HEX16, when=(When("_type", 1536, 1 << 16),)),
        Bits("eth.len", "_type", "Length of what follows", when=(When("_type", 0, 1501),)),
        Bits(
            "eth.invalid_lentype",
            "_type",
            "Neither a type nor a length",
            form=Form.HEX16,
            when=(When("_type", 1501, 1536),),
        ),
    ),
    total_bytes=Claim("_type", add=14, below=1501),
    next_key=(Key("_type", "eth.length_or_type"),),
    falls_back={"eth.length_or_type": "ethertype"},
    announces="ethertype",
    # 0x6558: what tunnels call it (RFC 1701); 143: RFC 8986 section 10.1.
    reached_by={"linktype": (1,), "ethertype": (0x6558,), "ip.proto": (143,), "vxlan.next_proto": (3,)},
)
