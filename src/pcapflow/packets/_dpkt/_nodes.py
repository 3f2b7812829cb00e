"""Nodes for what dpkt read. It says not where a field stands, so that they have no bytes of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pcapflow.results import TreeNode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

__all__ = ("Application", "field", "text_from")

_MOST_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Application:
    """A protocol above TCP or UDP that dpkt reads."""

    name: str
    """Wireshark's prefix of its fields."""
    title: str
    read: Callable[[bytes], Iterable[TreeNode]]
    """The nodes of a message; raises whatever dpkt raises."""
    udp_ports: frozenset[int] = frozenset()
    tcp_ports: frozenset[int] = frozenset()
    looks_like: Callable[[bytes], bool] | None = None
    """Whether a payload begins as this protocol's messages do: then the port does not matter, and without it no port
    is enough (a segment in the middle of a stream)."""
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
