"""Layers as tables, for the compiled walk: what a rule makes of a byte or of two, as they stand in the header.

Byte order, masks, shifts and lists of values are dealt with here, once: the
walk looks at bytes and finds the answer.
"""

from __future__ import annotations

import sys
from enum import IntEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from pcapflow.layers._layer import ALWAYS, LAST, PEEK, Key, Layer
from pcapflow.layers._tables import NOT_KNOWN, PARTIAL, QUOTED

if TYPE_CHECKING:
    from pcapflow.layers._tables import Tables

__all__ = ("KeyProgram", "LayerProgram", "Look", "Source", "layer_programs")


class Source(IntEnum):
    """Where a key is looked at."""

    IN_HEADER = 0
    NEXT_BYTE = 1
    LAST_BYTE = 2
    LOWER = 3
    HIGHER = 4


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
    source: Source
    demands: bool
    beside: int = 0
    """Where in the header the other one of two numbers stands."""


class LayerProgram(NamedTuple):
    """One layer."""

    size: int
    least: int
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
        seen = _seen(layer, length.of, length.mask, narrow=True)
        bytes_of = tables.header_bytes[layer.name].astype(np.uint16)
        lengths = Look(seen.at, seen.look, bytes_of.take(seen.field() >> length.shift))
    total_at, is_little = (None, False) if claim is None else _place_of(layer, claim.of)
    return LayerProgram(
        size=layer.dtype.itemsize,
        least=layer.least_bytes,
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
        seen = _seen(layer, rule.of, rule.mask)
        values, is_new = _values_at(found, seen.at, seen.look)
        fails = seen.is_none_of(rule.values)
        if is_new:
            np.multiply(fails, np.uint8(int(rule.otherwise) << 2), out=values)
        else:
            values[fails & (values == 0)] = int(rule.otherwise) << 2
    for part in layer.partial:
        flag = PARTIAL | QUOTED if part.kind == "quote" else PARTIAL
        if part.of == ALWAYS:
            _values_at(found, 0, 0)[0][0] |= flag
        else:
            seen = _seen(layer, part.of, part.mask)
            values, _ = _values_at(found, seen.at, seen.look)
            values |= seen.is_none_of((0,)) * np.uint8(flag)
    return tuple(found)


def _values_at(found: list[Look], at: int, mask: int) -> tuple[npt.NDArray[np.uint8], bool]:
    """The values of the last table, where it is of these bytes; else those of a new one, and that it is new."""
    is_new = not found or found[-1][:2] != (at, mask)
    if is_new:
        found.append(Look(at, mask, np.zeros(mask + 1, np.uint8)))
    values: npt.NDArray[np.uint8] = found[-1].values  # type: ignore[assignment]  # as made here
    return values, is_new


def _key_program(
    layer: Layer, key: Key, tables: Tables, known: dict[tuple[object, ...], npt.NDArray[np.int16]]
) -> KeyProgram:
    keys = tables.keys[key.space]
    source, beside = Source.IN_HEADER, 0
    if key.of in (PEEK, LAST):
        source = Source.NEXT_BYTE if key.of == PEEK else Source.LAST_BYTE
        leads = [keys.get((byte & key.mask) >> key.shift, NOT_KNOWN) for byte in range(256)]
        look = Look(0, 0xFF, np.array(leads, np.int16))
    elif isinstance(key.of, int):
        look = Look(0, 0, np.array([keys.get((key.of & key.mask) >> key.shift, NOT_KNOWN)], np.int16))
    else:
        seen = _seen(layer, key.of, key.mask)
        # Many layers look into one space in one way: the table is made once.
        way = (key.space, *seen[1:], key.shift)
        if way not in known:
            known[way] = _layers_by(seen, key.shift, keys)
        look = Look(seen.at, seen.look, known[way])
        if key.beside:
            source, beside = Source.HIGHER if key.higher else Source.LOWER, _place_of(layer, key.beside)[0]
    return KeyProgram(look, source, key.demands, beside)


def _merged(keys: list[KeyProgram]) -> tuple[KeyProgram, ...]:
    """Keys that look at the same bytes, one after the other, are one."""
    merged: list[KeyProgram] = []
    for key in keys:
        last = merged[-1] if merged else None
        if last and last.source is Source.IN_HEADER and last.look[:2] == key.look[:2] and last[1:] == key[1:]:
            values = key.look.values.copy()
            known = np.flatnonzero(last.look.values != NOT_KNOWN)
            values[known] = last.look.values[known]
            merged[-1] = last._replace(look=last.look._replace(values=values))
        else:
            merged.append(key)
    return tuple(merged)


def _place_of(layer: Layer, field: str) -> tuple[int, bool]:
    """Where in the header a field is, and whether it is little-endian."""
    dtype, at = layer.dtype.fields[field][:2]  # type: ignore[index]  # Tables has seen the field
    return at, dtype.str[0] == "<"


class _Seen(NamedTuple):
    """What a rule sees of a field under a mask: one byte of the header, or two neighbouring ones."""

    at: int
    look: int
    """The mask of `Look`."""
    n_bytes: int
    is_little: bool
    mask: int
    """Which bits of these bytes count, the least significant one as bit 0."""
    low: int
    """How many bits of the field lie below these bytes."""

    def numbers(self) -> npt.NDArray[np.uint16]:
        """For each number that the machine can read there: the bits that count."""
        words = _words(self.n_bytes, is_little=self.is_little)
        return words if self.is_whole else words & np.uint16(self.mask)

    @property
    def is_whole(self) -> bool:
        """Whether all bits of the bytes count."""
        return self.mask == (1 << 8 * self.n_bytes) - 1

    def field(self) -> npt.NDArray[np.integer[Any]]:
        """The same, in their places in the field."""
        return self.numbers().astype(np.int64) << self.low if self.low else self.numbers()

    def places(self, value: int) -> npt.NDArray[np.int64] | npt.NDArray[np.bool_] | int:
        """An index of where the field under its mask is a value; where other bits are set it never is."""
        wanted = value >> self.low
        if wanted << self.low != value or wanted & ~self.mask:
            return np.empty(0, np.int64)
        if self.is_whole and self.look == self.mask:
            order: Literal["little", "big"] = "little" if self.is_little else "big"
            return int.from_bytes(wanted.to_bytes(self.n_bytes, order), sys.byteorder)
        equal: npt.NDArray[np.bool_] = self.numbers() == np.uint16(wanted)
        return equal

    def is_none_of(self, values: tuple[int, ...]) -> npt.NDArray[np.bool_]:
        """Where the field under its mask is none of these."""
        others = np.ones(self.look + 1, bool)
        for value in values:
            others[self.places(value)] = False
        return others


def _seen(layer: Layer, field: str, mask: int = -1, *, narrow: bool = False) -> _Seen:
    """What a rule sees that looks at a field under a mask: of a number of two bytes both, unless it is ``narrow``."""
    at, is_little = _place_of(layer, field)
    n_bytes = layer.dtype[field].itemsize
    mask &= (1 << 8 * n_bytes) - 1
    low = 0
    if n_bytes > 2 or narrow:
        # The bytes that have bits of the mask, at most two, counted from the least significant one.
        lowest, highest = max(0, (mask & -mask).bit_length() - 1) // 8, max(0, mask.bit_length() - 1) // 8
        at += lowest if is_little else n_bytes - 1 - highest
        n_bytes, low = 1 + highest - lowest, 8 * lowest
    # A machine that reads the first byte as the upper one looks at two, whatever the rule needs.
    look = 0xFF if n_bytes == 1 and sys.byteorder == "little" else 0xFFFF
    return _Seen(at, look, n_bytes, is_little, mask >> low, low)


def _layers_by(seen: _Seen, shift: int, keys: dict[int, int]) -> npt.NDArray[np.int16]:
    """The layers of a key space, by what the machine reads of the key."""
    # Of memory that was never touched: few keys lead anywhere, and the system hands out each page with a delay.
    layers = np.zeros(seen.look + 1, np.int16)
    if shift == seen.low and seen.is_whole and seen.look == seen.mask:
        numbers = np.fromiter((key for key in keys if key <= seen.mask), np.uint16)
        # Two bytes that were swapped in writing are where the machine reads them.
        order = "<" if seen.is_little else ">"
        where = numbers.astype(f"{order}u{seen.n_bytes}").view(f"=u{seen.n_bytes}")
        layers[where] = np.fromiter((number for key, number in keys.items() if key <= seen.mask), np.int16)
        return layers
    if shift <= seen.low:
        # Else bits are shifted out, and keys stand for several values.
        for key, number in keys.items():
            layers[seen.places(key << shift)] = number
        return layers
    found = (seen.field() >> shift).astype(np.uint16)
    for key, number in keys.items():
        layers[found == key] = number
    return layers


@lru_cache
def _words(n_bytes: int, *, is_little: bool) -> npt.NDArray[np.uint16]:
    """The number that one byte or two make, by what the machine reads there."""
    if n_bytes == 1 and sys.byteorder == "little":
        return np.arange(256, dtype=np.uint16)
    read = np.arange(1 << 16, dtype=np.uint16)
    if n_bytes == 1:
        return read >> np.uint16(8)
    return read if is_little == (sys.byteorder == "little") else read.byteswap()
