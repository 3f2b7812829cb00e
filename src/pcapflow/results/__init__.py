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
from pcapflow.results._html import fragment
from pcapflow.results._result import Result
from pcapflow.results._text import text_of_block, text_of_blocks

__all__ = (
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
    "text_of_block",
    "text_of_blocks",
)
