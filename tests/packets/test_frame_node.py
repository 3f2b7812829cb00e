"""What the tree says of the packet itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pcapflow.files import open_capture
from pcapflow.layers import Cursor, decode, tables
from pcapflow.packets._frame_node import frame_node
from pcapflow.testing import build

if TYPE_CHECKING:
    from pcapflow.results import TreeNode


def frame(**given: Any) -> TreeNode:
    """The node of one packet, of an interface that has a name."""
    packet = build.Packet(build.ping().data, **given)
    (records,) = open_capture(build.pcapng(build.Interface(name="eth0"), packet))
    return frame_node(decode(records, tables(), Cursor()), 0)


def texts(node: TreeNode) -> list[str]:
    return [child.text for child in node.children]


def test_options_stand_behind_what_every_packet_has() -> None:
    """Each comment has a line; hash and verdict say by what they were made, and have no field of Wireshark's."""
    options = [(3, b"\x03" + bytes(16)), (3, b"\x09\x01"), (7, b"\x02" + bytes(8)), (7, b"")]
    node = frame(comments=("one", "two"), packet_id=7, drop_count=3, queue=1, options=options)

    assert [
        "Name of that interface: eth0",
        "Section of the file, from 1: 1",
        "Queue of the interface: 1",
        "Comment: one",
        "Comment: two",
        "Packet id: 7",
        "Packets lost before it: 3",
        f"Hash: MD5 {bytes(16).hex()}",
        "Hash: of kind 9 01",
        f"Verdict: Linux eBPF XDP {bytes(8).hex()}",
        "Verdict: empty",
    ] == texts(node)[8:]
    assert ["", "", "", ""] == [child.name for child in node.children[-4:]]


def test_flags_are_taken_apart_below_them() -> None:
    """The direction and the way of reception in words."""
    (flags,) = [child for child in frame(flags=0x0100_0089).children if child.name == "frame.packet_flags"]

    assert "Packet flags: 0x01000089" == flags.text
    assert [
        "Direction: 0x00000001 (inbound)",
        "Reception type: 2 (multicast)",
        "FCS length: 4",
        "Reserved: 0",
        "CRC error: 1",
    ] == texts(flags)[:5]


def test_times_are_told_in_seconds() -> None:
    """As their text, not as the number of nanoseconds inside."""
    values = {child.name: child.value for child in frame(at_ns=1_500_000_000).children}

    assert "1.500000000" == values["frame.time_epoch"]


def test_a_line_has_the_meaning_without_its_units() -> None:
    """These are for comparisons."""
    assert "Time since the first packet: 0.000000000" in texts(frame())


def test_an_option_longer_than_its_block_stands_there_as_problems_do() -> None:
    """In brackets, without a field."""
    over = build.Block(6, bytes(20) + b"\1\0\x64\0")
    (records,) = open_capture(build.pcapng(build.Interface(), over))

    node = frame_node(decode(records, tables(), Cursor()), 0).children[-1]

    assert ("[option 1 claims 100 bytes, 0 are left in its block]", "") == (node.text, node.name)
