"""A table: columns spread over packets, rows in order, selections, and tables joined."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import pcapflow as pf
from pcapflow.errors import FieldError
from pcapflow.files import open_capture
from pcapflow.layers import Cursor, decode, tables
from pcapflow.table import PacketTable
from pcapflow.testing import build, vary

if TYPE_CHECKING:
    from collections.abc import Callable

    TableOf = Callable[[bytes], PacketTable]

ERROR = build.ethernet(build.ipv4(build.icmp_error(build.ipv4(build.udp(dstport=33434), ttl=1)), ttl=64))
PACKETS = (build.ethernet(build.arp()), ERROR, build.ping(ttl=3))


def test_a_column_has_one_value_a_packet(table_of: TableOf) -> None:
    """The first row in which the field is present, or the last; none where there is none."""
    table = table_of(build.capture(*PACKETS))

    assert ["", "64", "3"] == table.column("ip.ttl").text()
    assert ["", "1", "3"] == table.column("ip.ttl", "last").text()


def test_texts_have_every_occurrence(table_of: TableOf) -> None:
    """As tshark's options f, l and a; and its aggregator."""
    table = table_of(build.capture(*PACKETS))

    assert ["", "64,1", "3"] == table.texts("ip.ttl")
    assert ["", "64", "3"] == table.texts("ip.ttl", "f")
    assert ["", "1", "3"] == table.texts("ip.ttl", "l")
    assert ["", "64;1", "3"] == table.texts("ip.ttl", aggregator=";")


def test_a_column_of_several_layers_is_in_the_order_of_depth(table_of: TableOf) -> None:
    """IPv6 in IPv4 in IPv6: all have a version."""
    packet = build.ethernet(build.ipv6(build.ipv4(build.ipv6(build.udp()))))

    assert ["6,4,6"] == table_of(build.capture(packet)).texts("ip.version")


def test_a_column_that_is_everywhere_costs_no_mask(table_of: TableOf) -> None:
    """A view of one True."""
    assert (0,) == table_of(build.capture(build.ping(), build.pong())).column("ip.ttl").valid.strides


def test_a_column_of_no_row_is_absent_everywhere(table_of: TableOf) -> None:
    """With values of its type."""
    column = table_of(build.capture(build.ping())).column("udp.length")

    assert ([False], np.dtype(np.uint16)) == (column.valid.tolist(), column.values.dtype)


def test_a_column_is_made_once(table_of: TableOf) -> None:
    """And kept."""
    table = table_of(build.capture(build.ping()))

    assert table.column("ip.ttl") is table.column("ip.ttl")


def test_an_unknown_name_gets_the_nearest_one(table_of: TableOf) -> None:
    """For columns and their texts; layers have names of their own."""
    table = table_of(build.capture(build.ping()))

    with pytest.raises(FieldError, match=r"no column 'ip\.tll': did you mean 'ip\.ttl'\?"):
        table.column("ip.tll")
    with pytest.raises(FieldError, match=r"no column 'zzz'$"):
        table.texts("zzz")
    with pytest.raises(FieldError, match="no layer 'ipx'"):
        table.layer("ipx")


def test_a_layer_that_does_not_occur_has_no_rows(table_of: TableOf) -> None:
    """It can be asked all the same."""
    rows = table_of(build.capture(build.ping())).layer("udp")

    assert (0, []) == (len(rows), rows.values("udp.length").tolist())


def test_a_row_knows_what_carries_it(table_of: TableOf) -> None:
    """The layer's number and the row in it; the outermost has none."""
    table = table_of(build.capture(*PACKETS))
    numbers, rows = table.parents("ip")
    names = [table.schema.layers[number].name for number in numbers]

    assert [("eth", 1), ("icmp.error", 0), ("eth", 2)] == list(zip(names, rows.tolist(), strict=True))
    assert ([0, 0, 0], [-1, -1, -1]) == tuple(part.tolist() for part in table.parents("eth"))


def test_a_carrier_that_was_not_asked_for_is_none() -> None:
    """Its rows were not kept."""
    (records,) = list(open_capture(build.capture(build.ping())))
    numbers, rows = decode(records, tables(), Cursor(), wanted=("icmp.echo",)).parents("icmp.echo")

    assert ([0], [-1]) == (numbers.tolist(), rows.tolist())


