"""The walk: headers that are cut, lengths that are claims, and windows that may end anywhere."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pcapflow.errors import PcapflowError
from pcapflow.files import Interface, Records, open_capture
from pcapflow.layers import (
    PEEK,
    Bits,
    Cursor,
    Decoder,
    Field,
    GoesOn,
    Key,
    Layer,
    Partial,
    Problem,
    Tables,
    decode,
    registered,
    tables,
)
from pcapflow.table import PacketTable
from pcapflow.testing import build, vary
from pcapflow.testing.strategies import mutated_captures

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.layers.conftest import Decoded

    Told = Callable[..., tuple[Problem, str]]

PACKET = build.ethernet(build.ipv4(build.udp(b"data")))
IP_FIELDS = {"ip.version": 15, "ip.len": 18, "ip.ttl": 23, "ip.proto": 24, "ip.src": 30, "ip.dst": 34}
"""Column -> bytes of the packet that must be there for it."""


def one_window(packets: Sequence[tuple[int, bytes]]) -> Records:
    """Records of packets of any link types, each in an interface of its own."""
    data = b"".join(packet for _, packet in packets) + bytes(64)
    sizes = np.array([len(packet) for _, packet in packets], np.int64)
    times = np.arange(len(packets), dtype=np.int64)
    return Records(
        window=np.frombuffer(data, np.uint8),
        window_offset=0,
        start=np.cumsum(sizes) - sizes,
        captured=sizes,
        wire=sizes,
        time_ns=times,
        timed=np.ones(len(packets), bool),
        interface=np.arange(len(packets), dtype=np.int32),
        interfaces=tuple(Interface(linktype) for linktype, _ in packets),
    )


def test_how_much_is_held_is_known() -> None:
    """At least the rows and columns, options and notes; nothing when they were taken."""
    tcp = build.ethernet(build.ipv4(build.tcp(options=b"\x02\x04\x05\xb4")))
    packets = [build.Packet(data, comments=("abc",)) for data in (tcp, bytes(3), b"")]
    with open_capture(build.pcapng(*packets * 50), window_bytes=2_000) as reader:
        decoder = Decoder(tables(), Cursor(), holds=True, kept=None)
        for records in reader:
            before = decoder.n_bytes
            decoder.update(records)
            assert before < decoder.n_bytes
    n_bytes = decoder.n_bytes
    table = decoder.take()

    columns = [table.time_ns, table.timed, table.captured, table.wire, table.interface, table.problem]
    rows = [array for each in table.rows.values() for array in (each.header, each.place, each.cut_bytes)]
    beside = 150 * len("abc") + 50 * 4
    assert sum(array.nbytes for array in [*columns, *rows]) + beside < n_bytes < 64 * 1024
    assert 0 == decoder.n_bytes


@pytest.mark.parametrize("n_bytes", range(14, 34))
def test_a_field_is_there_as_far_as_its_last_byte_was_captured(
    decoded: Decoded, columns: Callable[..., dict[str, str]], problem: Told, n_bytes: int
) -> None:
    """The rest of a header that is cut is absent, not zero."""
    table = decoded(build.Packet(PACKET[:n_bytes], wire_bytes=len(PACKET)))
    found = columns(table, "ip.")

    assert {name for name, needed in IP_FIELDS.items() if needed <= n_bytes} == IP_FIELDS.keys() & found.keys()
    assert (Problem.CUT_BY_CAPTURE, "ip") == problem(table)
    assert [n_bytes - 14] == table.layer("ip").cut_bytes.tolist()


def test_a_packet_that_ends_in_a_header_is_cut_by_its_length(decoded: Decoded, problem: Told) -> None:
    """All of it was captured: there was no more on the wire."""
    assert (Problem.CUT_BY_LENGTH, "ip") == problem(decoded(PACKET[:20]))


def test_bytes_that_are_cut_away_are_zero_in_the_rows(decoded: Decoded) -> None:
    """Whatever stands behind them in the window."""
    # The next record's time stands where the TTL would be.
    table = decoded(build.Packet(PACKET[:16], wire_bytes=len(PACKET)), build.Packet(PACKET, 999_999_999))

    assert [0, 64] == table.layer("ip").values("ip.ttl").tolist()
    assert [False, True] == table.layer("ip").whole().tolist()


def test_nothing_follows_a_claim_that_ends(decoded: Decoded, problem: Told) -> None:
    """No byte is left: no row and no problem."""
    table = decoded(build.ethernet(build.ipv4(b"", proto=17)))

    assert 0 == len(table.layer("udp"))
    assert (Problem.NONE, "") == problem(table)


@pytest.mark.parametrize("wire_bytes", [0, 60])
def test_an_empty_packet_lacks_its_link_layer(decoded: Decoded, problem: Told, wire_bytes: int) -> None:
    """A link type demands its header: a row of no bytes."""
    table = decoded(build.Packet(b"", wire_bytes=wire_bytes))
    why = Problem.CUT_BY_CAPTURE if wire_bytes else Problem.CUT_BY_LENGTH

    assert (why, "eth") == problem(table)
    assert [0] == table.layer("eth").cut_bytes.tolist()


def test_an_unknown_link_type_is_said(decoded: Decoded, problem: Told) -> None:
    """No layer has a row."""
    table = decoded(b"data", linktype=147)

    assert (Problem.UNKNOWN_NEXT, "") == problem(table)
    assert {} == table.rows


def test_a_frame_check_sequence_is_no_payload() -> None:
    """It comes off the wire's bytes, and off the captured ones where they reach it."""
    cut = build.Packet(PACKET[:44], wire_bytes=50)
    (records,) = list(open_capture(build.capture(PACKET + b"FCS!", cut)))
    with_fcs = dataclasses.replace(records.interfaces[0], fcs_bytes=4)
    table = decode(dataclasses.replace(records, interfaces=(with_fcs,)), tables(), Cursor())

    assert [len(PACKET), 46] == table.layer("eth").stop.tolist()
    assert ["50", "50"] == table.texts("frame.len")
    assert [0, 0] == table.problem.tolist()


