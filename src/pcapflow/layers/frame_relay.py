"""Frame relay. Spec: ITU-T Q.922 section 3.3; what it carries: RFC 2427; Cisco's way: EtherTypes at once.

Addresses of two bytes and unnumbered frames are read, which are all that is in
use. Cisco's way has no control field: its types begin with bytes that would be
those of numbered frames.
"""

from pcapflow.forms import Form
from pcapflow.layers._layer import PEEK, Bits, Field, GoesOn, Key, Layer, Problem, When

__all__ = (
    "FRAME_RELAY",
    "FRAME_RELAY_CISCO",
    "FRAME_RELAY_CONTROL",
    "FRAME_RELAY_PADDING",
    "FRAME_RELAY_SNAP",
)


def _bit(name: str, of: str, meaning: str, mask: int) -> Bits:
    return Bits(f"fr.{name}", of, meaning, mask=mask, shift=mask.bit_length() - 1, form=Form.BOOLEAN)


FRAME_RELAY = Layer(
    "fr",
    "Frame Relay",
    header=(
        Field("first_addr_octet", "u1", "First byte of the address", Form.HEX8),
        Field("second_addr_octet", "u1", "Second byte of the address", Form.HEX8),
    ),
    columns=(
        Bits("fr.upper_dlci", "first_addr_octet", "Upper bits of the connection", mask=0xFC, shift=2, form=Form.HEX8),
        _bit("cr", "first_addr_octet", "Command or response", 0x02),
        Bits("fr.second_dlci", "second_addr_octet", "Next bits of the connection", mask=0xF0, shift=4, form=Form.HEX8),
        _bit("fecn", "second_addr_octet", "Congestion in this direction", 0x08),
        _bit("becn", "second_addr_octet", "Congestion in the other direction", 0x04),
        _bit("de", "second_addr_octet", "Eligible to be dropped", 0x02),
    ),
    goes_on=(
        GoesOn("first_addr_octet", (0,), Problem.UNKNOWN_NEXT, mask=0x01),
        GoesOn("second_addr_octet", (1,), Problem.UNKNOWN_NEXT, mask=0x01),
    ),
    next_key=(Key(PEEK, "fr.first"),),
    reached_by={"linktype": (107,)},
)

FRAME_RELAY_CONTROL = Layer(
    "fr.control",
    "Unnumbered frame",
    prefix="fr",
    shown="",
    header=(Field("control", "u1", "Control field", Form.HEX8), Field("nlpid", "u1", "What follows", Form.HEX8)),
    next_key=(Key("nlpid", "nlpid"),),
    reached_by={"fr.first": tuple(range(0x03, 256, 4))},
)

FRAME_RELAY_PADDING = Layer(
    "fr.padding",
    "What follows after a byte of padding",
    prefix="fr",
    shown="",
    header=(Field("nlpid", "u1", "What follows", Form.HEX8),),
    next_key=(Key("nlpid", "nlpid"),),
    reached_by={"nlpid": (0x00,)},
)


def _type_of(organisation: int) -> Bits:
    """The protocol, where the organisation is this one."""
    low = organisation << 16
    when = (When("_organisation", 0, 1), When("_organisation_type", low, low + 1, mask=0xFFFF0000))
    return Bits("fr.snaptype", "_organisation_type", "Type of what follows", mask=0xFFFF, form=Form.HEX16, when=when)


FRAME_RELAY_SNAP = Layer(
    "fr.snap",
    "Subnetwork Access Protocol",
    shown="",
    # Three bytes of organisation and two of type.
    header=(Field("_organisation", "u1"), Field("_organisation_type", ">u4")),
    columns=(_type_of(0), _type_of(0xF8)),
    goes_on=(
        GoesOn("_organisation", (0,), Problem.UNKNOWN_NEXT),
        GoesOn("_organisation_type", (0, 0xF80000), Problem.UNKNOWN_NEXT, mask=0xFFFF0000),
    ),
    next_key=(Key("_organisation_type", "ethertype"),),
    reached_by={"nlpid": (0x80,)},
)

FRAME_RELAY_CISCO = Layer(
    "fr.cisco",
    "Cisco's encapsulation",
    prefix="fr",
    shown="",
    header=(Field("chdlctype", ">u2", "Type of what follows", Form.HEX16),),
    next_key=(Key("chdlctype", "chdlc"),),
    reached_by={"fr.first": (0x08, 0x86, 0x88)},
)
