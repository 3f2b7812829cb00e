"""Columns against dpkt's reading of the same packets: each value that both have must be the same text.

A packet is left out, and a value of dpkt's passed over, only by a rule here,
which looks at the packet's bytes or at the verdict that pcapflow itself gives.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pcapflow.errors import PacketError, PcapflowError
from pcapflow.files import open_capture
from pcapflow.layers import Cursor, Problem, decode, tables
from pcapflow.packets import dpkt_values

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pcapflow.files import Reader
    from pcapflow.table import PacketTable

__all__ = (
    "GAVE_UP",
    "GRE",
    "GUESSED",
    "ISL",
    "LINKTYPES",
    "NO_LINK_TYPE",
    "STOPPED",
    "TAGS",
    "Comparison",
    "compare",
    "compare_table",
)

NO_LINK_TYPE = "packets of a link type that dpkt has not"
GAVE_UP = "packets that end within the outer header, or in which dpkt gave up"
ISL = "packets to 01:00:0c:00:00 or 03:00:0c:00:00: dpkt takes the address for a Cisco ISL tag"
TAGS = "values of packets with an 802.1ad tag, or three tags: dpkt takes all for 802.1Q's, and loses the first"
GUESSED = "Ethernet's values in packets with MPLS labels: dpkt takes for a frame whatever is not IP behind them"
GRE = "packets with GRE: dpkt reads its optional fields otherwise"
STOPPED = "values behind the place where pcapflow stopped, and said why"

LINKTYPES = frozenset({0, 1, 101, 113, 228, 229, 276})


@dataclass(slots=True)
class Comparison:
    """What was compared, and what came out."""

    n_packets: int = 0
    n_values: int = 0
    """Values that both decoders have."""
    n_only_pcapflow: int = 0
    """Values of these columns where dpkt went less far: a third VLAN tag, headers behind one that is cut."""
    taken: Counter[str] = field(default_factory=Counter)
    """Rule -> how often it was used."""
    differences: list[str] = field(default_factory=list)
    columns: set[str] = field(default_factory=set)


def compare(captures: Iterable[str]) -> Comparison:
    """Compare every packet of these files; what is no capture is passed over."""
    found = Comparison()
    for path in captures:
        try:
            with open_capture(path) as reader:
                for table in _tables(reader, path):
                    compare_table(table, found)
        except PcapflowError:
            continue
    return found


def _tables(reader: Reader, path: str) -> Iterable[PacketTable]:
    cursor = Cursor()
    for records in reader:
        yield decode(records, tables(), cursor, label=path)


def compare_table(table: PacketTable, found: Comparison) -> None:
    """Add the packets of a table, which lends their bytes, to the comparison."""
    linktypes = table.linktype[table.interface].tolist()
    texts: dict[str, list[str]] = {}
    labelled, with_gre = (set(table.layer(name).packet.tolist()) for name in ("mpls", "gre"))
    for index, linktype in enumerate(linktypes):
        data = table.packet_bytes(index)
        if linktype not in LINKTYPES:
            found.taken[NO_LINK_TYPE] += 1
            continue
        if linktype == 1 and data[:5] in (b"\x01\x00\x0c\x00\x00", b"\x03\x00\x0c\x00\x00"):
            found.taken[ISL] += 1
            continue
        if index in with_gre:
            found.taken[GRE] += 1
            continue
        try:
            values = dpkt_values(linktype, data)
        except PacketError:
            found.taken[GAVE_UP] += 1
            continue
        found.n_packets += 1
        tags = _tags(data) if linktype == 1 else []
        for column, theirs in values.items():
            if column.startswith("vlan.") and (0x88A8 in tags or len(tags) > 2):
                found.taken[TAGS] += len(theirs)
                continue
            if column.startswith("eth.") and index in labelled:
                found.taken[GUESSED] += len(theirs)
                continue
            if column not in texts:
                texts[column] = table.texts(column)
            found.columns.add(column)
            ours = texts[column][index].split(",") if texts[column][index] else []
            if not _agree(ours, theirs, found, stopped=table.problem[index] != Problem.NONE):
                found.differences.append(f"{table.label} frame {table.number[index]} {column}: {ours}, dpkt {theirs}")


def _tags(data: bytes) -> list[int]:
    """The numbers that announce the VLAN tags of an Ethernet frame."""
    found: list[int] = []
    while (number := int.from_bytes(data[12 + 4 * len(found) :][:2], "big")) in (0x8100, 0x88A8, 0x9100, 0x9200):
        found.append(number)
    return found


def _agree(ours: list[str], theirs: list[str], found: Comparison, *, stopped: bool) -> bool:
    n_both, n_more = min(len(ours), len(theirs)), max(0, len(theirs) - len(ours))
    found.n_values += n_both
    found.n_only_pcapflow += len(ours) - n_both
    if stopped:
        found.taken[STOPPED] += n_more
    return ours[:n_both] == theirs[:n_both] and (stopped or not n_more)
