"""A packet's detail tree."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcapflow.files import open_capture
from pcapflow.forms import printable
from pcapflow.layers import Bits, Cursor, Field, Layer, decode, registered, tables
from pcapflow.packets import tree_of
from pcapflow.results import tree_text
from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pcapflow.results import TreeNode
    from pcapflow.table import PacketTable

LINKTYPES = (0, 1, 101, 105, 113, 127, 147, 228, 229, 276)


def every(nodes: tuple[TreeNode, ...]) -> Iterator[TreeNode]:
    for node in nodes:
        yield node
        yield from every(node.children)


def named(nodes: tuple[TreeNode, ...], name: str) -> TreeNode:
    return next(node for node in every(nodes) if node.name == name)


def test_no_part_of_a_field_is_called_as_the_field() -> None:
    """Below a line stands something else than its own words again."""
    schema = tables().schema
    meanings = {name: specs[0].meaning.partition(":")[0] for name, specs in schema.columns.items()}
    parts = [(name, name.rpartition(".")[0]) for name in schema.columns]

    assert [] == [name for name, whole in parts if meanings[name] == meanings.get(whole)]


def test_there_is_a_node_for_each_header(tree_of_packet: Callable[..., tuple[TreeNode, ...]]) -> None:
    """A part of a header, such as ICMP's identifier, stands below it."""
    tree = tree_of_packet(build.ping(seq=7))

    assert ["frame", "eth", "ip", "icmp", "data"] == [node.name for node in tree]
    assert [(0, 98), (0, 14), (14, 34), (34, 42), (42, 98)] == [(node.start, node.stop) for node in tree]
    assert 7 == named(tree[3].children, "icmp.seq").value


def test_the_frame_tells_lengths_and_layers(tree_of_packet: Callable[..., tuple[TreeNode, ...]]) -> None:
    frame = tree_of_packet(build.Packet(build.ping().data, at_ns=1_500_000_000, wire_bytes=100))[0]

    assert "Frame 1: 100 bytes on wire (800 bits), 98 bytes captured (784 bits)" == frame.text
    assert "eth:ethertype:ip:icmp" == named(frame.children, "frame.protocols").value
    assert "1.500000000" == named(frame.children, "frame.time_epoch").value


def test_a_field_has_its_text_its_value_and_its_bytes(tree_of_packet: Callable[..., tuple[TreeNode, ...]]) -> None:
    tree = tree_of_packet(build.ping())
    ttl, source = named(tree, "ip.ttl"), named(tree, "ip.src")

    assert ("Time to live: 64", 64, 22, 23) == (ttl.text, ttl.value, ttl.start, ttl.stop)
    assert ("172.17.0.2", 26, 30) == (source.value, source.start, source.stop)


def test_bits_are_shown_where_they_are(tree_of_packet: Callable[..., tuple[TreeNode, ...]]) -> None:
    """Below the field whose name they go on."""
    tree = tree_of_packet(build.ping())
    flags = named(tree, "ip.flags")
    df = named(flags.children, "ip.flags.df")

    assert (".1.. .... = Don't fragment: 1", True) == (df.text, df.value)
    assert (20, 21) == (flags.start, flags.stop)
    assert ".... 0101 = Bytes of the header: 20" == named(tree, "ip.hdr_len").text


def test_every_bit_is_the_packets(tree_of_packet: Callable[..., tuple[TreeNode, ...]]) -> None:
    """The pattern of a node agrees with the bytes that it names."""
    packet = build.ethernet(build.vlan(build.ipv6(build.tcp(flags=0xA5A), tclass=0xA5, flow=0xBEEF5), id=0x5A5))
    checked = 0
    for node in every(tree_of_packet(packet)):
        pattern, is_one, _ = node.text.partition(" = ")
        if is_one and set(pattern) <= set("01. "):
            bits = pattern.replace(" ", "")
            there = f"{int.from_bytes(packet[node.start : node.stop], 'big'):0{len(bits)}b}"
            assert all(shown in (".", bit) for shown, bit in zip(bits, there, strict=True))
            checked += 1
    assert checked > 20


def test_header_bytes_without_a_field_are_one_node(tree_of_packet: Callable[..., tuple[TreeNode, ...]]) -> None:
    """What stands behind a list of options that ended."""
    tree = tree_of_packet(build.ethernet(build.ipv4(build.tcp(options=b"\xfe" + bytes(11)))))
    rest = tree[3].children[-1]

    assert ("Rest of the header (12 bytes)", 54, 66) == (rest.text, rest.start, rest.stop)
    assert 66 == tree[3].stop


def test_each_option_is_a_node_with_what_was_read_of_it(tree_of_packet: Callable[..., tuple[TreeNode, ...]]) -> None:
    tree = tree_of_packet(build.ethernet(build.ipv4(build.tcp(options=b"\x01\x02\x04\x05\xb4\0\0\0"))))
    nop, mss, *_ = tree[3].children[-5:]

    assert ("No operation (1 byte)", 54, 55) == (nop.text, nop.start, nop.stop)
    assert ("Maximum segment size (4 bytes)", 55, 59) == (mss.text, mss.start, mss.stop)
    assert [("tcp.option_kind", 2), ("tcp.option_len", 4), ("tcp.options.mss_val", 1460)] == [
        (node.name, node.value) for node in mss.children
    ]


