"""What a report of a capture holds, and in which order."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from pcapflow.capture._manifest import manifest_beside, manifest_blocks, manifest_path, ping_text_path
from pcapflow.results import Note, Packets, Stack, StackLayer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pcapflow.capture._capture import Capture
    from pcapflow.reports import Document
    from pcapflow.results import Block, TreeNode

__all__ = ("report", "stack_of")

MOST_PACKETS = 1000
"""A page of more detail trees is slow to open; the rest is counted."""


def report(capture: Capture, expectations: tuple[str, ...] = ()) -> Document:
    """Verdict, ping statistics, what was captured and with what, an echo packet's layers, packets, problems."""
    from pcapflow import __version__
    from pcapflow.reports import Document

    blocks: list[Block] = [*capture.check(*expectations).blocks(), *capture.ping().blocks()]
    manifest = manifest_beside(capture.recorded)
    if manifest is not None:
        blocks += manifest_blocks(manifest)
    lines = tuple(islice(capture.lines(trees=True), MOST_PACKETS))
    blocks += _layers(capture)
    blocks += capture.info().blocks()
    blocks.append(Packets("packets", "Packets", lines))
    if len(capture) > len(lines):
        blocks.append(Note("packets.left", "", f"The first {len(lines)} of {len(capture)} packets are listed."))
    return Document(
        "How the packets flowed", tuple(blocks), capture.label, __version__, _inputs(capture.recorded, manifest)
    )


def _inputs(path: str | None, manifest: Mapping[str, Any] | None) -> tuple[str, ...]:
    """The files that were read."""
    if path is None or manifest is None:
        return () if path is None else (path,)
    text = ping_text_path(path, manifest)
    return (path, manifest_path(path), *([] if text is None else [text]))


def _layers(capture: Capture) -> list[Block]:
    """The layers of the first echo request: the conclusion of the experiment, to be seen."""
    facts = capture.facts()
    requests = [*facts.reply_in, *facts.unanswered]
    if not requests:
        return []
    packet = capture.frame(min(requests))
    return [Stack("layers", f"Layers of an echo packet (number {packet.number})", stack_of(packet.tree()))]


def stack_of(tree: tuple[TreeNode, ...]) -> tuple[StackLayer, ...]:
    """The layers of a packet's detail tree with the bytes of each, outermost first."""
    layers = []
    for node in tree:
        if node.name != "frame" and node.stop > node.start:
            title, _, rest = node.text.partition(", ")
            # The bytes are said by their number.
            layers.append(StackLayer(title.partition(" (")[0], node.stop - node.start, rest))
    return tuple(layers)
