"""From a header to the values of a column."""

from __future__ import annotations

import numpy as np
import pytest

from pcapflow.forms import Form
from pcapflow.table import ColumnSpec
from pcapflow.table._specs import field_present, field_values

HEADER = np.array(
    [(0x1234, 0x81, (1, 2, 3, 4)), (0x0002, 0x7F, (255, 0, 0, 9))],
    np.dtype([("word", ">u2"), ("byte", "u1"), ("address", "4u1")]),
)


def spec(field: str, **rules: object) -> ColumnSpec:
    form = rules.pop("form", Form.DECIMAL)
    return ColumnSpec("x.y", "x", field, 0, 2, form, **rules)  # type: ignore[arg-type]  # each test gives what it is about


@pytest.mark.parametrize(
    ("column", "values", "dtype"),
    [
        (spec("word"), [0x1234, 2], np.uint16),
        (spec("word", mask=0x0FF0, shift=4), [0x23, 0], np.uint8),
        (spec("word", mask=0xF000, shift=12, scale=4), [4, 0], np.uint8),
        (spec("byte", mask=0xFF, scale=8), [0x408, 0x3F8], np.uint16),
        (spec("word", swapped_when=0x1000), [0x3412, 2], np.uint16),
        (spec("byte", mask=0x80, form=Form.BOOLEAN), [True, False], np.bool_),
        (spec("address"), [0x01020304, 0xFF000009], np.uint32),
        (spec("address", n_bytes=3), [0x010203, 0xFF0000], np.uint32),
        (spec("address", n_bytes=1, mask=0x80, shift=7), [0, 1], np.uint8),
    ],
)
def test_bits_become_values(column: ColumnSpec, values: list[int], dtype: type) -> None:
    """Native, and of the smallest type that holds whatever the bits can be."""
    found = field_values(HEADER, column)

    assert values == found.tolist()
    assert (np.dtype(dtype), True) == (found.dtype, found.dtype.isnative)


def test_an_address_is_its_bytes() -> None:
    """One row each, contiguous."""
    found = field_values(HEADER, spec("address", form=Form.IPV4))

    assert [[1, 2, 3, 4], [255, 0, 0, 9]] == found.tolist()
    assert found.flags.c_contiguous


def test_an_address_may_be_the_beginning_of_a_field() -> None:
    """Of which the rest is padding."""
    assert [[1, 2], [255, 0]] == field_values(HEADER, spec("address", form=Form.BYTES, n_bytes=2)).tolist()


def test_without_a_condition_a_column_is_everywhere() -> None:
    """Nothing is computed for it."""
    assert field_present(HEADER, spec("word")) is None


@pytest.mark.parametrize(
    ("when", "there"),
    [
        ((("word", -1, 2, 3, False),), [False, True]),
        ((("word", -1, 2, 3, True),), [True, False]),
        ((("word", 0x00FF, 0, 0x34, False),), [False, True]),
        ((("word", -1, 0, 1 << 16, False), ("byte", -1, 0x80, 0x100, False)), [True, False]),
    ],
)
def test_conditions_are_half_open_and_all_must_hold(
    when: tuple[tuple[str, int, int, int, bool], ...], there: list[bool]
) -> None:
    """On any field of the same header, or the contrary of it."""
    present = field_present(HEADER, spec("word", when=when))

    assert present is not None
    assert there == present.tolist()
