"""Linux "cooked" capture, version 1: what ``-i any`` gave for long.

Spec: LINKTYPE_LINUX_SLL of the link-type registry.
"""

from pcapflow.layers._cooked import COOKED_COLUMNS
from pcapflow.layers._layer import NOBODY, Field, Key, Layer

__all__ = ("LINUX_SLL", "LINUX_SLL_FOREIGN")

LINUX_SLL = Layer(
    "sll",
    "Linux cooked capture v1",
    header=(
        Field("pkttype", ">u2", "Direction: 0 to us, 1 broadcast, 2 multicast, 3 to another host, 4 sent by us"),
        Field("hatype", ">u2", "Type of the link-layer address (ARPHRD_ value)"),
        Field("halen", ">u2", "Length of the link-layer address"),
        Field("_src", "6u1"),
        Field("_unused", ">u2"),
        Field("_protocol", ">u2"),
    ),
    columns=COOKED_COLUMNS,
    next_key=(Key("hatype", "sll.hatype"), Key("_protocol", "sll.protocol")),
    # Below 1536 the numbers are Linux's own.
    falls_back={"sll.protocol": "ethertype"},
    announces="ethertype",
    reached_by={"linktype": (113,)},
)

LINUX_SLL_FOREIGN = Layer(
    "sll.foreign",
    "What is no packet of a network",
    shown="",
    header=(),
    next_key=(NOBODY,),
    # Frames of 802.11 (with and without a header before them), messages of netlink: the protocol field is theirs.
    reached_by={"sll.hatype": (801, 802, 803, 824)},
)