def test_the_headers_of_a_packet_are_in_order(table_of: TableOf) -> None:
    """Outermost first, each with its row."""
    found = table_of(build.capture(*PACKETS)).headers_of(1)

    assert [("eth", 1), ("ip", 0), ("icmp", 0), ("icmp.error", 0), ("ip", 1), ("udp", 0)] == [
        (rows.spec.name, row) for rows, row in found
    ]


def test_a_packets_bytes_are_there_while_the_window_lives(table_of: TableOf) -> None:
    """A held table has none."""
    table = table_of(build.capture(*PACKETS))

    assert ERROR == table.packet_bytes(1)
    with pytest.raises(ValueError, match="held table has no packet bytes"):
        PacketTable.join([table]).packet_bytes(1)


def test_a_selection_keeps_numbers(table_of: TableOf) -> None:
    """By mask or by indices; of rows those of its packets."""
    table = table_of(build.capture(*PACKETS))
    by_mask, by_index = table.select(table.column("ip.ttl") > 1), table.select([1, 2])

    assert [2, 3] == by_mask.number.tolist() == by_index.number.tolist()
    assert ["64,1", "3"] == by_mask.texts("ip.ttl") == by_index.texts("ip.ttl")
    assert 0 == len(by_mask.layer("arp"))
    assert ERROR == by_mask.packet_bytes(0)


def test_a_table_says_what_it_holds(table_of: TableOf) -> None:
    """Its label, and the rows of each layer."""
    assert "<PacketTable made: 1 packets; eth 1, ip 1, icmp 1, icmp.echo 1>" == repr(
        table_of(build.capture(build.ping()))
    )


VARIED = [data for layer in vary.LAYERS for linktype, data in vary.packets(layer, 6, seed=4) if linktype == 1]
CAPTURE = build.capture(*(data[: len(data) - number % 4 * 9] for number, data in enumerate(VARIED)))
(RECORDS,) = list(open_capture(CAPTURE))
WHOLE = decode(RECORDS, tables(), Cursor())
NAMES = WHOLE.schema.names


def same(expected: PacketTable, found: PacketTable) -> None:
    assert {name: expected.texts(name) for name in NAMES} == {name: found.texts(name) for name in NAMES}
    assert expected.problem.tolist() == found.problem.tolist()
    assert [rows.start.tolist() for rows in expected.rows.values() if len(rows)] == [
        found.layer(name).start.tolist() for name, rows in expected.rows.items() if len(rows)
    ]


@given(cuts=st.lists(st.integers(0, len(VARIED)), max_size=6))
def test_where_a_table_is_cut_does_not_matter(cuts: list[int]) -> None:
    """Selections of consecutive packets join to the whole."""
    edges = [0, *sorted(cuts), len(VARIED)]
    parts = [WHOLE.select(np.arange(start, stop)) for start, stop in itertools.pairwise(edges)]

    same(WHOLE, PacketTable.join(parts))


@given(chosen=st.lists(st.booleans(), min_size=len(VARIED), max_size=len(VARIED)))
def test_a_selection_has_what_its_packets_had(chosen: list[bool]) -> None:
    """Every column, in every occurrence."""
    part = WHOLE.select(np.array(chosen))

    for name in NAMES:
        assert [text for text, kept in zip(WHOLE.texts(name), chosen, strict=True) if kept] == part.texts(name)
        assert [text for text, kept in zip(WHOLE.texts(name, "l"), chosen, strict=True) if kept] == part.texts(
            name, "l"
        )


@given(outer=st.sets(st.integers(0, len(VARIED) - 1)), seed=st.integers(0, 99))
def test_a_selection_of_a_selection_is_a_selection(outer: set[int], seed: int) -> None:
    """Two steps or one."""
    first = np.array(sorted(outer), np.int64)
    kept = np.arange(len(first))[seed % 2 :: 2]

    same(WHOLE.select(first[kept]), WHOLE.select(first).select(kept))


