"""Layers into lookup tables: one number for each layer, one array for each key space. Duplicates are refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from pcapflow.layers._layer import LAST, PEEK, Bits, Key, Layer, Part, Problem
from pcapflow.table import ColumnSpec, LayerRows, LayerSpec, OptionRule, OptionsSpec, Schema

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ("END", "LINKTYPE", "NOT_KNOWN", "PARTIAL", "QUOTED", "Found", "Tables")

NOT_KNOWN = 0
"""No layer is known for the key."""
END = -1
"""Nothing follows, and that is known."""
LINKTYPE = "linktype"

PARTIAL = 1
"""A fragment or a quote is looked at: claims of more than there is are no problem."""
QUOTED = 2

MOST_HEADER_BYTES = 256
"""What a header has at most, without options."""
MOST_LENGTH = 0xFFFF
"""What a header has at most, with options."""

KeyTable = npt.NDArray[np.int16]


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """What the walk runs on; made from a list of layers, whatever their order."""

    layers: tuple[Layer, ...]
    """By number - 1: layer numbers count from 1."""
    keys: dict[str, dict[int, int]]
    """Key space to the keys that are known in it, each with the number of its layer, or `END`."""
    header_bytes: dict[str, npt.NDArray[np.int64]]
    """Layer name to the tabulated length of its header, for layers whose length varies."""
    schema: Schema
    cache: dict[str, object] = field(default_factory=dict, repr=False)
    """What a walk made of the tables, for the next one."""

    @staticmethod
    def of(layers: Iterable[Layer]) -> Tables:
        """Tabulate.

        Raises:
            ValueError: Two layers claim one key, one name, or one column with different forms; or a rule
                speaks of a field that the header has not.
        """
        layers = tuple(layers)
        _refuse_twice((layer.name for layer in layers), "two layers are called")
        for layer in layers:
            _check_fields(layer)
        return Tables(layers, _keys(layers), _header_bytes(layers), _schema(layers))

    @property
    def spaces(self) -> dict[str, KeyTable]:
        """Key space to int16[65536]: layer numbers, `NOT_KNOWN`, or `END`. Made when they are asked for."""
        if "spaces" not in self.cache:
            spaces = {name: np.zeros(1 << 16, np.int16) for name in self.keys}
            for name, keys in self.keys.items():
                spaces[name][list(keys)] = list(keys.values())
            self.cache["spaces"] = spaces
        return self.cache["spaces"]  # type: ignore[return-value]  # as made here


class Found(NamedTuple):
    """What a walk found in N packets."""

    rows: dict[str, LayerRows]
    """The layers that were wanted and occur."""
    problem: npt.NDArray[np.uint8]
    """uint8[N]: as `Problem`."""
    problem_layer: npt.NDArray[np.int16]
    """int16[N]: number of the layer in which it arose."""


def _keys(layers: tuple[Layer, ...]) -> dict[str, dict[int, int]]:
    names = {
        name for layer in layers for name in (*layer.reached_by, *layer.ends, *(key.space for key in layer.next_key))
    }
    keys: dict[str, dict[int, int]] = {name: {} for name in sorted(names | {LINKTYPE})}
    claimed: dict[str, dict[int, str]] = {name: {} for name in keys}
    for number, layer in enumerate(layers, 1):
        for told, what in ((layer.reached_by, number), (layer.ends, END)):
            for space, values in told.items():
                others = claimed[space]
                for value in others.keys() & values:
                    if others[value] != layer.name:
                        raise ValueError(f"{layer.name} and {others[value]} both claim {space} {value:#x}")
                others.update(dict.fromkeys(values, layer.name))
                keys[space].update(dict.fromkeys(values, what))
    for layer in layers:
        for space, wider in layer.falls_back.items():
            keys[space] = keys[wider] | keys[space]
    return keys


def _numbers_of(bits: int) -> npt.NDArray[np.int64]:
    """Every number that has no other bits than these, ascending."""
    numbers = np.zeros(1, np.int64)
    for place in range(bits.bit_length()):
        if bits >> place & 1:
            numbers = np.concatenate([numbers, numbers | 1 << place])
    return numbers


def _header_bytes(layers: tuple[Layer, ...]) -> dict[str, npt.NDArray[np.int64]]:
    tables = {}
    for layer in layers:
        if layer.header_bytes is not None:
            rule = layer.header_bytes
            bits = (1 << (8 * layer.dtype[rule.of].itemsize)) - 1 & rule.mask
            asked = _numbers_of(bits >> rule.shift)
            lengths = rule.bytes_of(asked).clip(0)
            if int(lengths.max()) > MOST_LENGTH:
                raise ValueError(f"{layer.name} has headers of {int(lengths.max())} bytes, above {MOST_LENGTH}")
            # What is never asked is left untouched, and takes no memory.
            table = tables[layer.name] = np.zeros(int(asked[-1]) + 1, np.int64)
            table[asked] = lengths
    return tables


def _schema(layers: tuple[Layer, ...]) -> Schema:
    nothing = LayerSpec(0, "", "", "", "", frozenset(), np.dtype([]), ())
    specs = [nothing]
    columns: dict[str, list[ColumnSpec]] = {}
    for number, layer in enumerate(layers, 1):
        options = layer.options
        parts = () if options is None else options.columns
        mine = (
            *(_column_spec(layer, bits) for bits in layer.all_columns),
            *(_part_spec(layer, part) for part in parts),
        )
        for spec in mine:
            same = columns.setdefault(spec.name, [])
            if same and same[0].form != spec.form:
                raise ValueError(f"{spec.name}: {same[0].layer} and {layer.name} declare it with different forms")
            same.append(spec)
        shown = layer.name if layer.shown is None else layer.shown
        read = None if options is None else OptionsSpec(options.region, options.elements, options.words)
        spaces = frozenset(layer.reached_by)
        specs.append(
            LayerSpec(number, layer.name, layer.title, shown, layer.announces, spaces, layer.dtype, mine, read)
        )
    bare = {
        linktype: specs[number].shown
        for number, layer in enumerate(layers, 1)
        if not layer.dtype.itemsize
        for linktype in layer.reached_by.get(LINKTYPE, ())
    }
    by_name = {spec.name: spec for spec in specs[1:]}
    return Schema(tuple(specs), by_name, {name: tuple(same) for name, same in columns.items()}, bare)


def _column_spec(layer: Layer, bits: Bits) -> ColumnSpec:
    dtype, offset = layer.dtype.fields[bits.of][:2]  # type: ignore[index]  # _check_fields has seen the field
    start, stop = offset, offset + dtype.itemsize
    if bits.n_bytes:
        stop = start + bits.n_bytes
    elif bits.mask != -1:
        # The bytes that hold the bits: leading and trailing bytes without any are another column's.
        start = stop - (bits.mask.bit_length() + 7) // 8
        stop -= ((bits.mask & -bits.mask).bit_length() - 1) // 8
        if dtype.str[0] == "<":
            # Counted from the other end.
            start, stop = (2 * offset + dtype.itemsize - place for place in (stop, start))
    return ColumnSpec(
        name=bits.name,
        layer=layer.name,
        field=bits.of,
        start=start,
        stop=stop,
        form=bits.form,
        meaning=bits.meaning,
        mask=bits.mask,
        shift=bits.shift,
        scale=bits.scale,
        swapped_when=bits.swapped_when,
        n_bytes=bits.n_bytes,
        when=tuple((when.of, when.mask, when.low, when.high, when.negated) for when in bits.when),
    )


def _part_spec(layer: Layer, part: Part) -> ColumnSpec:
    dtype = _value_dtype(part.type)
    return ColumnSpec(
        name=part.name,
        layer=layer.name,
        field="value",
        start=part.at,
        stop=part.at + dtype.itemsize,
        form=part.form,
        meaning=part.meaning,
        mask=part.mask,
        shift=part.shift,
        option=OptionRule(dtype, part.kinds, part.sizes, part.every, part.value),
    )


@cache
def _value_dtype(kind: str) -> np.dtype[np.void]:
    """One dtype for all parts of a type: there are hundreds of these."""
    return np.dtype([("value", kind)])


def _refuse_twice(names: Iterable[str], what: str) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise ValueError(f"{what} {name!r}")
        seen.add(name)


def _check_fields(layer: Layer) -> None:
    has = {part.name for part in layer.header}
    used = [bits.of for bits in layer.columns]
    used += [when.of for bits in layer.columns for when in bits.when]
    used += [str(key.of) for key in layer.next_key if _is_of_field(key)]
    used += [key.beside for key in layer.next_key if key.beside]
    used += [rule.of for rule in layer.goes_on]
    used += [rule.of for rule in layer.partial if rule.mask]
    used += [rule.of for rule in (layer.header_bytes, layer.total_bytes) if rule is not None]
    for name in used:
        if name not in has:
            raise ValueError(f"{layer.name} has no field {name!r}")
    for rule, n_bytes in _looks(layer):
        dtype = layer.dtype[rule.of]
        if dtype.kind != "u" or dtype.itemsize not in n_bytes:
            sizes = " or ".join(map(str, n_bytes))
            raise ValueError(f"{layer.name}: a rule wants a number of {sizes} bytes, {rule.of!r} is {dtype}")
        if dtype.itemsize > 2 and not _is_of_two_bytes(rule.mask):
            raise ValueError(f"{layer.name}: a rule looks at more than two neighbouring bytes of {rule.of!r}")
    if any(rule.otherwise is Problem.NONE for rule in layer.goes_on):
        raise ValueError(f"{layer.name}: a condition that fails must say why")
    _check_keys(layer)
    if layer.least_bytes and layer.header:
        raise ValueError(f"{layer.name}: a header says itself how many bytes it needs")
    if layer.dtype.itemsize > MOST_HEADER_BYTES:
        raise ValueError(f"{layer.name} has a header of more than {MOST_HEADER_BYTES} bytes")


def _check_keys(layer: Layer) -> None:
    for key in layer.next_key:
        if (0xFF if key.of == PEEK else key.mask) >> key.shift > 0xFFFF:
            raise ValueError(f"{layer.name}: a key of {key.space} has more than 16 bits")
        if key.beside and not all(layer.dtype[str(name)].str == ">u2" for name in (key.of, key.beside)):
            raise ValueError(f"{layer.name}: only numbers of two bytes, the upper one first, are told by size")
        if key.beside and (key.mask, key.shift) != (0xFFFF, 0):
            raise ValueError(f"{layer.name}: numbers are told by size as they are, without a mask")
        if key.of == LAST and not layer.header:
            raise ValueError(f"{layer.name}: a header of no bytes has no last one")


def _looks(layer: Layer) -> Iterator[tuple[Any, tuple[int, ...]]]:
    """Each rule that looks at a field, and how many bytes that may have."""
    if layer.total_bytes is not None:
        yield layer.total_bytes, (2,)
    if layer.header_bytes is not None:
        yield layer.header_bytes, (1, 2)
    yield from ((rule, (1, 2, 4)) for rule in layer.goes_on)
    yield from ((rule, (1, 2, 4)) for rule in layer.partial if rule.mask)
    yield from ((key, (1, 2, 4)) for key in layer.next_key if _is_of_field(key))


def _is_of_field(key: Key) -> bool:
    return isinstance(key.of, str) and key.of not in (PEEK, LAST)


def _is_of_two_bytes(mask: int) -> bool:
    """Whether the bits stand in one byte of a number, or in two neighbouring ones."""
    mask &= 0xFFFFFFFF
    return not mask or (mask.bit_length() - 1) // 8 - ((mask & -mask).bit_length() - 1) // 8 <= 1
