"""From a dpkt object to nodes, whatever the protocol: what dpkt declares of a header is enough to show it.

Shown are the fields of ``__hdr__`` (their named bits where dpkt gives these), then what it computes of them, then what
else it found: lists, and packets in packets. A protocol that reads well this way is one call of `plain`.
"""

from __future__ import annotations

import functools
import importlib
import re
from typing import TYPE_CHECKING, Any

from pcapflow.forms import Form, one_text
from pcapflow.packets._dpkt._guard import raised_by_dpkt, reason_of
from pcapflow.packets._dpkt._nodes import Application, field, text_from
from pcapflow.results import TreeNode

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Hashable, Iterator, Mapping

    Then = Callable[[str, Any], str]
    Shown = Callable[[Any], Any]

__all__ = ("HIDDEN", "NAMELESS", "Reader", "address", "dpkt_thing", "hexadecimal", "plain", "text")

_MOST_DEPTH = 12
_MOST_MESSAGES = 32
"""In one segment."""
_MOST_BYTES_SHOWN = 32

HIDDEN = ""
"""The name of a field that is not shown."""
NAMELESS = "-"
"""The name of one that Wireshark has no field for."""
_BYTES = "data.data"
"""Wireshark's name of bytes that nobody reads."""


def plain(
    name: str,
    title: str,
    thing: str,
    reached_by: Mapping[str, Container[int]],
    *,
    begins: bytes = b"",
    skip: int = 0,
    names: Mapping[str, str] | None = None,
    shown: Mapping[str, Shown] | None = None,
    then: Then | None = None,
    size: Callable[[Any], int] | None = None,
    most_bytes: int = 4_096,
) -> Application:
    """A protocol that needs no file of its own.

    Args:
        name: Wireshark's prefix of its fields.
        title: What stands in the tree.
        thing: Where dpkt has it, ``ospf.OSPF``.
        reached_by: As an `Application`'s.
        begins: A pattern with which its messages begin: where it does not fit, the payload is no such message.
        skip: Bytes before the message.
        names: Path of attributes to Wireshark's name of a field, `HIDDEN` or `NAMELESS`; every other field has the path
            as its name, and a group of fields none.
        shown: Path of attributes to how the value is written.
        then: Path and object to what its ``data`` is, named as ``thing`` is; empty where that is not known.
        size: Bytes of a message by its own word, where several may stand in one payload.
        most_bytes: As an `Application`'s; most lists cost dpkt the square of it.
    """
    reader = Reader(name, thing, skip=skip, names=names, shown=shown, then=then, size=size)
    pattern = re.compile(begins, re.DOTALL)
    looks_like = (lambda payload: bool(pattern.match(payload))) if begins else None
    return Application(name, title, reader.read, reached_by, looks_like, most_bytes)


def dpkt_thing(path: str) -> Callable[..., Any]:
    """What dpkt calls ``module.name``."""
    module, _, name = path.partition(".")
    thing: Callable[..., Any] = getattr(importlib.import_module(f"dpkt.{module}"), name)
    return thing


def address(value: Any) -> str:
    """An IPv4, IPv6 or MAC address, told by its length; dpkt has the first as a number here and there."""
    raw = value.to_bytes(4, "big") if isinstance(value, int) else bytes(value)
    form = {4: Form.IPV4, 6: Form.MAC, 16: Form.IPV6}.get(len(raw))
    return raw.hex() if form is None else one_text(raw, form)


def text(value: Any) -> str:
    """Bytes that are filled up with zeros or blanks."""
    return text_from(bytes(value).rstrip(b"\0 "))


def hexadecimal(value: int) -> str:
    """A number that is read bit by bit."""
    return hex(value)


