"""The common tongue of analyses, packets and reports: blocks, verdicts, tree nodes, results."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

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
from pcapflow.results._result import Result
from pcapflow.results._text import hex_dump, packet_line_text, text_of_block, text_of_blocks, tree_text

if TYPE_CHECKING:
    from pcapflow.results._html import fragment, notebook_html
    from pcapflow.results._style import STYLE

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

_LATE = {"STYLE": "_style", "fragment": "_html", "notebook_html": "_html"}


def __getattr__(name: str) -> object:
    # A command that prints text starts sooner without what only pages need.
    if name in _LATE:
        return getattr(importlib.import_module(f"pcapflow.results.{_LATE[name]}"), name)
    raise AttributeError(f"module 'pcapflow.results' has no attribute {name!r}")