def test_what_is_there_is_there(decoded: Decoded, problem: Told) -> None:
    """Some files claim fewer bytes on the wire than they hold."""
    table = decoded(build.Packet(PACKET, wire_bytes=20))

    assert (Problem.NONE, "") == problem(table)
    assert ["9"] == table.texts("udp.dstport")


def test_the_outermost_problem_is_told(decoded: Decoded, problem: Told) -> None:
    """IP claims too much, and then UDP, too."""
    table = decoded(build.ethernet(build.ipv4(build.udp(length=500), total_bytes=1000)))

    assert (Problem.IMPOSSIBLE_LENGTH, "ip") == problem(table)


def test_only_rows_that_are_wanted_are_kept(decoded: Decoded) -> None:
    """The walk goes on through the others."""
    assert ["udp"] == list(decoded(PACKET, wanted=("udp",)).rows)


def test_each_interface_has_its_link_type() -> None:
    """Of one file, three."""
    packets = [(1, PACKET), (101, build.ipv4(build.udp())), (113, build.sll(build.ipv4(build.udp())))]
    table = decode(one_window(packets), tables(), Cursor())

    assert ["eth:ethertype:ip:udp", "raw:ip:udp", "sll:ethertype:ip:udp"] == table.texts("frame.protocols")


def test_times_go_on_from_window_to_window() -> None:
    """The cursor carries the first time, the last one, and the number."""
    cursor = Cursor()
    stretches = [open_capture(build.capture(*(build.ping(at_ns=at) for at in times))) for times in ((5, 7), (4, 9))]
    parts = [decode(records, tables(), cursor) for reader in stretches for records in reader]

    assert [1, 2, 3, 4] == [number for part in parts for number in part.number.tolist()]
    assert [0, 2, -1, 4] == [ns for part in parts for ns in part.relative_ns.tolist()]
    assert [0, 2, -3, 5] == [ns for part in parts for ns in part.delta_ns.tolist()]


def test_a_packet_without_time_has_none() -> None:
    """A Simple Packet Block; the next difference is to the packet before that has one."""
    file = build.pcapng(build.Interface(), build.ping(at_ns=1), build.Simple(PACKET), build.ping(at_ns=8))
    (table,) = [decode(records, tables(), Cursor()) for records in open_capture(file)]

    assert ["0.000000001", "", "0.000000008"] == table.texts("frame.time_epoch")
    assert ["0.000000000", "", "0.000000007"] == table.texts("frame.time_delta")


def test_rows_are_in_the_order_of_packets_and_depth(decoded: Decoded) -> None:
    """However many steps it took to find them."""
    deep = build.ethernet(build.vlan(build.ipv4(build.ipv4(build.udp()), ttl=3), id=5))
    table = decoded(deep, PACKET, deep)

    assert ["3,64", "64", "3,64"] == table.texts("ip.ttl")
    assert [0, 0, 1, 2, 2] == table.layer("ip").packet.tolist()
    assert [2, 3, 1, 2, 3] == table.layer("ip").depth.tolist()


# Rules that no protocol of this version has, or not alone: invented layers.

WORD = (Field("word", ">u2"),)
END = Layer("end", "End", header=(Field("byte", "u1"),), reached_by={"kind": (2,), "peeked": (0x55,)})


def walked(layers: tuple[Layer, ...], data: bytes) -> PacketTable:
    return decode(one_window([(147, data)]), Tables.of(layers), Cursor())


def test_the_first_key_that_leads_somewhere_wins() -> None:
    """Source ports are tried after destination ports."""
    keys = (Key("word", "kind"), Key("word", "kind", mask=0xFF00, shift=8))
    start = Layer("start", "Start", header=WORD, next_key=keys, reached_by={"linktype": (147,)})

    assert ["start:end"] == walked((start, END), b"\x02\x09\x00").texts("frame.protocols")


def test_a_peek_looks_at_the_byte_behind() -> None:
    """It is not consumed."""
    start = Layer("start", "Start", header=WORD, next_key=(Key(PEEK, "peeked"),), reached_by={"linktype": (147,)})
    table = walked((start, END), b"\x00\x00\x55")

    assert [0x55] == table.layer("end").values("end.byte").tolist()


