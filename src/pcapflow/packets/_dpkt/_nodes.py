"""Nodes for what dpkt read. It says not where a field stands, so that they have no bytes of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pcapflow.results import TreeNode

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Mapping, Sequence

__all__ = ("ANY_PORT", "Application", "field", "pruned", "text_from")

_MOST_CHARACTERS = 200
_MOST_SHOWN = 32_768
"""Characters of a message's lines together: it is somebody else's choice how many parts it has."""
_WIDTH = 64
"""What a line takes at least, where names stand in a column of their own."""

ANY_PORT = {"tcp.port": range(1 << 16), "udp.port": range(1 << 16)}
"""For what is known by its first bytes alone."""


@dataclass(frozen=True, slots=True)
class Application:
    """A protocol that dpkt reads."""

    name: str
    """Wireshark's prefix of its fields."""
    title: str
    read: Callable[[bytes], Iterable[TreeNode]]
    """The nodes of a message; raises whatever dpkt raises."""
    reached_by: Mapping[str, Container[int]]
    """Key space to the values in it that lead here, as a layer's: ``udp.port``, ``ip.proto``, ``ethertype``,
    ``linktype``. ``tcp.srcport`` and ``tcp.dstport`` are one direction of a port."""
    looks_like: Callable[[bytes], bool] | None = None
    """Whether a payload begins as this protocol's messages do: without it no port is enough (a segment in the middle
    of a stream)."""
    most_bytes: int = 16_384
    """What is read of a payload. Some of dpkt's loops are quadratic in it."""


def field(label: str, name: str, value: Any) -> TreeNode:
    """A line ``label: value``; bytes in hexadecimal, cut where it gets too long to read."""
    if isinstance(value, bytes | bytearray):
        value = bytes(value).hex()
    elif not isinstance(value, int | str | bool | None):
        value = str(value)
    return TreeNode(f"{_cut(label)}: {_cut(str(value))}", name, value)


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_CHARACTERS else f"{text[:_MOST_CHARACTERS]}... ({len(text)} characters)"


def text_from(raw: bytes) -> str:
    """Bytes that are meant as text; what is not UTF-8 is written as an escape."""
    return raw.decode("utf-8", "backslashreplace")


def pruned(nodes: Sequence[TreeNode]) -> tuple[TreeNode, ...]:
    """The first nodes, with what stands below them, and a word where there are more."""
    kept, room = _pruned(nodes, _MOST_SHOWN)
    return kept if room >= 0 else (*kept, TreeNode("Further lines are not shown"))


def _pruned(nodes: Sequence[TreeNode], room: int) -> tuple[tuple[TreeNode, ...], int]:
    """What there is room for, and the room that is left; below 0 where something was left out."""
    kept: list[TreeNode] = []
    for node in nodes:
        room -= max(_WIDTH, len(node.text)) + len(node.name)
        if room < 0:
            break
        children, room = _pruned(node.children, room)
        kept.append(node._replace(children=children))
        if room < 0:
            break
    return tuple(kept), room
