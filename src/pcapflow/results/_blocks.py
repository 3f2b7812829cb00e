"""Blocks: what an analysis, a packet or a check says, before anybody decides how it looks.

N analyses and M renderings meet here: an analysis knows no rendering, a
rendering no analysis. Values keep their units; text is made at the very end.

Every block begins with ``key``, what machine output calls it, as ``ping.session``,
and ``title``, a heading for people, empty for none. All are named tuples: a command
waits for every class it imports, and for one of these the least.
"""

from __future__ import annotations

from typing import NamedTuple

__all__ = (
    "Block",
    "Grid",
    "GridColumn",
    "Metric",
    "Metrics",
    "Note",
    "PacketLine",
    "Packets",
    "Stack",
    "StackLayer",
    "Text",
    "TreeNode",
    "Value",
    "Verdict",
    "Verdicts",
)

Value = int | float | str | bool | None


class Note(NamedTuple):
    """One sentence."""

    key: str
    title: str
    text: str


class Metric(NamedTuple):
    """One number or fact."""

    key: str
    label: str
    value: Value
    unit: str = ""
    """``ns``, ``bytes``, ``packets``, ``ratio`` (0 to 1), or empty."""
    text: str | None = None
    """The value as people read it, where that is not simply the value and its unit."""


class Text(NamedTuple):
    """Lines that have a form of their own, such as ping's; shown as they are."""

    key: str
    title: str
    text: str
    metrics: tuple[Metric, ...] = ()
    """What the lines say, for machines; people read the lines."""


class Metrics(NamedTuple):
    """Numbers and facts, one a line."""

    key: str
    title: str
    metrics: tuple[Metric, ...]


class GridColumn(NamedTuple):
    """A column of a grid."""

    key: str
    label: str
    unit: str = ""


class Grid(NamedTuple):
    """A table: rows of as many values as there are columns."""

    key: str
    title: str
    columns: tuple[GridColumn, ...]
    rows: tuple[tuple[Value, ...], ...]


class Verdict(NamedTuple):
    """Whether one expectation holds."""

    ok: bool | None
    """None where it could not be judged."""
    text: str
    """The expectation in words."""
    detail: str = ""
    """What was found."""


class Verdicts(NamedTuple):
    """Expectations and what became of them."""

    key: str
    title: str
    verdicts: tuple[Verdict, ...]

    @property
    def ok(self) -> bool | None:
        """False when any fails, True when at least one holds and none fails, None when nothing was judged."""
        judged = [verdict.ok for verdict in self.verdicts if verdict.ok is not None]
        return all(judged) if judged else None


class StackLayer(NamedTuple):
    """One layer of a packet."""

    name: str
    n_bytes: int
    """Bytes of the header itself, or of what no header claims."""
    text: str = ""
    """What the layer says in a few words."""


class Stack(NamedTuple):
    """The layers of one packet, outermost first."""

    key: str
    title: str
    layers: tuple[StackLayer, ...]


class TreeNode(NamedTuple):
    """A line of a packet's detail tree."""

    text: str
    """The line as people read it."""
    name: str = ""
    """The field's name (``ip.ttl``) or the layer's (``ip``); empty for a line that is neither."""
    value: Value = None
    start: int = 0
    """First byte of the packet that the line speaks of."""
    stop: int = 0
    """The byte after the last one; equal to ``start`` where the line speaks of no byte."""
    children: tuple[TreeNode, ...] = ()


class PacketLine(NamedTuple):
    """A line of a packet list."""

    number: int
    time: str
    source: str
    destination: str
    protocol: str
    length: int
    info: str
    tree: tuple[TreeNode, ...] = ()
    """One node a layer; empty where the list has lines only."""
    data: bytes = b""
    """The captured bytes, where they were asked for."""


class Packets(NamedTuple):
    """A list of packets."""

    key: str
    title: str
    lines: tuple[PacketLine, ...]


Block = Note | Text | Metrics | Grid | Verdicts | Stack | Packets
"""Any of them: whoever renders one renders all."""
