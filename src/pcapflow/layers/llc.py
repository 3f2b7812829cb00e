"""Logical Link Control, and SNAP above it. Spec: IEEE 802.2; SNAP: IEEE 802 section 9.5, RFC 1042.

Two service access points, then a control field of one byte where the frame is
unnumbered, else of two. Behind a pair of points 0xaa, SNAP has an organisation
and a protocol: organisation 0, and Cisco's 0xf8, mean EtherTypes. Other
organisations' protocols, and SNAP in numbered frames, are not read.
"""

from pcapflow.forms import Form
from pcapflow.layers._layer import NOBODY, PEEK, Bits, Field, GoesOn, Key, Layer, Problem, When

__all__ = ("LLC", "LLC_IP", "LLC_NUMBERED", "LLC_RAW", "LLC_SNAP", "LLC_UNNUMBERED")

_IS_UNNUMBERED = When("_control", 3, 4, mask=3)
_ONE_BYTE = Bits("llc.control", "_control", "Control field", form=Form.HEX16, when=(_IS_UNNUMBERED,))
# Unnumbered information: all that a layer above is carried in, as a rule.
_IS_INFORMATION = GoesOn("_control", (3,), Problem.UNKNOWN_NEXT)
_RAW = 0xFFFF
"""IPX directly in a frame of 802.3, without LLC: its checksum, which is never used, stands here."""


def _bits(name: str, meaning: str, mask: int, form: Form = Form.DECIMAL) -> Bits:
    shift = (mask & -mask).bit_length() - 1
    return Bits(f"llc.{name}", "_points", meaning, mask, shift, form=form, when=(When("_points", 0, _RAW),))


LLC = Layer(
    "llc",
    "Logical-Link Control",
    header=(Field("_points", ">u2"),),
    columns=(
        _bits("dsap", "Destination service access point", 0xFF00, Form.HEX8),
        _bits("dsap.sap", "Its address", 0xFE00),
        _bits("dsap.ig", "It is a group", 0x0100, Form.BOOLEAN),
        _bits("ssap", "Source service access point", 0x00FF, Form.HEX8),
        _bits("ssap.sap", "Its address", 0x00FE),
        _bits("ssap.cr", "The frame is a response", 0x0001, Form.BOOLEAN),
    ),
    next_key=(Key("_points", "llc.points"), Key(PEEK, "llc.control", mask=0x03)),
    # Lengths (IEEE 802.3 section 3.2.6); ATM, of which RFC 2684 leaves nothing but this; 4 is what Linux calls it.
    reached_by={"eth.length_or_type": tuple(range(1501)), "linktype": (100,), "sll.protocol": (4,)},
)

LLC_UNNUMBERED = Layer(
    "llc.unnumbered",
    "Unnumbered frame",
    prefix="llc",
    shown="",
    header=(Field("_control", "u1"),),
    columns=(_ONE_BYTE,),
    next_key=(NOBODY,),
    reached_by={"llc.control": (3,)},
)

LLC_NUMBERED = Layer(
    "llc.numbered",
    "Numbered frame",
    prefix="llc",
    shown="",
    # The only field of IEEE 802 whose first byte is the lower one.
    header=(Field("control", "<u2", "Control field", Form.HEX16),),
    columns=(
        Bits("llc.control.n_r", "control", "Number of the frame that is expected next", mask=0xFE00, shift=9),
        Bits(
            "llc.control.n_s",
            "control",
            "Number of this frame",
            mask=0x00FE,
            shift=1,
            when=(When("control", 0, 1, mask=1),),
        ),
        Bits(
            "llc.control.s_ftype",
            "control",
            "Kind of supervisory frame: 0 ready, 1 not ready, 2 reject",
            mask=0x000C,
            shift=2,
            form=Form.HEX16,
            when=(When("control", 1, 2, mask=3),),
        ),
    ),
    next_key=(NOBODY,),
    reached_by={"llc.control": (0, 1, 2)},
)

LLC_IP = Layer(
    "llc.ip",
    "Unnumbered frame with IP",
    prefix="llc",
    shown="",
    header=(Field("_control", "u1"),),
    columns=(_ONE_BYTE,),
    goes_on=(_IS_INFORMATION,),
    next_key=(Key(0x0800, "ethertype"),),
    # The destination is 6, the source any (RFC 948).
    reached_by={"llc.points": tuple(range(0x0600, 0x0700))},
)


_INFORMATION = 0x03000000
_HAS_ONE_BYTE = When("_control_oui", _INFORMATION, _INFORMATION + 1, mask=_INFORMATION)


def _type_of(organisation: int) -> Bits:
    """The protocol, where the organisation is this one."""
    is_so = When("_control_oui", _INFORMATION | organisation, (_INFORMATION | organisation) + 1)
    return Bits("llc.type", "_type", "Type of what follows", form=Form.HEX16, when=(is_so,))


LLC_SNAP = Layer(
    "llc.snap",
    "Subnetwork Access Protocol",
    prefix="llc",
    shown="",
    header=(Field("_control_oui", ">u4"), Field("_type", ">u2")),
    columns=(
        Bits(
            "llc.control",
            "_control_oui",
            "Control field",
            mask=0xFF000000,
            shift=24,
            form=Form.HEX16,
            when=(_HAS_ONE_BYTE,),
        ),
        Bits("llc.oui", "_control_oui", "Organisation whose protocol follows", mask=0x00FFFFFF, when=(_HAS_ONE_BYTE,)),
        _type_of(0),
        _type_of(0xF8),
    ),
    goes_on=(
        GoesOn("_control_oui", (_INFORMATION,), Problem.UNKNOWN_NEXT, mask=0xFFFF0000),
        GoesOn("_control_oui", (0, 0xF8), Problem.UNKNOWN_NEXT, mask=0x0000FFFF),
    ),
    next_key=(Key("_type", "ethertype"),),
    reached_by={"llc.points": (0xAAAA,)},
)

LLC_RAW = Layer("llc.raw", "Raw 802.3", shown="", header=(), next_key=(NOBODY,), reached_by={"llc.points": (_RAW,)})
