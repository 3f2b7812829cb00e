"""802.1Q VLAN tag. Spec: IEEE 802.1Q section 9.6."""

from pcapflow.forms import Form
from pcapflow.layers._layer import Bits, Claim, Field, Key, Layer, When

__all__ = ("VLAN",)

VLAN = Layer(
    "vlan",
    "802.1Q Virtual LAN",
    header=(Field("_tci", ">u2"), Field("_type", ">u2")),
    columns=(
        Bits("vlan.priority", "_tci", "Priority code point", mask=0xE000, shift=13),
        Bits("vlan.dei", "_tci", "Drop eligible", mask=0x1000, shift=12, form=Form.BOOLEAN),
        Bits("vlan.id", "_tci", "VLAN identifier", mask=0x0FFF),
        # Wireshark tells no words apart here that are neither, as it does in Ethernet.
        Bits("vlan.etype", "_type", "Type of what follows", form=Form.HEX16, when=(When("_type", 1501, 1 << 16),)),
        Bits("vlan.len", "_type", "Length of what follows", when=(When("_type", 0, 1501),)),
    ),
    total_bytes=Claim("_type", add=4, below=1501),
    next_key=(Key("_type", "eth.length_or_type"),),
    announces="ethertype",
    # 0x9100 was in use for outer tags before 802.1ad chose 0x88a8, which is a protocol of its own.
    reached_by={"ethertype": (0x8100, 0x9100)},
)
