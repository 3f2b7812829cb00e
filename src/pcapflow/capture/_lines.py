"""Packets of a capture as lines for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pcapflow.errors import OptionError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pcapflow.capture._capture import Capture
    from pcapflow.results import PacketLine

__all__ = ("lines_of",)


def lines_of(capture: Capture, time: str, *, passes: int, trees: bool, data: bool) -> Iterator[PacketLine]:
    """See `Capture.lines`."""
    from pcapflow.packets import TIMES, FactFinder, line_of, time_text, tree_of

    if time not in TIMES or passes not in (1, 2):
        raise OptionError(f"time is one of {', '.join(TIMES)}, passes 1 or 2, not {time!r} and {passes}")

    if passes == 2:
        facts = capture.facts()
    else:
        finder = FactFinder(single_pass=True)
    for table in capture.iter_tables():
        if passes == 1:
            facts = finder.update(table)
        for index in range(len(table)):
            line = line_of(table, index, facts, time=time_text(table, index, time))
            if trees or data:
                raw = table.packet_bytes(index)
                tree = tree_of(table, index, raw) if trees else ()
                line = line._replace(tree=tree, data=raw if data else b"")
            yield line
