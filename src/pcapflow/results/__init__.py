"""The common tongue of analyses, packets and reports: blocks, verdicts, tree nodes, results."""

from pcapflow.results._blocks import (
    Block,
    Grid,
    GridColumn,
    Metric,
    Metrics,
    Note,
    PacketLine,
    Packets,
    Stack,
    StackLayer,
    Text,
    TreeNode,
    Value,
    Verdict,
    Verdicts,
)
from pcapflow.results._html import fragment, notebook_html
from pcapflow.results._result import Result
from pcapflow.results._style import STYLE
from pcapflow.results._text import hex_dump, packet_line_text, text_of_block, text_of_blocks, tree_text

__all__ = (
    "STYLE",
    "Block",
    "Grid",
    "GridColumn",
    "Metric",
    "Metrics",
    "Note",
    "PacketLine",
    "Packets",
    "Result",
    "Stack",
    "StackLayer",
    "Text",
    "TreeNode",
    "Value",
    "Verdict",
    "Verdicts",
    "fragment",
    "hex_dump",
    "notebook_html",
    "packet_line_text",
    "text_of_block",
    "text_of_blocks",
    "tree_text",
)
