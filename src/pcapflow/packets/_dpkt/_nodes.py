"""Nodes for what dpkt read. It says not where a field stands, so that they have no bytes of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pcapflow.results import TreeNode

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Mapping, Sequence

__all__ = ("ANY_PORT", "Application", "field", "pruned", "text_from")

_MOST_CHARACTERS = 200
_MOST_NODES = 500
"""What a message shows: it is somebody else's choice how many parts it has."""

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
    text = str(value)
    if len(text) > _MOST_CHARACTERS:
        text = f"{text[:_MOST_CHARACTERS]}... ({len(text)} characters)"
    return TreeNode(f"{label}: {text}", name, value)


def text_from(raw: bytes) -> str:
    """Bytes that are meant as text; what is not UTF-8 is written as an escape."""
    return raw.decode("utf-8", "backslashreplace")


def pruned(nodes: Sequence[TreeNode]) -> tuple[TreeNode, ...]:
    """The first nodes, with what stands below them, and a word where there are more."""
    kept, n_left = _pruned(nodes, _MOST_NODES)
    if n_left >= 0:
        return kept
    return (*kept, TreeNode("Further lines are not shown"))


def _pruned(nodes: Sequence[TreeNode], room: int) -> tuple[tuple[TreeNode, ...], int]:
    """What there is room for, and the room that is left; below 0 where something was left out."""
    kept: list[TreeNode] = []
    for node in nodes:
        room -= 1
        if room < 0:
            break
        children, room = _pruned(node.children, room)
        kept.append(node._replace(children=children))
        if room < 0:
            break
    return tuple(kept), room
