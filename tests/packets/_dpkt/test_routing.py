"""Protocols of routers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    Lines = Callable[[bytes, str, int], list[str]]

ADDRESS = bytes([192, 0, 2, 1])


def bgp(kind: int, body: bytes) -> bytes:
    return b"\xff" * 16 + (19 + len(body)).to_bytes(2, "big") + bytes([kind]) + body


def test_ospf(read_lines: Lines) -> None:
    payload = b"\x02\x01\0\x2c" + ADDRESS + bytes(4) + b"\x12\x34\0\0" + bytes(8) + b"hello"

    assert [
        "Open Shortest Path First",
        "Version: 2",
        "Msg: 1",
        "Packet length: 44",
        "Srcrouter: 192.0.2.1",
        "Area id: 0.0.0.0",
        "Checksum: 0x1234",
        "Type: 0",
        "Unknown: 0000000000000000",
        "Data (5 bytes): 68656c6c6f",
    ] == read_lines(payload, "ip.proto", 89)


def test_a_version_that_dpkt_does_not_know_is_not_read_as_another(read_lines: Lines) -> None:
    """OSPF for IPv6 and VRRP's version 3 have other headers."""
    assert [] == read_lines(b"\x03\x01" + bytes(42), "ip.proto", 89)
    assert [] == read_lines(b"\x31\x01" + bytes(42), "ip.proto", 112)


def test_pim(read_lines: Lines) -> None:
    lines = read_lines(b"\x20\0\x12\x34\0\x01", "ip.proto", 103)

    assert ["Version: 2", "Type: 0", "Cksum: 0x1234", "Data (2 bytes): 0001"] == lines[1:]


def test_vrrp(read_lines: Lines) -> None:
    lines = read_lines(b"\x21\x07\x64\x01\0\x01\x12\x34" + ADDRESS + b"secret\0\0", "ip.proto", 112)

    assert ["Version: 2", "Type: 1", "Virt rtr id: 7", "Prio: 100"] == lines[1:5]
    assert ["Ip addr: 192.0.2.1", "Auth string: secret"] == lines[-2:]


def test_hsrp(read_lines: Lines) -> None:
    lines = read_lines(b"\0\0\x10\x03\x0a\x6e\x01\0cisco\0\0\0" + ADDRESS, "udp.port", 1985)

    assert ["State: 16", "Hellotime: 3", "Holdtime: 10", "Priority: 110"] == lines[3:7]
    assert ["Auth data: cisco", "Virt ip: 192.0.2.1"] == lines[-2:]


def test_bgp_opens(read_lines: Lines) -> None:
    lines = read_lines(bgp(1, b"\x04\xfd\xe8\0\xb4" + ADDRESS + b"\0"), "tcp.port", 179)

    assert ["Type: 1", "Open", "Version: 4", "Myas: 65000", "Holdtime: 180", "Identifier: 192.0.2.1"] == lines[3:]


def test_several_messages_of_bgp_in_one_segment(read_lines: Lines) -> None:
    """A route, then a sign of life."""
    update = b"\0\0\0\x07\x40\x03\x04" + ADDRESS + b"\x18\xc6\x33\x64"
    lines = read_lines(bgp(2, update) + bgp(4, b""), "tcp.port", 179)

    assert ["Border Gateway Protocol", "Message 1"] == lines[:2]
    assert {"Next hop: 192.0.2.1", "Prefix length: 24", "Nlri prefix: 198.51.100.0"} <= set(lines)
    assert ["Message 2", "Marker: " + "ff" * 16, "Length: 19", "Type: 4", "Keepalive"] == lines[-5:]


def test_a_path_is_shown_as_its_bytes(read_lines: Lines) -> None:
    """Two systems of two bytes look to dpkt as one of four."""
    path = b"\x40\x02\x06\x02\x02\xfd\xe8\xfd\xe9"

    assert "As path segment: 0202fde8fde9" in read_lines(bgp(2, b"\0\0\0\x09" + path), "tcp.port", 179)


def test_a_segment_in_the_middle_is_no_message(read_lines: Lines) -> None:
    assert [] == read_lines(bgp(4, b"")[1:], "tcp.port", 179)


def test_flows(read_lines: Lines) -> None:
    head = b"\0\x05\0\x01\0\0\xea\x60" + bytes(16)
    lines = read_lines(head + ADDRESS + bytes([192, 0, 2, 9]) + bytes(40), "udp.port", 2055)

    assert ["Cisco NetFlow, version 5", "Version: 5", "Count: 1", "Sysuptime: 60000"] == lines[:4]
    assert ["Srcaddr: 192.0.2.1", "Dstaddr: 192.0.2.9", "Nexthop: 0.0.0.0"] == lines[10:13]
