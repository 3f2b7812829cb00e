"""BSD loopback. Spec: LINKTYPE_NULL and LINKTYPE_LOOP of the link-type registry.

Four bytes of address family in the byte order of the machine that recorded,
which the file does not name: a family in the other order has its value in the
upper half. OpenBSD's form always has the order of the network. The family of
IPv6 differs from system to system.
"""

from pcapflow.layers._layer import Bits, Field, Key, Layer

__all__ = ("LOOP", "NULL")

_HEADER = (Field("_family", ">u4"),)
_MEANING = "Address family of what follows"
_IN_ORDER = Key("_family", "null.family", mask=0xFFFF)

NULL = Layer(
    "null",
    "Null/Loopback",
    header=_HEADER,
    columns=(Bits("null.family", "_family", _MEANING, swapped_when=0xFFFF0000),),
    next_key=(_IN_ORDER, Key("_family", "null.swapped", mask=0xFFFF0000, shift=16)),
    reached_by={"linktype": (0,)},
)

LOOP = Layer(
    "loop",
    "Null/Loopback in network order",
    prefix="null",
    shown="null",
    header=_HEADER,
    columns=(Bits("null.family", "_family", _MEANING),),
    next_key=(_IN_ORDER,),
    reached_by={"linktype": (108,)},
)