ONE_LONG_CHUNK = build.sctp_chunk(3, bytes(8) + (15_990).to_bytes(2) + bytes(2 + 4 * 15_990))


@pytest.mark.parametrize(
    ("chunks", "n_nodes"),
    [
        pytest.param([build.sctp_chunk(0x84)] * 16_000, 80_000, id="many options"),
        pytest.param([ONE_LONG_CHUNK], 32_000, id="many values in one option"),
    ],
)
def test_as_many_options_as_a_packet_holds_take_a_moment(
    chunks: list[bytes], n_nodes: int, tree_of_packet: Callable[..., tuple[TreeNode, ...]]
) -> None:
    """The time grows with their number, not with its square."""
    packet = build.ethernet(build.ipv4(build.sctp(*chunks, checksum=0)))

    began = time.process_time()
    tree = tree_of_packet(packet)

    assert n_nodes < len(list(every(tree)))
    assert time.process_time() - began < 5


def test_what_lies_above_comes_from_dpkt(tree_of_packet: Callable[..., tuple[TreeNode, ...]]) -> None:
    ntp = tree_of_packet(build.ethernet(build.ipv4(build.udp(bytes([0x24]) + bytes(47), dstport=123))))[4]

    assert ("Network Time Protocol", "ntp", 42, 90) == (ntp.text, ntp.name, ntp.start, ntp.stop)


def test_what_is_quoted_is_not_read_further(tree_of_packet: Callable[..., tuple[TreeNode, ...]]) -> None:
    """An error quotes as much as it likes: a part is no message."""
    quoted = build.ipv4(build.udp(bytes(48), dstport=123))
    tree = tree_of_packet(build.ethernet(build.ipv4(build.icmp_error(quoted))))

    assert ["frame", "eth", "ip", "icmp", "ip", "udp", "data"] == [node.name for node in tree]


def test_padding_stands_behind_the_packet(tree_of_packet: Callable[..., tuple[TreeNode, ...]]) -> None:
    *_, data, padding = tree_of_packet(build.ethernet(build.ipv4(build.udp(b"data"))) + bytes(14))

    assert ("Data (4 bytes)", 42, 46) == (data.text, data.start, data.stop)
    assert ("Behind the packet (14 bytes)", 46, 60) == (padding.text, padding.start, padding.stop)


def test_a_problem_is_said_last(tree_of_packet: Callable[..., tuple[TreeNode, ...]]) -> None:
    tree = tree_of_packet(build.Packet(build.ping().data[:30], wire_bytes=98))

    assert "[cut short by the capture: Internet Protocol Version 4]" == tree[-1].text
    assert (14, 30) == (tree[2].start, tree[2].stop)
    assert "ip.dst" not in [node.name for node in every(tree)]


def test_an_unknown_link_type_is_data(tree_of_packet: Callable[..., tuple[TreeNode, ...]]) -> None:
    frame, data, problem = tree_of_packet(b"data", linktype=147)

    assert ("frame", "data", "[next layer not known]") == (frame.name, data.name, problem.text)
    assert "64617461" == data.children[0].text


def test_an_invented_protocol_has_its_node() -> None:
    """From its declaration alone."""
    columns = (Bits("inv.high", "word", "High", mask=0xF000, shift=12),)
    fields = (Field("word", ">u2", "A word: and what it says"),)
    invented = Layer("inv", "Invented", header=fields, columns=columns, reached_by={"ethertype": (0xABCD,)})
    with registered(invented) as known, open_capture(build.pcap(build.ethernet(b"\x7f\xffxy", type=0xABCD))) as reader:
        (records,) = reader
        node = tree_of(decode(records, known, Cursor()), 0)[2]

    assert ("Invented", "inv", 14, 16) == (node.text, node.name, node.start, node.stop)
    assert ["A word: 32767", "0111 .... = High: 7"] == [child.text for child in node.children]


def test_bytes_may_be_given(table_of: Callable[..., PacketTable]) -> None:
    """A table that is held has none."""
    table = table_of(build.ping())
    held = type(table).join([table])

    assert tree_of(table, 0) == tree_of(held, 0, build.ping().data)
    with pytest.raises(ValueError, match="held table"):
        tree_of(held, 0)


@given(st.sampled_from(LINKTYPES), st.binary(max_size=160), st.integers(0, 200))
def test_any_bytes_have_a_tree(linktype: int, data: bytes, more_on_the_wire: int) -> None:
    """Whose nodes lie within the packet, and whose text is harmless."""
    packet = build.Packet(data, wire_bytes=len(data) + more_on_the_wire)
    with open_capture(build.pcap(packet, linktype=linktype)) as reader:
        for records in reader:
            tree = tree_of(decode(records, tables(), Cursor()), 0)
            assert all(0 <= node.start <= node.stop <= len(data) for node in every(tree))
            assert all(line == printable(line) for line in tree_text(tree).split("\n"))