def test_layers_of_no_bytes_do_not_go_round() -> None:
    """Two that lead to each other end the walk."""
    one = Layer("one", "One", header=(), next_key=(Key(0, "a"),), reached_by={"linktype": (147,), "b": (0,)})
    other = Layer("other", "Other", header=(), next_key=(Key(0, "b"),), reached_by={"a": (0,)})

    assert {} == walked((one, other), b"data").rows


def test_a_condition_says_why_it_ends() -> None:
    """Each condition has a problem of its own."""
    start = Layer(
        "start",
        "Start",
        header=WORD,
        goes_on=(GoesOn("word", (1, 2), Problem.NOT_FIRST_FRAGMENT, mask=0x0F),),
        next_key=(Key(2, "kind"),),
        reached_by={"linktype": (147,)},
    )
    problems = [walked((start, END), bytes([0xF0, last, 0])).problem.tolist() for last in (1, 2, 3)]

    assert [[0], [0], [Problem.NOT_FIRST_FRAGMENT]] == problems


def test_what_a_part_carries_is_a_part() -> None:
    """A quote of a quote of nothing is cut without a problem."""
    start = Layer(
        "start",
        "Start",
        header=WORD,
        partial=(Partial("quote"),),
        next_key=(Key(2, "kind", demands=True),),
        reached_by={"linktype": (147,)},
    )
    table = walked((start, END), b"\x00\x00")

    assert [0] == table.problem.tolist()
    assert [True] == table.layer("end").quoted.tolist()


def test_a_condition_of_a_column_may_be_negated(decoded: Decoded) -> None:
    """GRE's numbers are no EtherTypes."""
    assert [""] == decoded(build.sll(hatype=778, etype=0x0800), linktype=113).texts("sll.etype")


def test_a_scaled_column_grows_its_type() -> None:
    """Header lengths of 15 words."""
    layer = Layer(
        "start",
        "Start",
        header=(Field("byte", "u1"),),
        columns=(Bits("start.length", "byte", mask=0xFF, scale=8),),
        reached_by={"linktype": (147,)},
    )

    assert [2040] == walked((layer,), b"\xff").column("start.length").values.tolist()


def test_registered_layers_are_walked(decoded: Decoded) -> None:
    """A link type that nobody has."""
    with registered(Layer("mine", "Mine", header=WORD, reached_by={"linktype": (147,)})):
        assert ["258"] == decoded(b"\x01\x02", linktype=147).texts("mine.word")


# Properties.


@given(mutated_captures())
@settings(max_examples=300)
def test_any_packets_are_decoded(capture: bytes) -> None:
    """Whatever the bytes: the file may be refused, a packet never is."""
    try:
        reader = open_capture(capture)
    except PcapflowError:
        return
    with reader:
        for records in reader:
            table = decode(records, tables(), Cursor())
            for rows in table.rows.values():
                assert (rows.start <= rows.body).all()
                assert (rows.start <= np.maximum(rows.stop, rows.start)).all()
                assert (np.diff(rows.packet) >= 0).all()
            table.texts("frame.protocols")


SAMPLE = build.pcapng(
    *map(build.Interface, (linktypes := [0, 1, 9, 50, 101, 104, 107, 108, 113, 228, 229, 276])),
    *(
        build.Packet(data[: len(data) - number % 3 * 7], number, len(data), interface=linktypes.index(linktype))
        for number, (linktype, data) in enumerate(
            packet for layer in vary.LAYERS for packet in vary.packets(layer, 12, seed=3)
        )
    ),
)


def joined(window_bytes: int) -> PacketTable:
    cursor = Cursor()
    with open_capture(SAMPLE, window_bytes=window_bytes) as reader:
        return PacketTable.join([decode(records, tables(), cursor, kept=None) for records in reader])


WHOLE = joined(1 << 20)


@given(window_bytes=st.integers(300, 8000))
@settings(max_examples=25)
def test_where_windows_end_does_not_matter(window_bytes: int) -> None:
    """Every value of every column, and every verdict, is the same."""
    table = joined(window_bytes)

    assert {name: WHOLE.texts(name) for name in WHOLE.schema.names} == {
        name: table.texts(name) for name in table.schema.names
    }
    assert WHOLE.problem.tolist() == table.problem.tolist()
    assert WHOLE.problem_layer.tolist() == table.problem_layer.tolist()


@pytest.mark.parametrize("layer", vary.LAYERS)
def test_a_packet_alone_is_what_it_is_among_others(layer: str) -> None:
    """No packet sees its neighbours."""
    packets = vary.packets(layer, 40, seed=5)
    together = decode(one_window(packets), tables(), Cursor())
    alone = [decode(one_window([packet]), tables(), Cursor()) for packet in packets]

    for name in tables().schema.columns:
        assert together.texts(name) == [table.texts(name)[0] for table in alone]
    assert together.problem.tolist() == [int(table.problem[0]) for table in alone]
