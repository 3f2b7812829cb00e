"""GTP of the user plane: its three shapes, extension headers, what it carries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pcapflow.layers import Problem
from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.layers.conftest import Decoded

FRAME = build.ethernet(build.ipv4(build.icmp_echo()))
IP = build.ipv4(build.icmp_echo())


def over_udp(payload: bytes, **ports: int) -> bytes:
    """In UDP, IPv4 and Ethernet."""
    return build.ethernet(build.ipv4(build.udp(payload, **ports)))


QOS = (0x85, bytes.fromhex("1009"))


def test_every_column(decoded: Decoded, columns: Callable[..., dict[str, str]]) -> None:
    """Flags, message, length, tunnel."""
    assert {
        "gtp.flags": "0x38",
        "gtp.flags.version": "1",
        "gtp.flags.payload": "1",
        "gtp.flags.reserved": "1",
        "gtp.flags.e": "0",
        "gtp.flags.s": "0",
        "gtp.flags.pn": "0",
        "gtp.message": "0xff",
        "gtp.length": "0",
        "gtp.teid": "0x01020304",
    } == columns(decoded(over_udp(bytes.fromhex("38ff0000 01020304"), dstport=2152)), "gtp.")


@pytest.mark.parametrize(
    ("flags", "shown"),
    [
        (0x31, {"gtp.npdu_number": "0x07"}),
        (0x32, {"gtp.seq_number": "0x0005"}),
        (0x33, {"gtp.seq_number": "0x0005", "gtp.npdu_number": "0x07"}),
        (0x34, {"gtp.ext_hdr.next": "0x00"}),
        (0x37, {"gtp.seq_number": "0x0005", "gtp.npdu_number": "0x07", "gtp.ext_hdr.next": "0x00"}),
    ],
)
def test_a_flag_says_which_number_counts(
    decoded: Decoded, columns: Callable[..., dict[str, str]], flags: int, shown: dict[str, str]
) -> None:
    """All three stand there where one of them does (TS 29.281 section 5.1)."""
    table = decoded(over_udp(bytes([flags]) + bytes.fromhex("ff 0004 00000001 0005 07 00"), dstport=2152))
    optional = ("gtp.seq_number", "gtp.npdu_number", "gtp.ext_hdr.next")

    assert shown == {name: text for name, text in columns(table, "gtp.").items() if name in optional}


@pytest.mark.parametrize(
    "tunnel",
    [
        build.gtp(IP),
        build.gtp(IP, seq_number=5),
        build.gtp(IP, extensions=(QOS,)),
        build.gtp(IP, seq_number=5, extensions=((0xC0, b"\0\1"), QOS, (0x40, b"\x08\x68"))),
    ],
)
def test_it_carries_ip(decoded: Decoded, tunnel: bytes) -> None:
    """Behind 8 bytes, 12, and any number of extension headers."""
    assert ["eth:ethertype:ip:udp:gtp:ip:icmp"] == decoded(over_udp(tunnel)).texts("frame.protocols")


def test_a_chain_of_extension_headers_is_shown(decoded: Decoded) -> None:
    """Each one's type stands in the header before it."""
    table = decoded(over_udp(build.gtp(IP, extensions=((0xC0, b"\0\1"), QOS))))

    assert ["0xc0,0x85,0x00"] == table.texts("gtp.ext_hdr.next")
    assert ["1,1"] == table.texts("gtp.ext_hdr.length")
    assert ["1"] == table.texts("gtp.ext_hdr.pdu_ses_con.pdu_type")
    assert ["9"] == table.texts("gtp.ext_hdr.pdu_ses_con.qos_flow_id")


@pytest.mark.parametrize(("kind", "n_bytes"), [(0x85, 6), (0x84, 10), (0x82, 14), (0xC0, 1018)])
def test_extension_headers_may_be_long(decoded: Decoded, kind: int, n_bytes: int) -> None:
    """The next type is the last byte (TS 29.281 section 5.2.1)."""
    table = decoded(over_udp(build.gtp(IP, extensions=((kind, bytes(n_bytes)), QOS))))

    assert [f"{(n_bytes + 2) // 4},1"] == table.texts("gtp.ext_hdr.length")
    assert [f"{kind:#04x},0x85,0x00"] == table.texts("gtp.ext_hdr.next")
    assert ["eth:ethertype:ip:udp:gtp:ip:icmp"] == table.texts("frame.protocols")


def test_a_cut_extension_header_has_no_next_type(decoded: Decoded, problem: Callable[..., tuple[Problem, str]]) -> None:
    """What is captured of it does not end with it."""
    frame = over_udp(build.gtp(IP, extensions=((0x84, b"\xaa" * 10),)))
    table = decoded(build.Packet(frame[: 14 + 20 + 8 + 12 + 9], wire_bytes=len(frame)))

    assert ["3"] == table.texts("gtp.ext_hdr.length")
    assert ["0x84"] == table.texts("gtp.ext_hdr.next")
    assert (Problem.CUT_BY_CAPTURE, "gtp.extension") == problem(table)


def test_an_extension_header_of_no_bytes_is_impossible(
    decoded: Decoded, problem: Callable[..., tuple[Problem, str]]
) -> None:
    """Nor has it a flow."""
    table = decoded(over_udp(bytes.fromhex("34ff0008 00000001 00000085 00100500"), dstport=2152))

    assert (Problem.IMPOSSIBLE_LENGTH, "gtp.qos") == problem(table)
    assert ["0"] == table.texts("gtp.ext_hdr.length")
    assert [""] == table.texts("gtp.ext_hdr.pdu_ses_con.qos_flow_id")


def test_messages_carry_no_packet(decoded: Decoded, problem: Callable[..., tuple[Problem, str]]) -> None:
    """An echo reply has an element, which is no problem."""
    table = decoded(over_udp(build.gtp(b"\x0e\x05", message=2, seq_number=1)))

    assert ["eth:ethertype:ip:udp:gtp"] == table.texts("frame.protocols")
    assert (Problem.NONE, "") == problem(table)


@pytest.mark.parametrize("flags", [0x10, 0x20, 0x48])
def test_other_versions_are_not_read(decoded: Decoded, problem: Callable[..., tuple[Problem, str]], flags: int) -> None:
    """Version 0, charging, version 2."""
    table = decoded(over_udp(bytes([flags]) + bytes(19), dstport=2152))

    assert (Problem.UNKNOWN_NEXT, "gtp.versions") == problem(table)
    assert [""] == table.texts("gtp.flags")
