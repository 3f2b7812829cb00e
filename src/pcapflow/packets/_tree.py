"""A packet's detail tree: a node for the frame, one for each header, what lies above, and what is left.

Made of the layers' declarations: a column's name, meaning, form and bytes are
said there once. Words of protocols come from their files in this room, and
what no layer reads from dpkt.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from pcapflow.forms import one_text
from pcapflow.layers import Problem
from pcapflow.packets._dpkt import application_tree, payload_tree
from pcapflow.packets._frame_node import frame_node
from pcapflow.packets._keys import keys_of
from pcapflow.packets._message import Header, Message, messages_of
from pcapflow.packets._words import Words
from pcapflow.results import TreeNode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pcapflow.forms import Form
    from pcapflow.table import ColumnSpec, PacketTable

__all__ = ("tree_with",)

_MOST_BYTES_SHOWN = 32


def tree_with(words: Mapping[str, Words], table: PacketTable, index: int, data: bytes) -> tuple[TreeNode, ...]:
    """Make one packet's tree with the given words; `tree_of` has those of this room."""
    messages = messages_of(table, index)
    headers = [_message_node(message, words.get(message.spec.name, _NO_WORDS), data) for message in messages]
    if messages:
        above = _above(words, messages, data)
    else:
        linktype = int(table.linktype[table.interface[index]])
        above = tuple(node._replace(stop=len(data)) for node in payload_tree(data, [("linktype", linktype)]))
    problem = () if above and table.problem[index] == Problem.UNKNOWN_NEXT else _problem(table, index)
    return (frame_node(table, index), *headers, *above, *_rest(messages, above, data), *problem)


_NO_WORDS = Words("")


def _message_node(message: Message, words: Words, data: bytes) -> TreeNode:
    spec = message.spec
    said = words.summary(message) if words.summary is not None else ""
    text = f"{spec.title}, {said}" if said else spec.title
    children = [node for part in message.parts for node in _part_nodes(part, words, data)]
    end = min(_end_of(message.parts[-1]), len(data))
    name = (spec.shown or spec.name).rpartition(":")[2]
    return TreeNode(text, name, None, message.start, max(message.start, end), tuple(children))


def _end_of(header: Header) -> int:
    """Byte at which the header ends, or its captured part; with the options that stand in what it carries."""
    cut = np.flatnonzero(header.rows.cut_row == header.row)
    end = header.start + int(header.rows.cut_bytes[cut[0]]) if len(cut) else header.body
    options = header.spec.options
    if options is None or options.region == "header":
        return end
    return max([end, *(stop for _, _, stop in header.options())])


class _Value(NamedTuple):
    """A value of a column in a header, and its bytes of the packet."""

    spec: ColumnSpec
    value: Any
    start: int
    stop: int
    form: Form | None = None
    """Another than the column's, for people."""


def _part_nodes(part: Header, words: Words, data: bytes) -> Iterator[TreeNode]:
    fixed = [spec for spec in part.spec.columns if spec.option is None]
    values = [
        _Value(spec, value, part.start + spec.start, part.start + spec.stop, words.forms.get(spec.name))
        for spec in fixed
        if (value := part.raw(spec)) is not None
    ]
    yield from _nested(values, data)
    end = part.start + part.spec.dtype.itemsize
    if part.spec.options is not None:
        for node in _option_nodes(part, data):
            yield node
            end = max(end, node.stop)
    body = min(part.body, len(data))
    if part.is_whole and body > end:
        yield TreeNode(f"Rest of the header ({body - end} bytes)", "", None, end, body)


def _option_nodes(part: Header, data: bytes) -> Iterator[TreeNode]:
    """A node for each option, with what was read of it."""
    words = part.spec.options.words if part.spec.options is not None else {}
    columns = [spec for spec in part.spec.columns if spec.option is not None]
    values = sorted(
        (_Value(spec, *found) for spec in columns for found in part.listed(spec)), key=lambda value: value.start
    )
    starts = [value.start for value in values]
    for kind, start, stop in part.options():
        within = values[bisect_left(starts, start) : bisect_left(starts, stop)]
        mine = [value for value in within if value.stop <= stop]
        title = words.get(kind, f"Option {kind}")
        n_bytes = stop - start
        text = f"{title} ({n_bytes} byte{'' if n_bytes == 1 else 's'})"
        yield TreeNode(text, "", None, start, stop, _nested(mine, data))


