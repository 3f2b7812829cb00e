"""LLC and SNAP: service access points, control fields, what SNAP announces."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pcapflow.layers import Problem
from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.layers.conftest import Decoded

IP = build.ipv4(build.udp())


def test_every_column(decoded: Decoded, columns: Callable[..., dict[str, str]]) -> None:
    """Points with their bits, the control field, organisation and type."""
    assert {
        "llc.dsap": "0xaa",
        "llc.dsap.sap": "85",
        "llc.dsap.ig": "0",
        "llc.ssap": "0xaa",
        "llc.ssap.sap": "85",
        "llc.ssap.cr": "0",
        "llc.control": "0x0003",
        "llc.oui": "0",
        "llc.type": "0x0800",
    } == columns(decoded(build.ethernet(bytes.fromhex("aaaa03 000000 0800"))), "llc.")


@pytest.mark.parametrize("oui", [0, 0xF8])
def test_two_organisations_mean_ethertypes(decoded: Decoded, oui: int) -> None:
    """Encapsulated Ethernet, and Cisco's; SNAP's types are not announced as Ethernet's are."""
    table = decoded(build.ethernet(build.snap(IP, oui=oui)))

    assert ["eth:llc:ip:udp"] == table.texts("frame.protocols")
    assert [str(oui)] == table.texts("llc.oui")


def test_another_organisations_protocol_is_not_an_ethertype(
    decoded: Decoded, problem: Callable[..., tuple[Problem, str]]
) -> None:
    """What follows is not known, and no type is shown."""
    table = decoded(build.ethernet(build.snap(IP, oui=0x00000C)))

    assert (Problem.UNKNOWN_NEXT, "llc.snap") == problem(table)
    assert ["12"] == table.texts("llc.oui")
    assert [""] == table.texts("llc.type")


def test_a_length_ends_what_llc_carries(decoded: Decoded) -> None:
    """What Ethernet adds to reach its least length belongs to nothing."""
    frame = build.ethernet(build.snap(b"abc", type=0x88B5)) + bytes(20)

    assert [14 + 11] == decoded(frame).layer("llc.snap").stop.tolist()


@pytest.mark.parametrize("ssap", [0x06, 0x07])
def test_ip_has_a_point_of_its_own(decoded: Decoded, ssap: int) -> None:
    """6, of whatever source."""
    assert ["eth:llc:ip:udp"] == decoded(build.ethernet(build.llc(IP, dsap=6, ssap=ssap))).texts("frame.protocols")


def test_numbered_frames_have_two_bytes_of_control(decoded: Decoded, columns: Callable[..., dict[str, str]]) -> None:
    """The first one is the lower one: here the frame is number 3 and 5 is expected."""
    table = decoded(build.ethernet(bytes.fromhex("f0f1 060a 00")))
    shown = columns(table, "llc.control")

    assert {"llc.control": "0x0a06", "llc.control.n_r": "5", "llc.control.n_s": "3"} == shown


def test_supervisory_frames_have_a_kind_instead(decoded: Decoded, columns: Callable[..., dict[str, str]]) -> None:
    """9 in the lower nibble rejects."""
    shown = columns(decoded(build.ethernet(bytes.fromhex("f0f0 090a"))), "llc.control")

    assert {"llc.control": "0x0a09", "llc.control.n_r": "5", "llc.control.s_ftype": "0x0002"} == shown


def test_a_cut_control_field_shows_what_is_there(decoded: Decoded, columns: Callable[..., dict[str, str]]) -> None:
    """The number of the frame stands in the first byte, what is expected in the second."""
    shown = columns(decoded(build.ethernet(bytes.fromhex("f0f1 06"))), "llc.control")

    assert {"llc.control.n_s": "3"} == shown


def test_spanning_tree_is_said_to_be_unknown(decoded: Decoded, problem: Callable[..., tuple[Problem, str]]) -> None:
    """Nobody reads what 0x42 carries."""
    table = decoded(build.ethernet(build.llc(bytes(35), dsap=0x42)))

    assert (Problem.UNKNOWN_NEXT, "llc.unnumbered") == problem(table)
    assert ["0x0003"] == table.texts("llc.control")


def test_raw_802_3_has_no_points(
    decoded: Decoded, columns: Callable[..., dict[str, str]], problem: Callable[..., tuple[Problem, str]]
) -> None:
    """Where IPX begins with its checksum, there is no LLC."""
    table = decoded(build.ethernet(b"\xff\xff\x00\x1e" + bytes(42), type=46))

    assert {} == columns(table, "llc.")
    assert (Problem.UNKNOWN_NEXT, "llc.raw") == problem(table)


def test_vlan_atm_and_linux_carry_it_too(decoded: Decoded) -> None:
    """A tag with a length, a link type of its own, number 4 in a cooked capture."""
    assert ["llc:ip:udp"] == decoded(build.snap(IP), linktype=100).texts("frame.protocols")
    tagged = build.ethernet(build.vlan(build.snap(IP)))

    assert ["eth:ethertype:vlan:llc:ip:udp"] == decoded(tagged).texts("frame.protocols")
    assert ["sll:llc:ip:udp"] == decoded(build.sll(build.snap(IP), etype=4), linktype=113).texts("frame.protocols")


@pytest.mark.parametrize(("word", "follows"), [(1500, "eth:llc"), (1501, "eth"), (1535, "eth")])
def test_lengths_end_at_1500(decoded: Decoded, word: int, follows: str) -> None:
    """IEEE 802.3 section 3.2.6."""
    assert [follows] == decoded(build.ethernet(bytes(1500), type=word)).texts("frame.protocols")
