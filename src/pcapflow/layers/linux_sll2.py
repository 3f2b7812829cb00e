"""Linux "cooked" capture, version 2: ``-i any`` with the interface's index.

Spec: LINKTYPE_LINUX_SLL2 of the link-type registry.
"""

from pcapflow.layers._cooked import COOKED_COLUMNS
from pcapflow.layers._layer import Field, Key, Layer

__all__ = ("LINUX_SLL2",)

LINUX_SLL2 = Layer(
    "sll2",
    "Linux cooked capture v2",
    prefix="sll",
    shown="sll",
    header=(
        Field("_protocol", ">u2"),
        Field("_reserved", ">u2"),
        Field("ifindex", ">u4", "Index of the interface at which the packet was seen"),
        Field("hatype", ">u2", "Type of the link-layer address (ARPHRD_ value)"),
        Field("pkttype", "u1", "Direction: 0 to us, 1 broadcast, 2 multicast, 3 to another host, 4 sent by us"),
        Field("halen", "u1", "Length of the link-layer address"),
        Field("_src", "6u1"),
        Field("_unused", ">u2"),
    ),
    columns=COOKED_COLUMNS,
    next_key=(Key("hatype", "sll.hatype"), Key("_protocol", "sll.protocol")),
    announces="ethertype",
    reached_by={"linktype": (276,)},
)