@pytest.mark.parametrize("occurrence", ["a", "all", "middle", ""])
def test_a_column_has_a_first_and_a_last_occurrence_alone(occurrence: str) -> None:
    """A misspelt word is refused, never taken for the other."""
    with pytest.raises(pf.OptionError, match="first or last"):
        pf.open(build.capture(build.ping(seq=1))).column("ip.ttl", occurrence)


def test_occurrences_have_words_and_tsharks_letters(table_of: TableOf) -> None:
    """The same ones for a column and for its texts; others are refused."""
    table = table_of(build.capture(*PACKETS))

    assert table.column("ip.ttl", "last") is table.column("ip.ttl", "l")
    assert table.column("ip.ttl", "first") is table.column("ip.ttl", "f")
    assert ["", "64", "3"] == table.texts("ip.ttl", "first") == table.texts("ip.ttl", "f")
    assert ["", "1", "3"] == table.texts("ip.ttl", "last")
    assert ["", "64,1", "3"] == table.texts("ip.ttl", "all") == table.texts("ip.ttl", "a")
    with pytest.raises(pf.OptionError, match="first, last or all, not 'middle'"):
        table.texts("ip.ttl", "middle")


@pytest.mark.parametrize("which", [[2, 0], [1, 1], [-1], [3], [True, False], [[True] * 3], [0.0], ["0"], 1])
def test_packets_are_chosen_by_a_mask_or_by_ascending_indices_alone(which: object, table_of: TableOf) -> None:
    """Never the values of one packet beside the number of another."""
    with pytest.raises(pf.OptionError):
        table_of(build.capture(*PACKETS)).select(which)  # type: ignore[arg-type]  # which is what is refused


def test_a_column_of_truth_values_chooses_packets(table_of: TableOf) -> None:
    """Those in which it is there, and true."""
    table = table_of(build.capture(*PACKETS))

    assert [2, 3] == table.select(table.column("ip.flags.df")).number.tolist()
    assert [] == table.select([]).number.tolist()


def test_nothing_of_a_table_can_be_written_to(table_of: TableOf) -> None:
    """Columns that were made, and those that are made later, say the same."""
    table = table_of(build.capture(*PACKETS))
    arrays = [getattr(table, name) for name in ("wire", "captured", "time_ns", "problem", "interface", "number")]
    rows = table.layer("ip")
    for array in (*arrays, table.window, table.packet_start, table.linktype, rows.header, rows.place):
        assert array is not None
        with pytest.raises(ValueError, match="read-only"):
            array[:] = array
    for array in (table.column("ip.ttl").values, table.column("ip.ttl").valid, table.column("frame.len").values):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


def test_several_values_of_one_header_stand_in_its_order(table_of: Callable[[bytes], PacketTable]) -> None:
    """Whatever declares them: a prefix, and the prefix of a route in 8 or in 16 bytes."""
    prefix, short, long = (
        bytes.fromhex("0304 0000 00000000 00000000 00000000") + bytes(15) + b"\x01",
        bytes.fromhex("1802 0000 00000000 0000000000000002"),
        bytes.fromhex("1803 0000 00000000") + bytes(15) + b"\x03",
    )
    packets = [
        build.ethernet(build.ipv6(build.icmpv6(bytes(4) + options, type=133)))
        for options in (prefix + short + long, long + prefix, b"")
    ]
    table = table_of(build.capture(*packets))

    assert ["::1,0:0:0:2::,::3", "::3,::1", ""] == table.texts("icmpv6.opt.prefix")
    assert ["::1", "::3", ""] == table.column("icmpv6.opt.prefix").text()
    assert ["::3", "::1", ""] == table.column("icmpv6.opt.prefix", "last").text()


def test_an_empty_value_is_one_of_several() -> None:
    """As any other, it has its aggregator."""
    comments = [("",), ("", "b"), ("b", ""), ()]
    packets = [build.Packet(build.ping().data, comments=each) for each in comments]
    (records,) = open_capture(build.pcapng(build.Interface(), *packets))

    assert ["", ",b", "b,", ""] == decode(records, tables(), Cursor()).texts("frame.comment")
