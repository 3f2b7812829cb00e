"""What a protocol file provides."""

from __future__ import annotations

import pytest

from pcapflow.forms import Form
from pcapflow.layers import Bits, Field, Layer, Problem

LAYER = Layer(
    "demo",
    "Demonstration",
    header=(Field("_word", ">u2"), Field("kind", "u1", "Kind", Form.HEX8), Field("address", "4u1", form=Form.IPV4)),
    columns=(
        Bits("demo.low", "_word", mask=0x00FF),
        Bits("demo.kind.upper", "kind", mask=0xF0, shift=4),
        Bits("demo.high", "_word", mask=0xFF00, shift=8),
    ),
)


def test_the_header_has_no_padding() -> None:
    """Fields stand one behind the other, as on the wire."""
    assert 7 == LAYER.dtype.itemsize
    assert [0, 2, 3] == [LAYER.dtype.fields[name][1] for name in LAYER.dtype.names or ()]  # type: ignore[index]  # it has fields


def test_columns_come_in_the_order_of_the_header() -> None:
    """A field before the bits that are made of it; one with a leading underscore is none."""
    assert ["demo.low", "demo.high", "demo.kind", "demo.kind.upper", "demo.address"] == [
        bits.name for bits in LAYER.all_columns
    ]


def test_a_prefix_may_differ_from_the_name() -> None:
    """``icmp.echo`` has the columns of ``icmp``."""
    layer = Layer("demo.part", "Part", prefix="demo", header=(Field("seq", ">u2"),))

    assert ["demo.seq"] == [bits.name for bits in layer.all_columns]


def test_a_declared_column_takes_the_place_of_a_plain_field() -> None:
    """It is not there twice."""
    layer = Layer("demo", "Demo", header=(Field("seq", ">u2"),), columns=(Bits("demo.seq", "seq", mask=0xFF),))

    assert [0xFF] == [bits.mask for bits in layer.all_columns]


@pytest.mark.parametrize("problem", Problem)
def test_every_problem_has_words(problem: Problem) -> None:
    """And nothing has none."""
    assert bool(problem) == bool(problem.words)
