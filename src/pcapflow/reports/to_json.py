"""A report as JSON, for machines: one object, in a form that has a version.

``format`` is ``pcapflow/1``, ``version`` the program's, ``capture`` the label
of the capture. Every other member is a block's key with its dots turned into
underscores, and always holds a list, however short: blocks of one key follow
each other in it. What a block adds to the list:

========== ================================================================
metrics    one object: each metric's key and value
grid       one object a row: each column's key and value
verdicts   one object a verdict: ``ok`` (null: not judged), ``text``, ``detail``
packets    one object a packet: ``number``, ``time``, ``source`` ..., and
           ``tree`` where it has one
stack      one object: ``layers``, and their sum ``n_bytes``
text       one object: ``text``, and the metrics that go with it
note       one object: ``text``
========== ================================================================

A key ends in its unit, so that ``jq '.ping[0].rtt_avg_ns'`` needs no manual.
Times are integers of nanoseconds. What is not known is null. Titles and other
words for people are left out. Within ``pcapflow/1`` members may come, none
goes or changes its meaning.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pcapflow.results import Block, Grid, Metrics, Note, PacketLine, Packets, Stack, Text, TreeNode, Verdicts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pcapflow.reports._document import Document
    from pcapflow.results import Value

__all__ = ("FORMAT", "line", "render")

FORMAT = "pcapflow/1"


def render(document: Document) -> str:
    """Write the document as one indented object, the last line ended."""
    return _dumps(_members(document), indent=2) + "\n"


def line(document: Document) -> str:
    """Write the document as one object on one line, without a newline."""
    return _dumps(_members(document), indent=None)


def _members(document: Document) -> dict[str, object]:
    members: dict[str, object] = {"format": FORMAT, "version": document.version, "capture": _utf8(document.capture)}
    lists: dict[str, list[dict[str, object]]] = {}
    for block in document.blocks:
        lists.setdefault(_name(block.key), []).extend(_objects(block))
    if taken := members.keys() & lists:
        raise ValueError(f"no block may be called {', '.join(sorted(taken))}")
    return members | lists


def _objects(block: Block) -> list[dict[str, object]]:  # noqa: PLR0911  # one for each kind of block
    match block:
        case Note():
            return [{"text": _utf8(block.text)}]
        case Text():
            metrics = _object((metric.key, metric.unit, metric.value) for metric in block.metrics)
            return [{"text": _utf8(block.text)} | metrics]
        case Metrics():
            return [_object((metric.key, metric.unit, metric.value) for metric in block.metrics)]
        case Grid():
            heads = [(column.key, column.unit) for column in block.columns]
            return [_object((*head, value) for head, value in zip(heads, row, strict=True)) for row in block.rows]
        case Verdicts():
            return [
                {"ok": verdict.ok, "text": _utf8(verdict.text), "detail": _utf8(verdict.detail)}
                for verdict in block.verdicts
            ]
        case Packets():
            return [_packet(packet) for packet in block.lines]
        case Stack():
            layers = [
                {"name": _utf8(layer.name), "n_bytes": layer.n_bytes, "text": _utf8(layer.text)}
                for layer in block.layers
            ]
            return [{"n_bytes": sum(layer.n_bytes for layer in block.layers), "layers": layers}]
        case _:
            raise TypeError(f"no JSON for {type(block).__name__}")


def _object(values: Iterable[tuple[str, str, Value]]) -> dict[str, object]:
    named = [(_name(key, unit), _plain(value)) for key, unit, value in values]
    members: dict[str, object] = dict(named)
    if len(members) < len(named):
        raise ValueError(f"two values of one name: {', '.join(name for name, _ in named)}")
    return members


def _packet(packet: PacketLine) -> dict[str, object]:
    columns = (name for name in packet._fields if name not in ("tree", "data"))
    members: dict[str, object] = {name: _plain(getattr(packet, name)) for name in columns}
    if packet.tree:
        members["tree"] = [_node(node) for node in packet.tree]
    if packet.data:
        members["data"] = packet.data.hex()
    return members


def _node(node: TreeNode) -> dict[str, object]:
    return {
        "text": _utf8(node.text),
        "name": _utf8(node.name),
        "value": _plain(node.value),
        "start": node.start,
        "stop": node.stop,
        "children": [_node(child) for child in node.children],
    }


def _name(key: str, unit: str = "") -> str:
    # What is counted in packets says so in its key: n_requests.
    suffix = "" if unit in ("", "packets") else "_" + unit.replace("/", "_per_")
    name = key.replace(".", "_")
    return name if name.endswith(suffix) else name + suffix


def _plain(value: Value) -> Value:
    if isinstance(value, str):
        return _utf8(value)
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def _utf8(text: str) -> str:
    # A lone surrogate stands for a byte that was no UTF-8, and no JSON string
    # may hold one (RFC 8259 section 8.2): it is spelt out.
    return text.encode("utf-8", "backslashreplace").decode()


def _dumps(members: dict[str, object], indent: int | None) -> str:
    import json

    # Printable ASCII alone, which is `ensure_ascii`: no control of any kind reaches a terminal.
    return json.dumps(members, indent=indent, allow_nan=False)
