"""PPP over Ethernet: discovery and session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pcapflow.layers import Problem
from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.layers.conftest import Decoded

IP = build.ipv4(build.udp())
SESSION = build.pppoe(build.ppp(IP), session_id=0x1234)


def test_every_column(decoded: Decoded, columns: Callable[..., dict[str, str]]) -> None:
    """Version and type in a byte, code, session, length."""
    assert {
        "pppoe.version": "1",
        "pppoe.type": "2",
        "pppoe.code": "0x09",
        "pppoe.session_id": "0x1234",
        "pppoe.payload_length": "0",
    } == columns(decoded(build.ethernet(bytes.fromhex("12 09 1234 0000"), type=0x8863)), "pppoe.")


def test_a_session_carries_ppp(decoded: Decoded) -> None:
    """Without address and control; the number may have one byte."""
    short = build.pppoe(build.ppp(IP, short=True))

    for frame in (SESSION, short):
        assert ["eth:ethertype:pppoes:ppp:ip:udp"] == decoded(build.ethernet(frame)).texts("frame.protocols")


def test_a_session_can_be_a_link_type(decoded: Decoded) -> None:
    """51, without Ethernet."""
    assert ["pppoes:ppp:ip:udp"] == decoded(SESSION, linktype=51).texts("frame.protocols")


def test_its_length_ends_what_it_carries(decoded: Decoded) -> None:
    """Behind it is padding."""
    table = decoded(build.ethernet(build.pppoe(b"\xc0\x21") + bytes(40), type=0x8864))

    assert [14 + 8] == table.layer("ppp").stop.tolist()


def test_discovery_carries_tags_alone(decoded: Decoded, problem: Callable[..., tuple[Problem, str]]) -> None:
    """There is nothing to be known."""
    table = decoded(build.ethernet(build.pppoe(bytes(4), code=9, etype=0x8863)))

    assert ["eth:ethertype:pppoed"] == table.texts("frame.protocols")
    assert (Problem.NONE, "") == problem(table)


def test_a_session_of_another_code_is_not_read(decoded: Decoded, problem: Callable[..., tuple[Problem, str]]) -> None:
    """Code 0 is a session's (RFC 2516 section 6)."""
    assert (Problem.UNKNOWN_NEXT, "pppoes") == problem(decoded(build.ethernet(build.pppoe(build.ppp(IP), code=9))))