def _nested(values: Sequence[_Value], data: bytes) -> tuple[TreeNode, ...]:
    """A line each; one whose name goes on after another's stands below it (``ip.flags.df`` below ``ip.flags``)."""
    first: dict[str, int] = {}
    above = []
    for index, value in enumerate(values):
        name = value.spec.name
        first.setdefault(name, index)
        above.append(next((first[prefix] for prefix in _prefixes(name) if prefix in first), -1))
    # What stands below a line comes behind it: from the end, each finds its own complete.
    below: defaultdict[int, list[TreeNode]] = defaultdict(list)
    for index in reversed(range(len(values))):
        below[above[index]].append(_value_node(values[index], data, tuple(reversed(below.pop(index, ())))))
    return tuple(reversed(below[-1]))


@cache
def _prefixes(name: str) -> tuple[str, ...]:
    """``a.b`` and ``a`` of ``a.b.c``."""
    parts = name.split(".")
    return tuple(".".join(parts[:n]) for n in reversed(range(1, len(parts))))


def _value_node(value: _Value, data: bytes, children: tuple[TreeNode, ...]) -> TreeNode:
    spec, plain = value.spec, value.value
    if isinstance(plain, np.generic):
        plain = plain.item()
    shown = one_text(plain, value.form or spec.form)
    # Some meanings go on behind a colon with what the values say.
    label = spec.meaning.partition(":")[0] or spec.name
    text = f"{_bits(spec, data[value.start : value.stop])}{label}: {shown}"
    return TreeNode(
        text, spec.name, shown if isinstance(plain, np.ndarray) else plain, value.start, value.stop, children
    )


def _bits(spec: ColumnSpec, raw: bytes) -> str:
    """``.1.. .... = `` for a column that is some bits of its bytes; nothing for one that is all of them."""
    mask = spec.mask
    if mask == -1:
        return ""
    while spec.option is None and not mask & 0xFF:
        mask >>= 8
    return _pattern(mask, raw)


# A packet of small options has the same ones ten thousand times.
@lru_cache(1 << 12)
def _pattern(mask: int, raw: bytes) -> str:
    n_bits = len(raw) * 8
    if mask == (1 << n_bits) - 1:
        return ""
    value = int.from_bytes(raw, "big")
    digits = "".join(str(value >> n & 1) if mask >> n & 1 else "." for n in reversed(range(n_bits)))
    return " ".join(digits[at : at + 4] for at in range(0, n_bits, 4)) + " = "


def _above(words: Mapping[str, Words], messages: tuple[Message, ...], data: bytes) -> tuple[TreeNode, ...]:
    """What dpkt knows of what the innermost header carries; it says not where a field stands."""
    innermost = messages[-1]
    if innermost.quoted or not all(part.is_whole for part in innermost.parts):
        return ()
    start, stop = _payload(messages, data)
    payload, mine = data[start:stop], words.get(innermost.spec.name, _NO_WORDS)
    if mine.ports:
        numbers = [innermost.number(port) or 0 for port in mine.ports]
        above = application_tree(payload, innermost.spec.name, *numbers)
    else:
        told = mine.keys(innermost, data) if mine.keys is not None else []
        above = payload_tree(payload, [*told, *keys_of(innermost.parts[-1], data)])
    return tuple(node._replace(start=start, stop=stop) for node in above)


def _payload(messages: tuple[Message, ...], data: bytes) -> tuple[int, int]:
    """Where what the innermost header carries begins and ends."""
    if not messages:
        return 0, len(data)
    start = min(_end_of(messages[-1].parts[-1]), len(data))
    return start, max(start, min(messages[-1].stop, len(data)))


def _rest(messages: tuple[Message, ...], above: tuple[TreeNode, ...], data: bytes) -> Iterator[TreeNode]:
    """What nobody has read, and what stands behind the innermost header's packet in the frame."""
    start, stop = _payload(messages, data)
    if not above:
        yield from _bytes_node("Data", "data", data, start, stop)
    yield from _bytes_node("Behind the packet", "", data, stop, len(data))


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
