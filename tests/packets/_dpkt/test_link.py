"""Protocols of one link."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    Lines = Callable[[bytes, str, int], list[str]]

MAC = bytes.fromhex("0200000000aa")
BPDU = b"\0\0\x02\x02\x3e\x80\0" + MAC + b"\0\0\0\x04\x80\0" + MAC + b"\x80\x01\0\0\x14\0\x02\0\x0f\0"


def test_spanning_tree(read_lines: Lines) -> None:
    lines = read_lines(BPDU, "llc.dsap", 0x42)

    assert ["Spanning Tree Protocol", "Protocol: 0", "Version: 2", "Type: 2", "Flags: 0x3e"] == lines[:5]
    assert ["Cost: 4", "Bridge id: 80000200000000aa", "Port: 0x8001"] == lines[6:9]
    assert ["Max age: 20", "Hello: 2", "Forward: 15"] == lines[-3:]


def test_extreme_discovery(read_lines: Lines) -> None:
    lines = read_lines(b"\x01\0\0\x10\0\0\0\x07\0\0" + MAC, "llc.snap", 0x00E02B_00BB)

    assert ["Extreme Discovery Protocol", "Version: 1"] == lines[:2]
    assert ["Seqno: 7", "Midtype: 0", "Midmac: 02:00:00:00:00:aa"] == lines[-3:]


def test_storage_over_ethernet(read_lines: Lines) -> None:
    lines = read_lines(b"\x10\0\0\x01\x02\x01" + bytes(4) + b"\0\x02\x40\x0a\x02\x11\0\x04disk", "ethertype", 0x88A2)

    assert ["Major: 1", "Minor: 2", "Cmd: 1"] == lines[4:7]
    assert ["Cslen: 4", "Data: disk"] == lines[-2:]


def test_ipx(read_lines: Lines) -> None:
    payload = b"\xff\xff\0\x1e\0\x11" + bytes(10) + b"\x04\x52" + bytes(4) + MAC + b"\x40\x03"

    for space, value in (("ethertype", 0x8137), ("llc.dsap", 0xE0), ("ip.proto", 111), ("ppp", 0x2B)):
        assert ["Checksum: 0xffff", "Len: 30", "Hops: 0", "Packet type: 17"] == read_lines(payload, space, value)[1:5]
