"""Frame relay: addresses, and the two ways to say what follows."""

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
    """Two bytes of address, control, what follows."""
    assert {
        "fr.first_addr_octet": "0x1a",
        "fr.upper_dlci": "0x06",
        "fr.cr": "1",
        "fr.second_addr_octet": "0x4b",
        "fr.second_dlci": "0x04",
        "fr.fecn": "1",
        "fr.becn": "0",
        "fr.de": "1",
        "fr.control": "0x03",
        "fr.nlpid": "0xcc",
    } == columns(decoded(bytes.fromhex("1a4b 03cc"), linktype=107), "fr.")


@pytest.mark.parametrize(
    ("header", "packet", "follows"),
    [
        ("03cc", IP, "ip:udp"),
        ("0300cc", IP, "ip:udp"),
        ("038e", build.ipv6(build.udp()), "ipv6:udp"),
        ("0380 000000 0800", IP, "ip:udp"),
        ("0300 80 0000f8 0806", build.arp(), "arp"),
        ("03cf 0021", IP, "ppp:ip:udp"),
        ("13cc", IP, "ip:udp"),
        ("0800", IP, "ip:udp"),
        ("8847", build.mpls(IP), "mpls:ip:udp"),
    ],
)
def test_what_it_carries(decoded: Decoded, header: str, packet: bytes, follows: str) -> None:
    """By a number of one byte, padded or not, by SNAP, in PPP, or as Cisco has it."""
    table = decoded(bytes.fromhex("1841" + header) + packet, linktype=107)

    assert [f"fr:{follows}"] == table.texts("frame.protocols")


def test_a_longer_address_is_not_read(decoded: Decoded, problem: Callable[..., tuple[Problem, str]]) -> None:
    """The second byte says whether it is the last one."""
    assert (Problem.UNKNOWN_NEXT, "fr") == problem(decoded(bytes.fromhex("184041 03cc") + IP, linktype=107))


def test_another_organisations_protocol_is_not_an_ethertype(
    decoded: Decoded, problem: Callable[..., tuple[Problem, str]]
) -> None:
    """0x0080c2 is 802.1's."""
    table = decoded(bytes.fromhex("1841 0380 0080c2 0800") + IP, linktype=107)

    assert (Problem.UNKNOWN_NEXT, "fr.snap") == problem(table)
    assert [""] == table.texts("fr.snaptype")
