"""Layers into tables: lookups, and what is refused."""

from __future__ import annotations

import pytest

from pcapflow.forms import Form
from pcapflow.layers import LAST, LAYERS, Bits, Claim, Field, GoesOn, Key, Layer, Length, Partial, Tables, When, tables
from pcapflow.layers._layer import Problem
from pcapflow.layers._tables import END, NOT_KNOWN

WORD = (Field("word", ">u2"),)


def layer(name: str, *columns: Bits, header: tuple[Field, ...] = WORD, **rules: object) -> Layer:
    return Layer(name, name.title(), header, columns, **rules)  # type: ignore[arg-type]  # each test gives what it is about


def test_a_key_leads_to_a_layers_number() -> None:
    """Numbers count from 1; 0 leads nowhere."""
    made = Tables.of([layer("a", reached_by={"kind": (7,)}), layer("b", reached_by={"kind": (300,)})])

    assert (1, 2, NOT_KNOWN) == tuple(made.spaces["kind"][[7, 300, 8]].tolist())


def test_an_end_is_known() -> None:
    """Nothing follows it."""
    assert END == Tables.of([layer("a", ends={"kind": (59,)})]).spaces["kind"][59]


def test_a_space_falls_back_to_a_wider_one() -> None:
    """Where it has no entry of its own."""
    made = Tables.of(
        [
            layer("a", reached_by={"narrow": (1,)}, falls_back={"narrow": "wide"}, next_key=(Key("word", "narrow"),)),
            layer("b", reached_by={"wide": (1, 2)}),
        ]
    )

    assert [1, 2] == made.spaces["narrow"][[1, 2]].tolist()


def test_the_order_of_layers_does_not_matter() -> None:
    """A carrier may be listed before or behind what it carries."""
    forwards, backwards = Tables.of(LAYERS), Tables.of(reversed(LAYERS))
    ipv4 = [one.schema.layers[one.spaces["ethertype"][0x0800]].name for one in (forwards, backwards)]

    assert ["ip", "ip"] == ipv4


def test_header_lengths_are_tabulated() -> None:
    """One entry for each value of the byte."""
    made = Tables.of(
        [Layer("a", "A", header=(Field("length", "u1"),), header_bytes=Length("length", lambda b: (b + 1) * 8))]
    )

    assert (256, 8, 2048) == (len(made.header_bytes["a"]), *made.header_bytes["a"][[0, 255]].tolist())


@pytest.mark.parametrize(
    ("layers", "message"),
    [
        ([layer("a"), layer("a")], "two layers are called 'a'"),
        (
            [layer("a", reached_by={"kind": (7,)}), layer("b", reached_by={"kind": (7,)})],
            "b and a both claim kind 0x7",
        ),
        ([layer("a", reached_by={"kind": (7,)}), layer("b", ends={"kind": (7,)})], "b and a both claim kind 0x7"),
        (
            [layer("a", Bits("x.y", "word")), layer("b", Bits("x.y", "word", form=Form.HEX16))],
            "x.y: a and b declare it with different forms",
        ),
        ([layer("a", Bits("x.y", "other"))], "a has no field 'other'"),
        ([layer("a", Bits("x.y", "word", when=(When("other", 0, 1),)))], "a has no field 'other'"),
        ([layer("a", next_key=(Key("other", "kind"),))], "a has no field 'other'"),
        ([layer("a", next_key=(Key("word", "kind", beside="other"),))], "a has no field 'other'"),
        (
            [layer("a", next_key=(Key("word", "kind", mask=0xFF, beside="word"),))],
            "a: numbers are told by size as they are, without a mask",
        ),
        (
            [layer("a", header=(Field("one", "u1"),), next_key=(Key("one", "kind", beside="one"),))],
            "a: only numbers of two bytes, the upper one first, are told by size",
        ),
        ([layer("a", header=(), next_key=(Key(LAST, "kind"),))], "a: a header of no bytes has no last one"),
        ([layer("a", least_bytes=2)], "a: a header says itself how many bytes it needs"),
        ([layer("a", goes_on=(GoesOn("other", (0,), Problem.UNKNOWN_NEXT),))], "a has no field 'other'"),
        ([layer("a", partial=(Partial("fragment", "other", 1),))], "a has no field 'other'"),
        ([layer("a", header_bytes=Length("other", lambda b: b))], "a has no field 'other'"),
        ([layer("a", total_bytes=Claim("other"))], "a has no field 'other'"),
    ],
)
def test_what_contradicts_itself_is_refused(layers: list[Layer], message: str) -> None:
    """At import, in words that name both."""
    with pytest.raises(ValueError, match=f"^{message}$"):
        Tables.of(layers)


@pytest.mark.parametrize(
    ("bits", "place"),
    [
        (Bits("a.all", "word"), (0, 2)),
        (Bits("a.high", "word", mask=0xFF00, shift=8), (0, 1)),
        (Bits("a.low", "word", mask=0x000F), (1, 2)),
        (Bits("a.middle", "word", mask=0x0FF0, shift=4), (0, 2)),
    ],
)
def test_a_column_knows_its_bytes(bits: Bits, place: tuple[int, int]) -> None:
    """Those that hold its bits: in a header that is cut it is there as long as they are."""
    (spec,) = Tables.of([layer("a", bits)]).schema.columns[bits.name]

    assert place == (spec.start, spec.stop)


def test_the_first_bytes_of_an_address_are_bytes_of_it() -> None:
    """Three of a MAC address name the organisation."""
    (spec,) = tables().schema.columns["eth.src.oui"]

    assert (6, 9) == (spec.start, spec.stop)


def test_at_least_eighty_columns_are_published() -> None:
    """Beside those of the frame."""
    assert 80 <= len(tables().schema.columns)
