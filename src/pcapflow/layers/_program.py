"""Layers as tables, for the compiled walk: what a rule makes of a byte or of two, as they stand in the header.

Byte order, masks, shifts and lists of values are dealt with here, once: the
walk looks at bytes and finds the answer.
"""

from __future__ import annotations

import sys
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from pcapflow.layers._layer import ALWAYS, PEEK, Key, Layer
from pcapflow.layers._tables import NOT_KNOWN, PARTIAL, QUOTED

if TYPE_CHECKING:
    from pcapflow.layers._tables import Tables

__all__ = ("KeyProgram", "LayerProgram", "Look", "layer_programs")


class Look(NamedTuple):
    """A table over the two bytes of the header from ``at`` on, as the machine reads a number."""

    at: int
    mask: int
    """Which of the 16 bits count: 0xFF, 0xFFFF, or 0 where the first value always holds."""
    values: npt.NDArray[np.generic]


class KeyProgram(NamedTuple):
    """The layer that follows."""

    look: Look
    """int16: layer numbers."""
    is_peek: bool
    """Whether the byte is the one after the header."""
    demands: bool


class LayerProgram(NamedTuple):
    """One layer."""

    size: int
    lengths: Look | None
    """uint16: length of the header; None is ``size``."""
    total_at: int | None
    """Where two bytes say where what it carries ends."""
    is_little: bool
    """Their byte order."""
    add: int
    below: int
    zero_is_open: bool
    keys: tuple[KeyProgram, ...]
    judgements: tuple[Look, ...]
    """uint8: what follows is `PARTIAL`, `QUOTED`; and the problem << 2 where it cannot be read. The first counts."""


def layer_programs(tables: Tables) -> list[LayerProgram]:
    """All layers, by number - 1."""
    known: dict[tuple[object, ...], npt.NDArray[np.int16]] = {}
    return [_layer_program(layer, tables, known) for layer in tables.layers]


def _layer_program(
    layer: Layer, tables: Tables, known: dict[tuple[object, ...], npt.NDArray[np.int16]]
) -> LayerProgram:
    length, claim = layer.header_bytes, layer.total_bytes
    lengths = None
    if length is not None:
        at, mask, numbers = _numbers(layer, length.of)
        lengths = Look(at, mask, tables.header_bytes[layer.name][numbers].clip(0).astype(np.uint16))
    total_at, is_little = (None, False) if claim is None else _place_of(layer, claim.of)
    return LayerProgram(
        size=layer.dtype.itemsize,
        lengths=lengths,
        total_at=total_at,
        is_little=is_little,
        add=0 if claim is None else claim.add,
        below=0 if claim is None else claim.below,
        zero_is_open=claim is not None and claim.zero_is_open,
        keys=_merged([_key_program(layer, key, tables, known) for key in layer.next_key]),
        judgements=_judgements(layer),
    )


def _judgements(layer: Layer) -> tuple[Look, ...]:
    """Conditions in their order, then parts; those that look at the same bytes, one after the other, are one."""
    found: list[Look] = []
    for rule in layer.goes_on:
        at, mask, numbers = _numbers(layer, rule.of, rule.mask)
        fails = ~np.logical_or.reduce([numbers == good for good in rule.values])
        values = _values_at(found, at, mask)
        values[fails & (values == 0)] = int(rule.otherwise) << 2
    for part in layer.partial:
        flag = PARTIAL | QUOTED if part.kind == "quote" else PARTIAL
        if part.of == ALWAYS:
            _values_at(found, 0, 0)[0] |= flag
        else:
            at, mask, numbers = _numbers(layer, part.of, part.mask)
            _values_at(found, at, mask)[numbers != 0] |= flag
    return tuple(found)


def _values_at(found: list[Look], at: int, mask: int) -> npt.NDArray[np.uint8]:
    """The values of the last table, where it is of these bytes; else those of a new one."""
    if not found or found[-1][:2] != (at, mask):
        found.append(Look(at, mask, np.zeros(mask + 1, np.uint8)))
    values: npt.NDArray[np.uint8] = found[-1].values  # type: ignore[assignment]  # as made here
    return values


def _key_program(
    layer: Layer, key: Key, tables: Tables, known: dict[tuple[object, ...], npt.NDArray[np.int16]]
) -> KeyProgram:
    space = tables.spaces[key.space]
    if key.of == PEEK:
        look = Look(0, 0xFF, space[(np.arange(256) & key.mask) >> key.shift])
    elif isinstance(key.of, int):
        look = Look(0, 0, space[[(key.of & key.mask) >> key.shift]])
    else:
        at, mask, numbers = _numbers(layer, key.of, key.mask)
        # Many layers look into one space in one way: the table is made once.
        way = (key.space, mask, key.mask, key.shift, layer.dtype[key.of].str)
        if way not in known:
            known[way] = space[numbers >> key.shift]
        look = Look(at, mask, known[way])
    return KeyProgram(look, key.of == PEEK, key.demands)


def _merged(keys: list[KeyProgram]) -> tuple[KeyProgram, ...]:
    """Keys that look at the same bytes, one after the other, are one."""
    merged: list[KeyProgram] = []
    for key in keys:
        last = merged[-1] if merged else None
        if last and not last.is_peek and last.look[:2] == key.look[:2] and last[1:] == key[1:]:
            values = np.where(last.look.values == NOT_KNOWN, key.look.values, last.look.values)
            merged[-1] = last._replace(look=last.look._replace(values=values))
        else:
            merged.append(key)
    return tuple(merged)


def _place_of(layer: Layer, field: str) -> tuple[int, bool]:
    """Where in the header a field is, and whether it is little-endian."""
    dtype, at = layer.dtype.fields[field][:2]  # type: ignore[index]  # Tables has seen the field
    return at, dtype.str[0] == "<"


def _numbers(layer: Layer, field: str, mask: int = -1) -> tuple[int, int, npt.NDArray[np.integer[Any]]]:
    """What a field under a mask can be.

    Returns:
        Where to look, under which mask, and for each number that can stand there the field's value under its mask.
    """
    at, is_little = _place_of(layer, field)
    n_bytes = layer.dtype[field].itemsize
    mask &= (1 << 8 * n_bytes) - 1
    if n_bytes <= 2:
        words = _words(n_bytes, is_little=is_little)
        whole = mask == (1 << 8 * n_bytes) - 1
        return at, len(words) - 1, words if whole else words & np.uint16(mask)
    # The bytes that have bits of the mask, at most two, counted from the least significant one.
    lowest, highest = max(0, (mask & -mask).bit_length() - 1) // 8, max(0, mask.bit_length() - 1) // 8
    at += lowest if is_little else n_bytes - 1 - highest
    words = _words(1 + highest - lowest, is_little=is_little)
    return at, len(words) - 1, words.astype(np.int64) << 8 * lowest & mask


@lru_cache
def _words(n_bytes: int, *, is_little: bool) -> npt.NDArray[np.uint16]:
    """The number that one byte or two make, by what the machine reads there."""
    if n_bytes == 1 and sys.byteorder == "little":
        return np.arange(256, dtype=np.uint16)
    read = np.arange(1 << 16, dtype=np.uint16)
    if n_bytes == 1:
        return read >> np.uint16(8)
    return read if is_little == (sys.byteorder == "little") else read.byteswap()
