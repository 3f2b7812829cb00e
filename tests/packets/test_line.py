"""A packet's line, whatever the packet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from pcapflow.errors import FormatError
from pcapflow.files import open_capture
from pcapflow.forms import printable
from pcapflow.layers import Cursor, Field, Layer, decode, registered, tables
from pcapflow.packets import FactFinder, line_of
from pcapflow.results import packet_line_text
from pcapflow.testing import build, strategies

if TYPE_CHECKING:
    from collections.abc import Callable

    from pcapflow.results import PacketLine

LINKTYPES = (0, 1, 101, 113, 228, 229, 276)


def test_it_has_tsharks_columns(lines_of: Callable[..., list[PacketLine]]) -> None:
    (line,) = lines_of(build.Packet(build.ping().data, wire_bytes=1000))

    assert (1, "", "172.17.0.2", "172.17.0.3") == (line.number, line.time, line.source, line.destination)
    assert ("ICMP", 1000) == (line.protocol, line.length)


def test_a_link_type_that_is_not_decoded_is_named(lines_of: Callable[..., list[PacketLine]]) -> None:
    (line,) = lines_of(b"data", linktype=127)

    assert ("UNKNOWN", "Link type 127", "", "") == (line.protocol, line.info, line.source, line.destination)


def test_a_layer_without_words_is_shown_by_its_title() -> None:
    """An invented protocol needs no file in this room."""
    invented = Layer("inv", "Invented Protocol", header=(Field("a", "u1"),), reached_by={"ethertype": (0xABCD,)})
    with registered(invented) as known, open_capture(build.pcap(build.ethernet(b"data", type=0xABCD))) as reader:
        (records,) = reader
        line = line_of(decode(records, known, Cursor()), 0)

    assert ("inv", "Invented Protocol", "02:42:ac:11:00:02") == (line.protocol, line.info, line.source)


@given(st.sampled_from(LINKTYPES), st.binary(max_size=120), st.integers(0, 200))
def test_any_bytes_have_a_line(linktype: int, data: bytes, more_on_the_wire: int) -> None:
    """Of any link type, cut or not."""
    packet = build.Packet(data, wire_bytes=len(data) + more_on_the_wire)
    with open_capture(build.pcap(packet, linktype=linktype)) as reader:
        for records in reader:
            table = decode(records, tables(), Cursor())
            finder = FactFinder()
            finder.update(table)
            text = packet_line_text(line_of(table, 0, finder.result()))
            assert text == printable(text)


@given(strategies.mutated_captures())
def test_damaged_packets_have_lines(capture: bytes) -> None:
    try:
        reader = open_capture(capture)
    except FormatError:
        return
    with reader:
        cursor = Cursor()
        for records in reader:
            table = decode(records, tables(), cursor)
            assert [line_of(table, index).number for index in range(len(table))] == table.number.tolist()
