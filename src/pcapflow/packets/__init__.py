"""One packet, for people: its line, its detail tree, its dpkt object.

The list below names the protocols that have words of their own; the machine
knows none, and a layer without words is shown by its title.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pcapflow.packets._dpkt import application_tree, dpkt_values, payload_tree, to_dpkt
from pcapflow.packets._facts import NO_FACTS, FactFinder, Facts
from pcapflow.packets._line import line_with
from pcapflow.packets._time import TIMES, time_text
from pcapflow.packets._tree import tree_with
from pcapflow.packets.arp import ARP
from pcapflow.packets.ethernet import ETHERNET
from pcapflow.packets.gre import GRE
from pcapflow.packets.icmp import ICMP
from pcapflow.packets.icmpv6 import ICMPV6
from pcapflow.packets.igmp import (
    IGMP,
    IGMP_GROUP,
    IGMP_HOST_GROUP,
    IGMP_QUERY,
    IGMP_RECORDS,
    IGMP_REPORT,
    IGMP_TRACE,
)
from pcapflow.packets.ipv4 import IPV4
from pcapflow.packets.ipv6 import IPV6, IPV6_FRAGMENT
from pcapflow.packets.linux_sll import LINUX_SLL, LINUX_SLL2
from pcapflow.packets.llc import LLC
from pcapflow.packets.sctp import SCTP
from pcapflow.packets.tcp import TCP
from pcapflow.packets.udp import UDP
from pcapflow.packets.vlan import VLAN

if TYPE_CHECKING:
    from pcapflow.results import PacketLine, TreeNode
    from pcapflow.table import PacketTable

__all__ = (
    "NO_FACTS",
    "TIMES",
    "WORDS",
    "FactFinder",
    "Facts",
    "application_tree",
    "dpkt_values",
    "line_of",
    "payload_tree",
    "time_text",
    "to_dpkt",
    "tree_of",
)

WORDS = {
    words.layer: words
    for words in (
        ETHERNET,
        VLAN,
        LINUX_SLL,
        LINUX_SLL2,
        LLC,
        ARP,
        IPV4,
        IPV6,
        IPV6_FRAGMENT,
        ICMP,
        ICMPV6,
        IGMP,
        IGMP_QUERY,
        IGMP_REPORT,
        IGMP_GROUP,
        IGMP_HOST_GROUP,
        IGMP_RECORDS,
        IGMP_TRACE,
        GRE,
        TCP,
        UDP,
        SCTP,
    )
}


def line_of(table: PacketTable, index: int, facts: Facts = NO_FACTS, *, time: str = "") -> PacketLine:
    """Write a packet's line as tshark does.

    Args:
        table: A table with its window: neighbour discovery's options are read from the packet's bytes.
        index: The packet's place in the table.
        facts: What a `FactFinder` found of this packet's relations to others.
        time: The second column, as the caller wants it.

    Raises:
        ValueError: The table is held, and the packet's bytes are needed.
    """
    return line_with(WORDS, table, index, facts, time=time)


def tree_of(table: PacketTable, index: int, data: bytes | None = None) -> tuple[TreeNode, ...]:
    """Make a packet's detail tree: the frame, a node for each header, what lies above, what is left, the problem.

    Args:
        table: The packet's table.
        index: Its place there.
        data: The packet's bytes; None takes them from the table.

    Raises:
        ValueError: The table is held: its packets' bytes are gone, and none were given.
    """
    return tree_with(WORDS, table, index, table.packet_bytes(index) if data is None else data)
