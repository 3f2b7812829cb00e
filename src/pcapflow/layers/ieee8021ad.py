"""802.1ad: tags of providers. Spec: IEEE 802.1Q section 9.6 (service tags, EtherType 0x88a8).

Where a second tag of the kind follows, the first one is the service's and the
second the customer's. What follows is a type, never a length.
"""

from pcapflow.forms import Form
from pcapflow.layers._layer import Bits, Field, Key, Layer, When

__all__ = ("IEEE8021AD", "IEEE8021AD_CUSTOMER")

_TAG = 0x88A8
_HAS_SECOND = When("_type", _TAG, _TAG + 1)
_HAS_NONE = When("_type", _TAG, _TAG + 1, negated=True)

_HEADER = (Field("_tci", ">u2"), Field("_type", ">u2"))
_PRIORITY = (
    Bits("ieee8021ad.priority", "_tci", "Priority code point", mask=0xE000, shift=13),
    Bits("ieee8021ad.dei", "_tci", "Drop eligible", mask=0x1000, shift=12),
)


def _identifier(name: str, meaning: str, *when: When) -> Bits:
    return Bits(f"ieee8021ad.{name}", "_tci", meaning, mask=0x0FFF, when=when)


def _type(*when: When) -> Bits:
    # Wireshark lends the name from 802.1ah.
    return Bits("ieee8021ah.etype", "_type", "Type of what follows", form=Form.HEX16, when=when)


IEEE8021AD = Layer(
    "ieee8021ad",
    "IEEE 802.1ad",
    header=_HEADER,
    columns=(
        *_PRIORITY,
        _identifier("id", "VLAN identifier, of one tag", _HAS_NONE),
        _identifier("svid", "VLAN identifier of the service, of two tags", _HAS_SECOND),
        _type(_HAS_NONE),
    ),
    next_key=(Key("_type", "ieee8021ad.type"), Key("_type", "ethertype")),
    announces="ethertype",
    reached_by={"ethertype": (_TAG,)},
)

IEEE8021AD_CUSTOMER = Layer(
    "ieee8021ad.customer",
    "Customer tag",
    prefix="ieee8021ad",
    shown="",
    header=_HEADER,
    columns=(*_PRIORITY, _identifier("cvid", "VLAN identifier of the customer, of two tags"), _type()),
    next_key=(Key("_type", "ethertype"),),
    announces="ethertype",
    reached_by={"ieee8021ad.type": (_TAG,)},
)
