"""Services above TCP and UDP."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    Lines = Callable[[bytes, str, int], list[str]]

NAME = "".join(chr(0x41 + (byte >> 4)) + chr(0x41 + (byte & 15)) for byte in b"TEST           \0").encode()
CALL = bytes.fromhex("00005eed 00000000 00000002 000186a0 00000002") + b"\0\0\0\x03" + bytes(16)


def test_names_of_offices_are_decoded(read_lines: Lines) -> None:
    payload = bytes.fromhex("0001 0110 0001 0000 0000 0000") + b"\x20" + NAME + b"\0\0\x20\0\x01"
    lines = read_lines(payload, "udp.port", 137)

    assert [
        "NetBIOS Name Service",
        "Id: 1",
        "Flags: 0x110",
        "Q: name: TEST<00>",
        "Name: TEST<00>",
        "Type: 32",
    ] == lines[:6]
    assert "Recdesired: 1" in lines


def test_datagrams_of_offices(read_lines: Lines) -> None:
    lines = read_lines(b"\x11\x02\0\x2a\xc0\0\x02\x01\0\x8a\0\x02\0\0ab", "udp.port", 138)

    assert ["Dgram id: 42", "Ip: 192.0.2.1", "Port: 138"] == lines[3:6]


def test_files_of_offices_are_in_sessions(read_lines: Lines) -> None:
    smb = b"\xffSMB\x72" + bytes(4) + b"\x18\x53\xc8" + bytes(12) + b"\x01\0\xfe\xff\0\0\0\0"
    lines = read_lines(b"\0\0\0\x20" + smb, "tcp.port", 445)

    assert ["Type: 0", "Flags: 0", "Length: 32", "SMB", "Cmd: 0x72"] == lines[1:6]
    assert ["Tid: 1", "Uid: 0", "Mid: 0", "Pid: 65534"] == lines[-4:]


def test_a_call_of_the_port_mapper(read_lines: Lines) -> None:
    lines = read_lines(CALL + bytes.fromhex("000186a3 00000003 00000011 00000000"), "udp.port", 111)

    assert ["Remote Procedure Call", "Xid: 0x5eed", "Msgtyp: 0"] == lines[:3]
    assert ["Program: 100000", "Programversion: 2", "Procedure: 3"] == lines[5:8]
    assert ["Pmap", "Prog: 100003", "Version: 3", "Proto: 17", "Port: 0"] == lines[-5:]


def test_what_is_too_short_for_a_mapping_is_bytes(read_lines: Lines) -> None:
    assert "Data (2 bytes): 0001" == read_lines(CALL + b"\0\x01", "udp.port", 111)[-1]


def test_over_tcp_a_call_has_its_length_before_it(read_lines: Lines) -> None:
    reply = bytes.fromhex("80000018 00005eed 00000001 00000000 00000000 00000000 00000000")
    lines = read_lines(reply, "tcp.port", 2049)

    assert ["Xid: 0x5eed", "Msgtyp: 1", "Reply", "Replystat: 0"] == lines[1:5]
    assert "State accept: 0" in lines


def test_databases(read_lines: Lines) -> None:
    lines = read_lines(b"\0\x0c\0\0\x06\0\0\0\0\0\0\x40", "tcp.port", 1521)

    assert ["Type: 6", "Header checksum: 0x0", "Msg: 00000040"] == lines[-3:]


def test_a_type_means_another_thing_in_each_direction(read_lines: Lines) -> None:
    """Of what goes to a screen and of what comes from it."""
    assert ["SetPixelFormat"] == read_lines(b"\0" + bytes(19), "tcp.dstport", 5900)[2:3]
    assert ["FramebufferUpdate"] == read_lines(b"\0" + bytes(19), "tcp.srcport", 5900)[2:3]
    assert ["Key down: 1", "Key: 0xff0d"] == read_lines(b"\x04\x01\0\0\0\0\xff\x0d", "tcp.dstport", 5900)[3:]


def test_procedures_of_afs(read_lines: Lines) -> None:
    lines = read_lines(bytes(11) + b"\x03" + bytes(16), "udp.port", 7001)

    assert ["Callnumber: 3", "Seq: 0"] == lines[3:5]


def test_messengers(read_lines: Lines) -> None:
    snac = b"*\x02\0\x01\0\x0a" + bytes.fromhex("0001 0002 0000 00000009")

    assert ["SNAC", "Family: 1", "Subtype: 2", "Flags: 0x0", "Id: 9"] == read_lines(snac, "tcp.port", 5190)[5:]
    assert "Service: 0x57" in read_lines(b"YMSG\0\x10\0\0\0\0\0\x57" + bytes(8), "tcp.port", 5050)
    assert "Nick1: alice" in read_lines(b"YHOO1.0\0" + bytes(24) + b"alice".ljust(72, b"\0"), "tcp.port", 5050)
    assert "Qqid: 123456" in read_lines(b"\x02\x0d\x51\0\x1d\0\x07\0\x01\xe2\x40\x03", "udp.port", 8000)
