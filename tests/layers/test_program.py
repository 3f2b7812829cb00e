"""Layers as tables: what stands there for a byte, or two, is what the rule says of the field."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from bench._mutants import invented
from pcapflow.layers import (
    LAST,
    PEEK,
    Claim,
    Field,
    GoesOn,
    Key,
    Layer,
    Length,
    Partial,
    Problem,
    Tables,
    tables,
)
from pcapflow.layers._program import LayerProgram, Look, Source, layer_programs
from pcapflow.layers._tables import END, NOT_KNOWN, PARTIAL, QUOTED

BYTE, WORD, LITTLE, LONG = Field("byte", "u1"), Field("word", ">u2"), Field("little", "<u2"), Field("long", ">u4")
HEADER = (BYTE, WORD, LITTLE, LONG)
SAID = GoesOn("byte", (1,), Problem.UNKNOWN_NEXT)


def program(*header: Field, **rules: object) -> LayerProgram:
    """Of a layer that is number 1; 2 is reached by 7 of one key space, 3 ends another."""
    first = Layer("first", "First", header or HEADER, ends={"other": (3,)}, **rules)  # type: ignore[arg-type]  # of a layer
    second = Layer("second", "Second", (BYTE,), reached_by={"kind": (7,), "other": (0x1234,)})
    return layer_programs(Tables.of((first, second)))[0]


def seen(look: Look, header: bytes) -> int:
    """What the walk finds: a number of two bytes as the machine reads it, and one byte more than the header has."""
    (word,) = np.frombuffer(header + b"\xa5", np.uint16, 1, look.at)
    return int(look.values[word & look.mask])


HEADERS = [np.frombuffer(Random(at).randbytes(9), np.uint8) for at in range(50)]  # noqa: S311 - test data, no secret


@pytest.mark.parametrize(
    ("key", "header", "follows"),
    [
        (Key("byte", "kind"), b"\x07" + bytes(8), 2),
        (Key("byte", "kind"), b"\x08" + bytes(8), NOT_KNOWN),
        (Key("word", "other"), b"\0\x12\x34" + bytes(6), 2),
        (Key("word", "other"), b"\0\x34\x12" + bytes(6), NOT_KNOWN),
        (Key("word", "other"), b"\0\x00\x03" + bytes(6), END),
        (Key("little", "other"), b"\0\0\0\x34\x12" + bytes(4), 2),
        (Key("word", "kind", mask=0x0FF0, shift=4), b"\0\xf0\x7f" + bytes(6), 2),
        (Key("long", "kind", mask=0xFF00, shift=8), bytes(7) + b"\x07\xff", 2),
        (Key("long", "kind", mask=0x0007F800, shift=11), bytes(5) + b"\xff\xf8\x3f\xff", 2),
        (Key(7, "kind"), bytes(9), 2),
        (Key(9, "kind"), bytes(9), NOT_KNOWN),
    ],
)
def test_a_key_leads_where_the_field_leads(key: Key, header: bytes, follows: int) -> None:
    """Whatever its byte order, mask and shift."""
    (one,) = program(next_key=(key,)).keys

    assert follows == seen(one.look, header)
    assert Source.IN_HEADER is one.source


@pytest.mark.parametrize(("of", "source"), [(PEEK, Source.NEXT_BYTE), (LAST, Source.LAST_BYTE)])
def test_a_byte_where_the_header_ends(of: str, source: Source) -> None:
    """Behind it, or its last: so the table has 256 values."""
    (one,) = program(next_key=(Key(of, "kind", mask=0xF0, shift=4),)).keys

    assert source is one.source
    assert [0x70, 0x7F] == np.flatnonzero(one.look.values)[[0, -1]].tolist()


@pytest.mark.parametrize(("higher", "source"), [(False, Source.LOWER), (True, Source.HIGHER)])
def test_of_two_numbers_one_counts(higher: bool, source: Source) -> None:
    """Both are looked up in one table."""
    (one,) = program(WORD, Field("later", ">u2"), next_key=(Key("word", "other", beside="later", higher=higher),)).keys

    assert (source, 2) == (one.source, one.beside)
    assert 2 == seen(one.look, b"\x12\x34\0\0")


@pytest.mark.parametrize(
    ("keys", "n_left"),
    [
        ((Key("byte", "kind"), Key("byte", "other")), 1),
        ((Key("byte", "kind"), Key("word", "other")), 2),
        ((Key("byte", "kind"), Key("byte", "other", demands=True)), 2),
        ((Key(PEEK, "kind"), Key(PEEK, "other")), 2),
        ((Key("byte", "kind"), Key("word", "kind"), Key("byte", "other")), 3),
    ],
)
def test_keys_of_the_same_bytes_are_one(keys: tuple[Key, ...], n_left: int) -> None:
    """Where they are neighbours, and demand the same."""
    assert n_left == len(program(next_key=keys).keys)


def test_of_keys_of_the_same_bytes_the_first_counts() -> None:
    """An end is somewhere, too."""
    both = (Key("byte", "other"), Key("byte", "kind"))
    (one,) = program(next_key=both).keys

    assert (END, 2, NOT_KNOWN) == tuple(seen(one.look, bytes([value]) + bytes(8)) for value in (3, 7, 9))


@pytest.mark.parametrize("field", ["byte", "word", "little"])
def test_a_length_is_that_of_the_field(field: str) -> None:
    """As the layer's function gives it, at least 0."""
    length = Length(field, lambda value: (value & 0x7FF) * 2 - 8)
    look = program(header_bytes=length).lengths
    assert look is not None
    dtype = Layer("", "", HEADER).dtype

    for header in HEADERS:
        value = int(header.view(dtype)[field][0])
        assert max(0, (value & 0x7FF) * 2 - 8) == seen(look, header.tobytes())


