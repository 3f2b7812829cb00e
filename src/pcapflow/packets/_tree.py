"""A packet's detail tree: a node for the frame, one for each header, what lies above, and what is left.

Made of the layers' declarations: a column's name, meaning, form and bytes are
said there once. Words of protocols come from their files in this room, and
what lies above TCP and UDP from dpkt.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from pcapflow.forms import Form, one_text
from pcapflow.layers import Problem
from pcapflow.packets._dpkt import application_tree
from pcapflow.packets._message import Header, Message, messages_of
from pcapflow.packets._words import Words
from pcapflow.results import TreeNode
from pcapflow.table import FRAME_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pcapflow.table import ColumnSpec, PacketTable

__all__ = ("tree_with",)

_MOST_BYTES_SHOWN = 32


def tree_with(words: Mapping[str, Words], table: PacketTable, index: int, data: bytes) -> tuple[TreeNode, ...]:
    """Make one packet's tree with the given words; `tree_of` has those of this room."""
    messages = messages_of(table, index)
    headers = [_message_node(message, words.get(message.spec.name, _NO_WORDS)) for message in messages]
    return (_frame_node(table, index), *headers, *_rest(words, messages, data), *_problem(table, index))


_NO_WORDS = Words("")


def _frame_node(table: PacketTable, index: int) -> TreeNode:
    number, wire, captured = (int(values[index]) for values in (table.number, table.wire, table.captured))
    text = f"Frame {number}: {wire} bytes on wire ({wire * 8} bits), {captured} bytes captured ({captured * 8} bits)"
    children = []
    for name, about in FRAME_COLUMNS.items():
        column = table.column(name)
        if column.valid[index]:
            shown = one_text(column.values[index], about.form)
            value = column.values[index].item()
            # Times are ns inside; a value has the unit of its text.
            value = shown if about.form in (Form.EPOCH, Form.DURATION) else value
            children.append(TreeNode(f"{about.meaning}: {shown}", name, value))
    return TreeNode(text, "frame", number, 0, captured, tuple(children))


def _message_node(message: Message, words: Words) -> TreeNode:
    spec = message.spec
    said = words.summary(message) if words.summary is not None else ""
    text = f"{spec.title}, {said}" if said else spec.title
    children = [node for part in message.parts for node in _part_nodes(part)]
    return TreeNode(text, spec.shown or spec.name, None, message.start, _end_of(message.parts[-1]), tuple(children))


def _end_of(header: Header) -> int:
    """Byte at which the header ends, or its captured part."""
    cut = np.flatnonzero(header.rows.cut_row == header.row)
    return header.start + int(header.rows.cut_bytes[cut[0]]) if len(cut) else header.body


def _part_nodes(part: Header) -> Iterator[TreeNode]:
    yield from _nested([(spec, value) for spec in part.spec.columns if (value := part.raw(spec)) is not None], part)
    fixed = part.start + part.spec.dtype.itemsize
    if part.is_whole and part.body > fixed:
        # Options, mostly.
        yield TreeNode(f"Rest of the header ({part.body - fixed} bytes)", "", None, fixed, part.body)


def _nested(columns: Sequence[tuple[ColumnSpec, Any]], part: Header) -> Iterator[TreeNode]:
    """A line each; one whose name goes on after another's stands below it (``ip.flags.df`` below ``ip.flags``)."""
    while columns:
        (spec, value), *rest = columns
        prefix = f"{spec.name}."
        below = [column for column in rest if column[0].name.startswith(prefix)]
        columns = [column for column in rest if not column[0].name.startswith(prefix)]
        start, stop = part.start + spec.start, part.start + spec.stop
        shown = one_text(value, spec.form)
        # Some meanings go on behind a colon with what the values say.
        label = spec.meaning.partition(":")[0] or spec.name
        text = f"{_bits(spec, part)}{label}: {shown}"
        plain = shown if isinstance(value, np.ndarray) else value.item()
        yield TreeNode(text, spec.name, plain, start, stop, tuple(_nested(below, part)))


def _bits(spec: ColumnSpec, part: Header) -> str:
    """``.1.. .... = `` for a column that is some bits of its bytes; nothing for one that is all of them."""
    if spec.mask == -1:
        return ""
    mask = spec.mask
    while not mask & 0xFF:
        mask >>= 8
    n_bits = (spec.stop - spec.start) * 8
    if mask == (1 << n_bits) - 1:
        return ""
    raw = part.rows.header[part.row].tobytes()[spec.start : spec.stop]
    value = int.from_bytes(raw, "big")
    digits = "".join(str(value >> n & 1) if mask >> n & 1 else "." for n in reversed(range(n_bits)))
    return " ".join(digits[at : at + 4] for at in range(0, n_bits, 4)) + " = "


def _rest(words: Mapping[str, Words], messages: tuple[Message, ...], data: bytes) -> Iterator[TreeNode]:
    """What the innermost header carries, and what stands behind it in the frame."""
    start, stop = 0, len(data)
    if messages:
        innermost = messages[-1]
        start = min(_end_of(innermost.parts[-1]), len(data))
        stop = max(start, min(innermost.stop, len(data)))
        ports = words.get(innermost.spec.name, _NO_WORDS).ports
        above: tuple[TreeNode, ...] = ()
        if ports and not innermost.quoted and all(part.is_whole for part in innermost.parts):
            numbers = [innermost.number(port) or 0 for port in ports]
            above = application_tree(data[start:stop], innermost.spec.name, *numbers)
        for node in above:
            yield TreeNode(node.text, node.name, node.value, start, stop, node.children)
        if not above:
            yield from _bytes_node("Data", "data", data, start, stop)
        start, stop = stop, len(data)
        yield from _bytes_node("Behind the packet", "", data, start, stop)
    else:
        yield from _bytes_node("Data", "data", data, start, stop)


def _bytes_node(title: str, name: str, data: bytes, start: int, stop: int) -> Iterator[TreeNode]:
    if start < stop:
        shown = data[start : min(stop, start + _MOST_BYTES_SHOWN)].hex()
        more = "..." if stop - start > _MOST_BYTES_SHOWN else ""
        child = TreeNode(f"{shown}{more}", f"{name}.data" if name else "", None, start, stop)
        yield TreeNode(f"{title} ({stop - start} bytes)", name, None, start, stop, (child,))


def _problem(table: PacketTable, index: int) -> Iterator[TreeNode]:
    problem = Problem(table.problem[index])
    if problem is not Problem.NONE:
        layer = table.schema.layers[table.problem_layer[index]].title
        yield TreeNode(f"[{problem.words}{': ' if layer else ''}{layer}]")
