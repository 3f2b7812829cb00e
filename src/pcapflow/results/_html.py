"""Blocks as HTML: fragments for a page and for notebooks, without script.

Whatever comes from outside passes ``printable`` and ``html.escape``: a name in
a packet is read and never run.
"""

from __future__ import annotations

from itertools import cycle
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
from pcapflow.results._style import STYLE
from pcapflow.results._values import bare_text, heading_text, metric_text, numeric_columns

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ("fragment", "notebook_html")

_PACKET_HEADINGS = ("No.", "Time", "Source", "Destination", "Protocol", "Length", "Info")


def notebook_html(blocks: Iterable[Block]) -> str:
    """Write blocks as one piece of HTML that brings its own style."""
    return f'<style>{STYLE}</style><div class="pcapflow">{"".join(map(fragment, blocks))}</div>'


def fragment(block: Block) -> str:
    """Write one block as a ``section``, to stand within an element of class ``pcapflow``.

    Raises:
        TypeError: A kind of block that has no HTML yet.
    """
    match block:
        case Note():
            body = f"<p>{_safe(block.text)}</p>"
        case Text():
            body = f"<pre>{_safe_lines(block.text)}</pre>"
        case Metrics():
            rows = ((_safe(metric.label), _safe(metric_text(metric))) for metric in block.metrics)
            lines = "".join(f'<tr><th scope="row">{label}</th><td>{value}</td></tr>' for label, value in rows)
            body = f'<div class="wide"><table><tbody>{lines}</tbody></table></div>'
        case Grid():
            body = _grid(block)
        case Verdicts():
            body = f"<ul>{''.join(map(_verdict, block.verdicts))}</ul>"
        case Packets():
            body = _packets(block)
        case Stack():
            body = _stack(block)
        case _:
            raise TypeError(f"no HTML for {type(block).__name__}")
    heading = f"<h2>{_safe(block.title)}</h2>" if block.title else ""
    return f'<section class="{type(block).__name__.lower()}">{heading}{body}</section>\n'


def _safe(text: str) -> str:
    # Two milliseconds that a command which prints text need not pay.
    from html import escape

    return escape(printable(text))


def _safe_lines(text: str) -> str:
    return "\n".join(map(_safe, text.split("\n")))


def _grid(grid: Grid) -> str:
    classes = [' class="number"' if is_number else "" for is_number in numeric_columns(grid)]
    headings = "".join(
        f'<th scope="col"{name}>{_safe(heading_text(column))}</th>'
        for column, name in zip(grid.columns, classes, strict=True)
    )
    rows = "".join(
        "<tr>"
        + "".join(
            f"<td{name}>{_safe(bare_text(value, column.unit))}</td>"
            for value, column, name in zip(row, grid.columns, classes, strict=True)
        )
        + "</tr>"
        for row in grid.rows
    )
    return f'<div class="wide"><table><thead><tr>{headings}</tr></thead><tbody>{rows}</tbody></table></div>'


def _verdict(verdict: Verdict) -> str:
    name, word = {True: ("ok", "ok"), False: ("fail", "FAIL"), None: ("open", "?")}[verdict.ok]
    detail = (
        verdict.detail
        if verdict.ok is not None
        else f"cannot be judged{': ' if verdict.detail else ''}{verdict.detail}"
    )
    return (
        f'<li><strong class="{name}">{word}</strong> <span>{_safe(verdict.text)}</span>'
        f" <small>{_safe(detail)}</small></li>"
    )


def _packets(packets: Packets) -> str:
    headings = "".join(f'<th scope="col">{heading}</th>' for heading in _PACKET_HEADINGS)
    rows = "".join(map(_packet, packets.lines))
    return f'<div class="wide"><table><thead><tr>{headings}</tr></thead><tbody>{rows}</tbody></table></div>'


def _packet(line: PacketLine) -> str:
    info = _safe(line.info)
    if line.tree:
        info = f"<details><summary>{info}</summary>{''.join(_tree(line.tree))}</details>"
    cells = (str(line.number), line.time, line.source, line.destination, line.protocol, str(line.length))
    return f"<tr>{''.join(f'<td>{_safe(cell)}</td>' for cell in cells)}<td>{info}</td></tr>\n"


def _tree(nodes: tuple[TreeNode, ...]) -> Iterator[str]:
    yield "<ul>"
    for node in nodes:
        where = f"[{node.start}:{node.stop}]" if node.stop > node.start else ""
        field = f"{node.name} {where}".strip()
        yield f"<li>{_safe(node.text)}"
        if field:
            yield f" <small>{_safe(field)}</small>"
        if node.children:
            yield from _tree(node.children)
        yield "</li>"
    yield "</ul>"


def _stack(stack: Stack) -> str:
    n_bytes = sum(layer.n_bytes for layer in stack.layers)
    # The bar is the same picture to scale; who listens to the page has the boxes.
    bar = "".join(
        f'<span style="flex:{layer.n_bytes};{hue}">{layer.n_bytes}</span>'
        for layer, hue in zip(stack.layers, _hues(), strict=False)
    )
    boxes = "".join(
        f'<div class="box" style="{hue}"><p><b>{_safe(layer.name)}</b> <span>{layer.n_bytes} bytes</span>'
        f" <small>{_safe(layer.text)}</small></p>"
        for layer, hue in zip(stack.layers, _hues(), strict=False)
    )
    ends = "</div>" * len(stack.layers)
    return f'<div class="bar" aria-hidden="true">{bar}</div>{boxes}{ends}<p class="total">{n_bytes} bytes in all</p>'


def _hues() -> Iterator[str]:
    return cycle(f"--hue:{degrees}" for degrees in (215, 185, 145, 40, 15, 330, 270))
