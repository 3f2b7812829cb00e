"""Blocks as text, in the manners of the field: ping's block, capinfos' labels, tshark's lines.

Whatever comes from outside passes ``printable``, line by line: a byte that
steers a terminal is shown and never obeyed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pcapflow.forms import printable
from pcapflow.results._blocks import (
    Block,
    Grid,
    Metrics,
    Note,
    PacketLine,
    Packets,
    Stack,
    Text,
    TreeNode,
    Verdict,
    Verdicts,
)
from pcapflow.results._values import bare_text, heading_text, metric_text, numeric_columns

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ("hex_dump", "packet_line_text", "text_of_block", "text_of_blocks", "tree_text")

_LABEL_COLUMNS = 21  # capinfos' long form
_FIELD_COLUMN = 60  # where a tree's line names its field and bytes
_HEX_BYTES = 16


def text_of_blocks(blocks: Iterable[Block]) -> str:
    """Write blocks one below the other, an empty line between; notes in a row stand together. No last newline."""
    parts: list[str] = []
    previous: Block | None = None
    for block in blocks:
        if previous is not None:
            parts.append("\n" if isinstance(block, Note) and isinstance(previous, Note) else "\n\n")
        parts.append(text_of_block(block))
        previous = block
    return "".join(parts)


def text_of_block(block: Block) -> str:
    """Write one block, its title above it. No last newline.

    Raises:
        TypeError: A kind of block that has no text yet.
    """
    match block:
        case Note():
            lines: Iterable[str] = [block.text]
        case Text():
            # One newline ends the last line. Another is an empty line of ping's own.
            lines = block.text.removesuffix("\n").split("\n")
        case Metrics():
            lines = (f"{metric.label + ':':<{_LABEL_COLUMNS - 1}} {metric_text(metric)}" for metric in block.metrics)
        case Grid():
            lines = _grid_lines(block)
        case Verdicts():
            lines = map(_verdict_line, block.verdicts)
        case Packets():
            lines = map(packet_line_text, block.lines)
        case Stack():
            lines = _stack_lines(block)
        case _:
            raise TypeError(f"no text for {type(block).__name__}")
    heading = [block.title] if block.title else []
    return "\n".join(map(printable, (*heading, *lines)))


def packet_line_text(line: PacketLine) -> str:
    """Write a packet's line as ``tshark`` does: number, time, source, destination, protocol, length, info."""
    return printable(
        f"{line.number:>5} {line.time:>10} {line.source:>12} → {line.destination:<12}"
        f" {line.protocol} {line.length} {line.info}"
    )


def tree_text(nodes: Iterable[TreeNode]) -> str:
    """Write a detail tree, four spaces a level; at the right each field's name and its bytes, half open.

    An empty string for no nodes; else no last newline.
    """
    return "\n".join(_tree_lines(nodes, ""))


def hex_dump(data: bytes) -> str:
    """Write bytes as ``tshark -x`` does: offset, 16 bytes in hexadecimal, the same in ASCII. No last newline."""
    n_digits = max(4, len(f"{len(data) - 1:x}"))
    rows = ((start, data[start : start + _HEX_BYTES]) for start in range(0, len(data), _HEX_BYTES))
    return "\n".join(f"{start:0{n_digits}x}  {row.hex(' '):<47}   {_ascii(row)}" for start, row in rows)


def _ascii(data: bytes) -> str:
    return "".join(chr(byte) if 0x20 <= byte <= 0x7E else "." for byte in data)


def _tree_lines(nodes: Iterable[TreeNode], indent: str) -> Iterator[str]:
    for node in nodes:
        text = printable(indent + node.text)
        where = f" [{node.start}:{node.stop}]" if node.stop > node.start else ""
        field = printable(f"{node.name}{where}".lstrip())
        yield f"{text:<{_FIELD_COLUMN - 2}}  {field}" if field else text
        yield from _tree_lines(node.children, indent + "    ")


def _verdict_line(verdict: Verdict) -> str:
    if verdict.ok is None:
        return f"?     {verdict.text} (cannot be judged{': ' if verdict.detail else ''}{verdict.detail})"
    word = "ok  " if verdict.ok else "FAIL"
    return f"{word}  {verdict.text}{': ' if verdict.detail else ''}{verdict.detail}"


def _stack_lines(stack: Stack) -> Iterator[str]:
    n_bytes = sum(layer.n_bytes for layer in stack.layers)
    yield " > ".join(f"{layer.name} {layer.n_bytes} bytes" for layer in stack.layers) + f" = {n_bytes} bytes"
    width = max((len(layer.name) for layer in stack.layers), default=0)
    for layer in stack.layers:
        if layer.text:
            yield f"  {layer.name:<{width}}  {layer.text}"


def _grid_lines(grid: Grid) -> Iterator[str]:
    # What widens under `printable` is made printable before it is measured.
    table = [[printable(heading_text(column)) for column in grid.columns]]
    table += [
        [printable(bare_text(value, column.unit)) for value, column in zip(row, grid.columns, strict=True)]
        for row in grid.rows
    ]
    widths = [max(map(len, cells)) for cells in zip(*table, strict=True)]
    right = numeric_columns(grid)
    for cells in table:
        padded = (
            f"{cell:>{width}}" if is_number else f"{cell:<{width}}"
            for cell, width, is_number in zip(cells, widths, right, strict=True)
        )
        yield "  ".join(padded).rstrip()
