"""BSD loopback. Spec: LINKTYPE_NULL of the link-type registry.

Four bytes of address family in the byte order of the machine that recorded,
which the file does not name: a family in the other order has its value in the
upper half. The family of IPv6 differs from system to system.
"""

from pcapflow.layers._layer import Bits, Field, Key, Layer

__all__ = ("NULL",)

NULL = Layer(
    "null",
    "Null/Loopback",
    header=(Field("_family", ">u4"),),
    columns=(Bits("null.family", "_family", "Address family of what follows", swapped_when=0xFFFF0000),),
    next_key=(
        Key("_family", "null.family", mask=0xFFFF),
        Key("_family", "null.swapped", mask=0xFFFF0000, shift=16),
    ),
    reached_by={"linktype": (0,)},
)
