"""Columns that stand in options: where, which values, and what is kept of them."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pcapflow.forms import Form
from pcapflow.table import ColumnSpec, Elements, OptionRule
from pcapflow.table._options import Tails, found_in, gathered

DATA = np.arange(100, dtype=np.uint8)


def elements(*found: tuple[int, int, int, int]) -> Elements:
    """Row, kind, start and stop of each."""
    row, kind, start, stop = (np.array(column, np.int64) for column in zip(*found, strict=True))
    return Elements(row, kind, start, stop, stop - start)


def spec(kind: str = "u1", at: int = 0, form: Form = Form.DECIMAL, **rule: object) -> ColumnSpec:
    dtype = np.dtype([("value", kind)])
    option = OptionRule(dtype, **rule)  # type: ignore[arg-type]  # each test gives what it is about
    return ColumnSpec("x.y", "x", "value", at, at + dtype.itemsize, form, option=option)


def values(spec: ColumnSpec, *found: tuple[int, int, int, int]) -> list[tuple[int, object, int, int]]:
    """Row, value, start and stop of each; row n's packet begins 1000 * n bytes before what is looked at."""
    got = found_in(DATA, elements(*found), np.array([0, 1000, 2000]), spec)
    return list(zip(got.row.tolist(), got.values.tolist(), got.start.tolist(), got.stop.tolist(), strict=True))


def test_a_column_is_what_stands_at_a_place_of_elements() -> None:
    """Its bytes are those of the packet."""
    assert [(0, 0x0304, 3, 5), (2, 0x2122, 2033, 2035)] == values(spec(">u2", at=2), (0, 7, 1, 5), (2, 8, 31, 36))


def test_only_elements_of_its_kinds_have_it() -> None:
    assert [(1, 20, 1020, 1021)] == values(spec(kinds=(5, 6)), (0, 7, 10, 12), (1, 6, 20, 22))


def test_only_elements_of_its_sizes_have_it() -> None:
    assert [(1, 20, 1020, 1021)] == values(spec(sizes=(3,)), (0, 7, 10, 12), (1, 7, 20, 23))


def test_an_element_that_is_cut_has_what_is_there() -> None:
    """By its own word it has three bytes, of which two were captured."""
    cut = Elements(*(np.array([value], np.int64) for value in (0, 7, 10, 12, 3)))
    there, gone = (found_in(DATA, cut, np.zeros(1, np.int64), spec(at=at, sizes=(3,))) for at in (1, 2))

    assert ([11], []) == (there.values.tolist(), gone.values.tolist())


def test_what_is_repeated_stands_there_to_the_end() -> None:
    """Bytes that hold no whole one are none."""
    found = values(spec(">u2", at=1, every=3), (0, 1, 10, 18), (0, 1, 20, 22), (1, 1, 30, 33))

    assert [(0, 0x0B0C, 11, 13), (0, 0x0E0F, 14, 16), (1, 0x1F20, 1031, 1033)] == found


def test_of_a_number_another_can_be_made() -> None:
    assert [(0, 20, 10, 11)] == values(spec(value=lambda numbers: numbers * 2), (0, 1, 10, 12))


def test_addresses_are_bytes() -> None:
    assert [(0, [12, 13, 14, 15], 12, 16)] == values(spec("4u1", 2, Form.IPV4), (0, 1, 10, 16))


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300)), max_size=20))
def test_what_is_gathered_is_what_stood_there(pieces: list[tuple[int, int]]) -> None:
    """Of any begin and length."""
    data = np.random.default_rng(1).integers(0, 256, 700, np.uint8)
    start, n_bytes = (np.array([piece[at] for piece in pieces], np.int64) for at in (0, 1))
    tails = gathered(data, start, n_bytes)

    assert [data[at : at + n].tobytes() for at, n in pieces] == bytes_of(tails)


def test_what_is_longer_than_all_bytes_is_filled_up() -> None:
    """Lengths are rounded up; a window may hold less."""
    assert [b"\0\x01\x02"] == bytes_of(gathered(DATA[:3], np.array([0]), np.array([3])))


def test_rows_are_taken_without_the_bytes_of_others() -> None:
    tails = gathered(DATA, np.array([0, 10, 20]), np.array([4, 8, 12])).take(np.array([2, 0]))

    assert [bytes(range(20, 32)), bytes(range(4))] == bytes_of(tails)
    assert 16 == len(tails.data)


def test_tails_are_joined() -> None:
    parts = [gathered(DATA, np.array([at]), np.array([4])) for at in (0, 50)]

    assert [bytes(range(4)), bytes(range(50, 54))] == bytes_of(Tails.join(parts))


def bytes_of(tails: Tails) -> list[bytes]:
    return [
        tails.data[at : at + n].tobytes() for at, n in zip(tails.start.tolist(), tails.n_bytes.tolist(), strict=True)
    ]
