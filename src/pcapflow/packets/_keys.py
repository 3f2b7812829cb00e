"""What a header says of what it carries, by the rules of its layer: which keys lead further in.

Where they lead to no layer, dpkt may know them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pcapflow.layers import LAST, PEEK, tables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pcapflow.layers import GoesOn, Key, Layer
    from pcapflow.packets._message import Header

__all__ = ("keys_of",)


def keys_of(header: Header, data: bytes) -> list[tuple[str, int]]:
    """Key spaces, and the header's values in them.

    Args:
        header: A whole one.
        data: The packet's bytes.

    Returns:
        Nothing where what follows cannot be read, as in a fragment that is not the first.
    """
    layer = next((layer for layer in tables().layers if layer.name == header.spec.name), None)
    if layer is None or not all(_number(layer, header, rule, data) in rule.values for rule in layer.goes_on):
        return []
    return list(_keys(layer, header, data))


def _keys(layer: Layer, header: Header, data: bytes) -> Iterator[tuple[str, int]]:
    falls_back = {space: wider for other in tables().layers for space, wider in other.falls_back.items()}
    for key in layer.next_key:
        if isinstance(key.of, int):
            value: int | None = key.of
        elif key.of == PEEK:
            value = (data[header.body] & key.mask) >> key.shift if header.body < len(data) else None
        elif key.of == LAST:
            value = (data[header.body - 1] & key.mask) >> key.shift
        else:
            value = _number(layer, header, key, data)
            if key.beside:
                value = (max if key.higher else min)(value, _number(layer, header, key._replace(of=key.beside), data))
        if value is None:
            continue
        yield key.space, value
        if key.space in falls_back:
            yield falls_back[key.space], value


def _number(layer: Layer, header: Header, rule: Key | GoesOn, data: bytes) -> int:
    """Some bits of a field."""
    kind, at = layer.dtype.fields[str(rule.of)][:2]  # type: ignore[index]  # a rule's field is one of the header's
    raw = data[header.start + at : header.start + at + kind.itemsize]
    number = int.from_bytes(raw, "little" if kind.str.startswith("<") else "big")
    return (number & rule.mask) >> getattr(rule, "shift", 0)