class Reader:
    """Reads the messages of one protocol."""

    def __init__(
        self,
        name: str,
        thing: str,
        *,
        skip: int = 0,
        names: Mapping[str, str] | None = None,
        shown: Mapping[str, Shown] | None = None,
        then: Then | None = None,
        size: Callable[[Any], int] | None = None,
    ) -> None:
        """As `plain` has them."""
        self._name, self._thing, self._skip = name, thing, skip
        self._names, self._shown, self._then, self._size = names or {}, shown or {}, then, size

    def read(self, payload: bytes) -> Iterator[TreeNode]:
        """The nodes of a payload; raises whatever dpkt raises at its first message."""
        opened = dpkt_thing(self._thing)
        rest = payload[self._skip :]
        message = opened(rest)
        nodes = self.of(message)
        rest = self._behind(message, rest)
        if not rest:
            yield from nodes
            return
        yield TreeNode("Message 1", self._name, children=tuple(nodes))
        for number in range(2, _MOST_MESSAGES + 1):
            try:
                message = opened(rest[self._skip :])
            except raised_by_dpkt() as error:
                yield TreeNode(f"Message {number}: dpkt could not read it ({reason_of(error)})", self._name)
                return
            yield TreeNode(f"Message {number}", self._name, children=tuple(self.of(message)))
            rest = self._behind(message, rest[self._skip :])
            if not rest:
                return
        yield TreeNode(f"{len(rest)} bytes of further messages")

    def _behind(self, message: Any, payload: bytes) -> bytes:
        """What stands behind a message; nothing where that is not told."""
        n_bytes = self._size(message) if self._size is not None else 0
        return payload[n_bytes:] if 0 < n_bytes < len(payload) else b""

    def of(self, thing: Any) -> Iterator[TreeNode]:
        """The nodes of an object of dpkt's."""
        return self._fields(thing, "", self._name, 0)

    def _fields(self, thing: Any, path: str, name: str, depth: int) -> Iterator[TreeNode]:
        attributes = dict.fromkeys((*_declared(thing.__class__), *_found(thing)))
        # What dpkt has under two names is shown once.
        seen: set[int] = set()
        for attribute in attributes:
            if self._names.get(f"{path}{attribute}") == HIDDEN:
                continue
            value = getattr(thing, attribute)
            if isinstance(value, list) or _is_packet(value):
                if id(value) in seen:
                    continue
                seen.add(id(value))
                # A packet can be iterated over, too: over its fields.
                seen.update(id(part) for part in (value if isinstance(value, list) else ()) if _is_packet(part))
            yield from self._value(value, attribute, f"{path}{attribute}", name, depth)
        data = getattr(thing, "data", b"")
        if id(data) not in seen:
            yield from self._value(self._inside(thing, path, data), "data", f"{path}data", name, depth)

    def _inside(self, thing: Any, path: str, data: Any) -> Any:
        """What the data of an object is, as far as that is told."""
        inner = self._then(path.removesuffix("."), thing) if self._then is not None and isinstance(data, bytes) else ""
        if not inner:
            return data
        try:
            return dpkt_thing(inner)(data)
        except raised_by_dpkt():
            return data

    def _value(self, value: Any, attribute: str, path: str, parent: str, depth: int) -> Iterator[TreeNode]:
        name = self._names.get(path, f"{parent}.{attribute}")
        if name == HIDDEN:
            return
        is_named = path in self._names and name != NAMELESS
        label = _label(name.rpartition(".")[2] if is_named else attribute)
        name = "" if name == NAMELESS else name
        if path in self._shown and not isinstance(value, list | tuple):
            yield field(label, name, self._shown[path](value))
        elif isinstance(value, list | tuple):
            for part in value:
                yield from self._part(part, label, name, path, depth)
        elif _is_packet(value) or hasattr(value, "__dict__"):
            head = type(value).__name__ if attribute == "data" else label
            yield TreeNode(head, self._group(path), children=self._children(value, path, name, depth))
        elif attribute == "data":
            if value:
                # A name that the table has is that of what it would be, were it known.
                yield _bytes_node(value, _BYTES)
        elif value != b"":
            yield field(label, name, value)

    def _group(self, path: str) -> str:
        """The name of a node that holds others: Wireshark has a field for few of these."""
        name = self._names.get(path, NAMELESS)
        return "" if name == NAMELESS else name

    def _part(self, part: Any, label: str, name: str, path: str, depth: int) -> Iterator[TreeNode]:
        """An element of a list: an object, a pair of type and value, or a plain value."""
        if _is_packet(part):
            children = self._children(part, path, name, depth)
            first = children[0].text if children and not children[0].children else ""
            head = type(part).__name__
            text = f"{head}: {first[:1].lower()}{first[1:]}" if first else head
            yield TreeNode(text, self._group(path), children=children)
        elif isinstance(part, tuple) and part and isinstance(part[0], int):
            yield TreeNode(
                field(f"{label} {part[0]}", name, part[1] if len(part) == 2 else part[1:]).text, name, part[0]
            )
        else:
            yield field(label, name, self._shown[path](part) if path in self._shown else part)

    def _children(self, thing: Any, path: str, name: str, depth: int) -> tuple[TreeNode, ...]:
        if depth >= _MOST_DEPTH:
            return (TreeNode("Too deep to be shown"),)
        return tuple(self._fields(thing, f"{path}.", name, depth + 1))


def _bytes_node(value: Any, name: str) -> TreeNode:
    raw = value if isinstance(value, bytes) else bytes(str(value), "utf-8", "backslashreplace")
    more = "..." if len(raw) > _MOST_BYTES_SHOWN else ""
    return TreeNode(
        f"Data ({len(raw)} byte{'' if len(raw) == 1 else 's'}): {raw[:_MOST_BYTES_SHOWN].hex()}{more}", name
    )


def _label(attribute: str) -> str:
    words = attribute.replace("_", " ").replace("-", " ")
    return words[:1].upper() + words[1:]


@functools.cache
def _packet() -> type:
    import dpkt

    kind: type = dpkt.Packet
    return kind


def _is_packet(value: Any) -> bool:
    return isinstance(value, _packet())


@functools.cache
def _declared(kind: Hashable) -> tuple[str, ...]:
    """Attributes that a class of dpkt's declares: fields, bits of fields, and what is computed of them."""
    names: list[str] = []
    bits = getattr(kind, "__bit_fields__", None) or {}
    for name in getattr(kind, "__hdr_fields__", ()):
        named = [part for part, _ in bits[name]] if name in bits else [name]
        names += [part for part in named if not part.startswith("_")]
    for parent in kind.__mro__:  # type: ignore[attr-defined]  # a class, which mypy does not take for hashable
        if parent is not _packet():
            names += [name for name, value in vars(parent).items() if isinstance(value, property)]
    return tuple(dict.fromkeys(name for name in names if not name.startswith("_")))


def _found(thing: Any) -> Iterator[str]:
    """Attributes that an object has beside those of its class."""
    for name in vars(thing):
        if not name.startswith("_") and name != "data":
            yield name
