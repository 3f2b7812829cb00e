"""The first node of a packet's detail tree: what the file says of the packet, its bytes apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pcapflow.forms import Form, one_text
from pcapflow.results import TreeNode
from pcapflow.table import FRAME_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pcapflow.table import PacketTable

__all__ = ("frame_node",)

FLAGS = "frame.packet_flags"
# draft-ietf-opsawg-pcapng section 4.3.1
WORDS = {
    "frame.packet_flags_direction": {0: "not known", 1: "inbound", 2: "outbound"},
    "frame.packet_flags_reception_type": {
        0: "not specified",
        1: "unicast",
        2: "multicast",
        3: "broadcast",
        4: "promiscuous",
    },
}
# Options that begin with a byte which says what the others are (section 4.3). Wireshark has no field for the first, and
# none for all of the second.
KINDS = {
    "hash": ("Hash", {0: "two's complement", 1: "XOR", 2: "CRC32", 3: "MD5", 4: "SHA-1", 5: "Toeplitz"}),
    "verdict": ("Verdict", {0: "hardware", 1: "Linux eBPF TC", 2: "Linux eBPF XDP"}),
}


def frame_node(table: PacketTable, index: int) -> TreeNode:
    """One packet's; the table lends the packet's bytes, or has kept its options."""
    number, wire, captured = (int(values[index]) for values in (table.number, table.wire, table.captured))
    text = f"Frame {number}: {wire} bytes on wire ({wire * 8} bits), {captured} bytes captured ({captured * 8} bits)"
    nodes = [node for name in FRAME_COLUMNS for node in _column_nodes(table, index, name)]
    # What the flags are made of stands below them.
    of_flags = tuple(node for node in nodes if node.name.startswith(f"{FLAGS}_"))
    children = [
        node._replace(children=of_flags) if node.name == FLAGS else node for node in nodes if node not in of_flags
    ]
    children += (node for note in KINDS for node in _kind_nodes(table, index, note))
    children += (TreeNode(f"[{problem}]") for problem in table.notes.on(index, "problem"))
    return TreeNode(text, "frame", number, 0, captured, tuple(children))


def _column_nodes(table: PacketTable, index: int, name: str) -> Iterator[TreeNode]:
    about = FRAME_COLUMNS[name]
    column = table.column(name)
    if not column.valid[index]:
        return
    values: list[Any] = [column[index]]
    if about.note and not about.mask:
        values = table.notes.on(index, about.note)
    for value in values:
        shown = one_text(value, about.form)
        words = WORDS.get(name, {}).get(value)
        # Times are ns inside; a value has the unit of its text.
        told = shown if about.form in (Form.EPOCH, Form.DURATION) else value
        label = about.meaning.partition(":")[0]
        yield TreeNode(f"{label}: {shown}" + (f" ({words})" if words else ""), name, told)


def _kind_nodes(table: PacketTable, index: int, note: str) -> Iterator[TreeNode]:
    title, words = KINDS[note]
    for raw in table.notes.on(index, note):
        kind = words.get(raw[0], f"of kind {raw[0]}") if raw else "empty"
        yield TreeNode(f"{title}: {kind} {raw[1:].hex()}".rstrip())
