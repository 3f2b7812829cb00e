"""Ethernet: addresses, types and lengths."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pcapflow.layers import Problem
from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.layers.conftest import Decoded

HEADER = bytes.fromhex("0242ac110003 0342ac110002 0800")


def test_every_column(decoded: Decoded, columns: Callable[..., dict[str, str]]) -> None:
    """Two addresses, their flags, and the type."""
    assert {
        "eth.dst": "02:42:ac:11:00:03",
        "eth.dst.oui": str(0x0242AC),
        "eth.dst.lg": "1",
        "eth.dst.ig": "0",
        "eth.src": "03:42:ac:11:00:02",
        "eth.src.oui": str(0x0342AC),
        "eth.src.lg": "1",
        "eth.src.ig": "1",
        "eth.type": "0x0800",
    } == columns(decoded(HEADER), "eth.")


@pytest.mark.parametrize(
    ("word", "shown"),
    [
        (0, ("eth.len", "0")),
        (1500, ("eth.len", "1500")),
        (1501, ("eth.invalid_lentype", "0x05dd")),
        (1535, ("eth.invalid_lentype", "0x05ff")),
        (1536, ("eth.type", "0x0600")),
        (0xFFFF, ("eth.type", "0xffff")),
    ],
)
def test_the_word_is_a_length_or_a_type(
    decoded: Decoded, columns: Callable[..., dict[str, str]], word: int, shown: tuple[str, str]
) -> None:
    """Up to 1500 it is a length, from 1536 on a type, between them neither (IEEE 802.3 section 3.2.6)."""
    found = columns(decoded(build.ethernet(type=word)), "eth.")

    assert [shown] == [item for item in found.items() if item[0] in ("eth.len", "eth.type", "eth.invalid_lentype")]


def test_a_length_ends_what_it_carries(decoded: Decoded) -> None:
    """Bytes behind the length are padding."""
    table = decoded(build.ethernet(b"abc" + bytes(43), type=3))

    assert [17] == table.layer("eth").stop.tolist()


def test_an_unknown_type_is_said(decoded: Decoded, problem: Callable[..., tuple[Problem, str]]) -> None:
    """What follows is not known, and the verdict names Ethernet."""
    assert (Problem.UNKNOWN_NEXT, "eth") == problem(decoded(build.ethernet(b"data", type=0x88B5)))


def test_it_is_carried_by_ip_too(decoded: Decoded) -> None:
    """Protocol 143 is Ethernet (RFC 8986 section 10.1)."""
    inner = build.ethernet(build.arp())

    assert ["eth:ethertype:ipv6:eth:ethertype:arp"] == decoded(build.ethernet(build.ipv6(inner, nxt=143))).texts(
        "frame.protocols"
    )
