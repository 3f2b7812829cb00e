"""Layers that nobody has, at random: every rule that a layer may have, alone and together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pcapflow.layers import ALWAYS, LAST, PEEK, Claim, Field, GoesOn, Key, Layer, Length, Partial, Problem

if TYPE_CHECKING:
    from random import Random

    import numpy as np
    import numpy.typing as npt

__all__ = ("FIRST_LINKTYPE", "MOST_LAYERS", "layers", "packet")

FIRST_LINKTYPE = 200
"""The first layer's; the others' follow."""
MOST_LAYERS = 6
SPACES = ("one", "other")
N_VALUES = 8
"""Keys are numbers below."""
TYPES = ("u1", "u1", ">u2", "<u2", ">u4", "<u4", "3u1", "30u1", "70u1")
N_BYTES = {"u1": 1, ">u2": 2, "<u2": 2, ">u4": 4, "<u4": 4}
"""Of numbers."""
PROBLEMS = (Problem.NOT_FIRST_FRAGMENT, Problem.UNKNOWN_NEXT, Problem.IMPOSSIBLE_LENGTH)


def layers(dice: Random) -> tuple[Layer, ...]:
    """Some layers that lead to each other, and each to itself."""
    n_layers = dice.randint(1, MOST_LAYERS)
    # Who is reached by each key: a layer, nobody, or the end.
    reached = {(space, value): dice.choice([*range(n_layers), None, -1]) for space in SPACES for value in range(8)}
    return tuple(_layer(dice, number, reached) for number in range(n_layers))


def packet(dice: Random) -> bytes:
    """Bytes in which small numbers are frequent: keys, lengths and conditions are."""
    n_bytes = dice.choice((dice.randrange(8), dice.randrange(200), dice.randrange(200), 1000))
    return bytes(dice.randrange(N_VALUES) if dice.randrange(4) else dice.randrange(256) for _ in range(n_bytes))


def _layer(dice: Random, number: int, reached: dict[tuple[str, int], int | None]) -> Layer:
    n_fields = dice.choice((0, 1, 1, 2, 3, 4))
    header = tuple(Field(f"f{at}", dice.choice(TYPES)) for at in range(n_fields))
    numbers = {field.name: N_BYTES[field.type] for field in header if field.type in N_BYTES}
    words = [field.name for field in header if field.type == ">u2"]
    size = Layer("", "", header).dtype.itemsize
    mine: dict[str, tuple[int, ...]] = {
        space: tuple(value for value in range(N_VALUES) if reached[space, value] == number) for space in SPACES
    }
    ends = {space: tuple(value for value in range(N_VALUES) if reached[space, value] == -1) for space in SPACES}
    return Layer(
        f"layer{number}",
        f"Layer {number}",
        header,
        reached_by={**mine, "linktype": (FIRST_LINKTYPE + number,)},
        ends=ends if number == 0 else {},
        falls_back={SPACES[0]: SPACES[1]} if number == 0 and dice.randrange(4) == 0 else {},
        header_bytes=_length(dice, numbers, size),
        total_bytes=_claim(dice, numbers),
        least_bytes=0 if header else dice.choice((0, 0, 2, 5)),
        next_key=tuple(
            _key(dice, numbers, words, has_header=bool(header)) for _ in range(dice.choice((0, 1, 1, 2, 3)))
        ),
        goes_on=tuple(_condition(dice, numbers) for _ in range(dice.choice((0, 0, 1, 2, 3)) if numbers else 0)),
        partial=tuple(_part(dice, numbers) for _ in range(dice.choice((0, 0, 0, 1, 2)))),
    )


def _length(dice: Random, numbers: dict[str, int], size: int) -> Length | None:
    fields = [name for name, n_bytes in numbers.items() if n_bytes < 4]
    if not fields or dice.randrange(3):
        return None
    add, step = dice.choice((size, size, size - 2, 0)), dice.choice((0, 1, 4))

    def bytes_of(value: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        return add + (value & 0xF) * step

    return Length(dice.choice(fields), bytes_of)


def _claim(dice: Random, numbers: dict[str, int]) -> Claim | None:
    fields = [name for name, n_bytes in numbers.items() if n_bytes == 2]
    if not fields or dice.randrange(3):
        return None
    add = dice.choice((0, 0, 4, 40, -3))
    return Claim(
        dice.choice(fields), add, zero_is_open=bool(dice.getrandbits(1)), below=dice.choice((1 << 16, 5, 0x300))
    )


def _key(dice: Random, numbers: dict[str, int], words: list[str], *, has_header: bool) -> Key:
    space, demands = dice.choice(SPACES), dice.randrange(4) == 0
    if not numbers or dice.randrange(5) == 0:
        of = dice.choice((PEEK, LAST if has_header else PEEK, dice.randrange(N_VALUES)))
        return Key(of, space, mask=7, demands=demands)
    if words and dice.randrange(5) == 0:
        of, beside = dice.choice(words), dice.choice(words)
        return Key(of, space, demands=demands, beside=beside, higher=bool(dice.getrandbits(1)))
    name = dice.choice(sorted(numbers))
    mask, shift = _mask(dice, numbers[name])
    return Key(name, space, mask, shift, demands=demands)


def _condition(dice: Random, numbers: dict[str, int]) -> GoesOn:
    name = dice.choice(sorted(numbers))
    mask, shift = _mask(dice, numbers[name])
    values = tuple(value << shift & mask for value in dice.sample(range(N_VALUES), dice.choice((1, 4, 7))))
    return GoesOn(name, values, dice.choice(PROBLEMS), mask)


def _part(dice: Random, numbers: dict[str, int]) -> Partial:
    kind = dice.choice(("fragment", "quote"))
    if not numbers or dice.randrange(3) == 0:
        return Partial(kind, ALWAYS)  # type: ignore[arg-type]  # one of the two
    name = dice.choice(sorted(numbers))
    return Partial(kind, name, _mask(dice, numbers[name])[0])  # type: ignore[arg-type]  # one of the two


def _mask(dice: Random, n_bytes: int) -> tuple[int, int]:
    """A mask and how far it lies to the left: bits of one byte, of two that are neighbours, or of all."""
    shift = dice.choice((0, 8 * dice.randrange(n_bytes), dice.randrange(8 * n_bytes)))
    most = 16 - shift % 8 if n_bytes == 4 else 16
    mask = (dice.choice((1, 7, 7, 0xFF, 0xFFFF)) & (1 << most) - 1) << shift
    return mask & (1 << 8 * n_bytes) - 1, shift
