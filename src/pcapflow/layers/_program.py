"""Layers as numbers, for the compiled walk: every rule a place, a shift and a mask."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from pcapflow.layers._layer import ALWAYS, PEEK, Layer

if TYPE_CHECKING:
    from pcapflow.layers._tables import Tables

__all__ = ("ConditionProgram", "KeyProgram", "LayerProgram", "PartProgram", "layer_programs", "pick_of")

Pick = tuple[int, int, int, bool]
"""(The four bytes from ``at`` on, as a number) >> shift & mask; the last says whether they are little-endian."""

NOTHING: Pick = (0, 0, 0, False)


class KeyProgram(NamedTuple):
    """A key; its value is what is picked, or the constant."""

    pick: Pick
    constant: int
    is_peek: bool
    demands: bool
    space: int
    """Index of the key space."""


class ConditionProgram(NamedTuple):
    """When what follows can be read: what is picked is one of the values."""

    pick: Pick
    values: tuple[int, ...]
    problem: int


class PartProgram(NamedTuple):
    """What follows is a part of a packet: always, or where what is picked is not 0."""

    pick: Pick
    is_always: bool
    is_quote: bool


class LayerProgram(NamedTuple):
    """One layer."""

    size: int
    lengths: npt.NDArray[np.uint16] | None
    """uint16[256 or 65536]: length of the header by what is picked; None is ``size``."""
    length: Pick
    total: Pick | None
    """Where what it carries ends, by its own word."""
    add: int
    below: int
    zero_is_open: bool
    keys: tuple[KeyProgram, ...]
    conditions: tuple[ConditionProgram, ...]
    parts: tuple[PartProgram, ...]


def layer_programs(tables: Tables) -> list[LayerProgram]:
    """All layers, by number - 1; key spaces are numbered in the order of ``tables.spaces``."""
    number_of = {name: number for number, name in enumerate(tables.spaces)}
    return [_layer_program(layer, tables, number_of) for layer in tables.layers]


def _layer_program(layer: Layer, tables: Tables, number_of: dict[str, int]) -> LayerProgram:
    length, claim = layer.header_bytes, layer.total_bytes
    keys = []
    for key in layer.next_key:
        pick, constant = NOTHING, 0
        if key.of == PEEK:
            pick = (0, key.shift, (0xFF & key.mask) >> key.shift, False)
        elif isinstance(key.of, int):
            constant = (key.of & key.mask) >> key.shift
        else:
            pick = pick_of(layer, key.of, key.mask, key.shift)
        keys.append(KeyProgram(pick, constant, key.of == PEEK, key.demands, number_of[key.space]))
    return LayerProgram(
        size=layer.dtype.itemsize,
        lengths=None if length is None else tables.header_bytes[layer.name].astype(np.uint16),
        length=NOTHING if length is None else pick_of(layer, length.of),
        total=None if claim is None else pick_of(layer, claim.of),
        add=0 if claim is None else claim.add,
        below=0 if claim is None else claim.below,
        zero_is_open=claim is not None and claim.zero_is_open,
        keys=tuple(keys),
        conditions=tuple(
            ConditionProgram(pick_of(layer, rule.of, rule.mask), rule.values, int(rule.otherwise))
            for rule in layer.goes_on
        ),
        parts=tuple(
            PartProgram(
                NOTHING if rule.of == ALWAYS else pick_of(layer, rule.of, rule.mask),
                rule.of == ALWAYS,
                rule.kind == "quote",
            )
            for rule in layer.partial
        ),
    )


def pick_of(layer: Layer, field: str, mask: int = -1, shift: int = 0) -> Pick:
    """How a number of up to four bytes is had from the four that begin where it begins."""
    dtype, at = layer.dtype.fields[field][:2]  # type: ignore[index]  # Tables has seen the field
    is_little = dtype.newbyteorder("S") != dtype and dtype.str[0] == "<"
    n_bits = 8 * dtype.itemsize
    spare = 0 if is_little else 32 - n_bits
    return at, spare + shift, (mask & ((1 << n_bits) - 1)) >> shift, is_little