@pytest.mark.parametrize(("field", "at", "is_little"), [("word", 1, False), ("little", 3, True)])
def test_a_claim_keeps_its_place_and_byte_order(field: str, at: int, is_little: bool) -> None:
    """And what is added to it."""
    made = program(total_bytes=Claim(field, add=4, zero_is_open=True, below=1501))

    assert (at, is_little, 4, 1501, True) == (
        made.total_at,
        made.is_little,
        made.add,
        made.below,
        made.zero_is_open,
    )


def test_without_rules_there_is_a_size() -> None:
    """And nothing else."""
    assert LayerProgram(9, 0, None, None, False, 0, 0, False, (), ()) == program()


def test_judgements_of_the_same_bytes_are_one() -> None:
    """The first problem counts; that something is a part is said beside it."""
    again = GoesOn("byte", (1, 2), Problem.IMPOSSIBLE_LENGTH)
    (look,) = program(goes_on=(SAID, again), partial=(Partial("fragment", "byte", 0x80),)).judgements

    assert [0, Problem.UNKNOWN_NEXT << 2, Problem.UNKNOWN_NEXT << 2 | PARTIAL] == [
        seen(look, bytes([value]) + bytes(8)) for value in (1, 2, 0x82)
    ]


def test_judgements_keep_their_order() -> None:
    """One that looks elsewhere in between parts what looks at the same bytes."""
    word = GoesOn("word", (1,), Problem.NOT_FIRST_FRAGMENT)

    assert [0, 1, 0] == [look.at for look in program(goes_on=(SAID, word, SAID)).judgements]


def test_a_part_may_be_always() -> None:
    """Of whatever bytes; a quote is a part, too."""
    (look,) = program(partial=(Partial("quote"),)).judgements

    assert (0, 0, [PARTIAL | QUOTED]) == (look.at, look.mask, look.values.tolist())


def programs() -> list[LayerProgram]:
    """Of the layers that there are, and of some that nobody has."""
    dice = Random(3)  # noqa: S311 - test data, no secret
    lists = [tables(), *(Tables.of(invented.layers(dice)) for _ in range(60))]
    return [program for one in lists for program in layer_programs(one)]


def test_no_look_leaves_its_header() -> None:
    """Nor its table."""
    for one in programs():
        looks = [*(key.look for key in one.keys), *one.judgements, *filter(None, [one.lengths])]
        for look in looks:
            n_bytes = 2 if look.mask == 0xFFFF else 1 if look.mask == 0xFF else 0
            assert 0 <= look.at <= one.size
            assert len(look.values) == look.mask + 1
            assert look.at + n_bytes <= one.size or one.keys


def test_the_same_table_is_made_once() -> None:
    """Whoever looks into one key space in one way shares it: there are hundreds of them otherwise."""
    looks = [key.look for one in layer_programs(tables()) for key in one.keys if key.look.mask]
    ids = {id(look.values) for look in looks}

    assert len(ids) < len(looks)
