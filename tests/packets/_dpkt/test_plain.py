"""From a dpkt object to nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import dpkt
import pytest

from pcapflow.packets._dpkt._plain import HIDDEN, NAMELESS, Reader, address, dpkt_thing, plain, text

if TYPE_CHECKING:
    from pcapflow.results import TreeNode

HSRP = b"\0\0\x10\x03\x0a\x6e\x01\0cisco\0\0\0\xc0\0\x02\x01"


def every(nodes: tuple[TreeNode, ...]) -> list[TreeNode]:
    return [one for node in nodes for one in (node, *every(node.children))]


def test_fields_come_in_their_order_under_dpkts_names() -> None:
    nodes = list(Reader("hsrp", "hsrp.HSRP").read(HSRP))

    assert ["hsrp.version", "hsrp.opcode", "hsrp.state", "hsrp.hello"] == [node.name for node in nodes[:4]]
    assert ("Priority: 110", 110) == (nodes[5].text, nodes[5].value)


def test_a_name_of_wiresharks_is_the_label_too() -> None:
    nodes = list(Reader("hsrp", "hsrp.HSRP", names={"hello": "hsrp.hellotime", "rsvd": HIDDEN}).read(HSRP))

    assert ("hsrp.hellotime", "Hellotime: 3") == (nodes[3].name, nodes[3].text)
    assert "hsrp.rsvd" not in [node.name for node in nodes]


def test_bits_of_a_field_are_shown_in_its_place() -> None:
    nodes = list(Reader("vrrp", "vrrp.VRRP").read(b"\x21\x07\x64\0\0\x01\x12\x34"))

    assert [("vrrp.v", 2), ("vrrp.type", 1), ("vrrp.vrid", 7)] == [(node.name, node.value) for node in nodes[:3]]


def test_what_wireshark_has_no_field_for_has_no_name() -> None:
    """Its line is there, and a group of fields is none."""
    nodes = list(Reader("hsrp", "hsrp.HSRP", names={"hello": NAMELESS}).read(HSRP))

    assert ("", "Hello: 3") == (nodes[3].name, nodes[3].text)


def test_what_has_two_names_is_shown_once() -> None:
    """dpkt keeps what follows as ``data``, and under its name."""
    message = b"\xff" * 16 + b"\0\x17\x05" + b"\0\x01\0\x01"
    nodes = list(Reader("bgp", "bgp.BGP").read(message))

    assert ["bgp.marker", "bgp.len", "bgp.type", ""] == [node.name for node in nodes]


def test_what_follows_is_bytes_cut_short() -> None:
    (*_, node) = Reader("tpkt", "tpkt.TPKT").read(b"\x03\0\0\x44" + bytes(64))

    assert f"Data (64 bytes): {'00' * 32}..." == node.text


def test_messages_behind_the_first_have_a_node_each() -> None:
    reader = Reader("tpkt", "tpkt.TPKT", size=lambda message: int(message.len))
    nodes = tuple(reader.read(b"\x03\0\0\x05a\x03\0\0\x05b"))

    assert ["Message 1", "Message 2"] == [node.text for node in nodes]
    assert "Data (1 byte): 62" == nodes[1].children[-1].text


def test_a_second_message_that_is_cut_does_not_cost_the_first() -> None:
    reader = Reader("tpkt", "tpkt.TPKT", size=lambda message: int(message.len))
    first, second = reader.read(b"\x03\0\0\x05a\x03\0")

    assert "Message 1" == first.text
    assert "Message 2: dpkt could not read it (NeedData: got 2, 4 needed at least)" == second.text


def test_there_is_an_end_to_messages() -> None:
    """Of five bytes each, as long as there are any."""
    reader = Reader("tpkt", "tpkt.TPKT", size=lambda message: int(message.len))
    nodes = tuple(reader.read(b"\x03\0\0\x05a" * 1_000))

    assert 33 == len(nodes)
    assert "4840 bytes of further messages" == nodes[-1].text


def test_what_is_too_deep_ends() -> None:
    """A message in a message in a message."""
    reader = Reader("tpkt", "tpkt.TPKT", then=lambda _path, _message: "tpkt.TPKT")
    nodes = tuple(reader.read(b"\x03\0\0\x04" * 30))

    assert 1 == [node.text for node in every(nodes)].count("Too deep to be shown")


def test_what_does_not_begin_so_is_no_message() -> None:
    tpkt = plain("tpkt", "TPKT", "tpkt.TPKT", {"tcp.port": (102,)}, begins=rb"\x03\0")

    assert tpkt.looks_like is not None
    assert [True, False] == [tpkt.looks_like(payload) for payload in (b"\x03\0\0\x05", b"x\x03\0")]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0xC0000201, "192.0.2.1"),
        (bytes([192, 0, 2, 1]), "192.0.2.1"),
        (bytes.fromhex("0200000000aa"), "02:00:00:00:00:aa"),
        (bytes(15) + b"\x01", "::1"),
        (b"abc", "616263"),
    ],
)
def test_an_address_is_told_by_its_length(value: int | bytes, shown: str) -> None:
    assert shown == address(value)


def test_a_text_ends_where_it_is_filled_up() -> None:
    assert r"cis\xffco" == text(b"cis\xffco \0\0")


def test_a_thing_is_found_by_its_path() -> None:
    assert dpkt.hsrp.HSRP is dpkt_thing("hsrp.HSRP")
