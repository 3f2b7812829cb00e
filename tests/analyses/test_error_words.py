from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pcapflow.analyses._error_words import error_words, is_counted


@pytest.mark.parametrize(
    ("family", "kind", "code", "rest", "words"),
    [
        (4, 3, 0, 0, "Destination Net Unreachable"),
        (4, 3, 1, 0, "Destination Host Unreachable"),
        (4, 3, 4, 1300, "Frag needed and DF set (mtu = 1300)"),
        (4, 3, 13, 0, "Packet filtered"),
        (4, 3, 16, 0, "Dest Unreachable, Bad Code: 16"),
        (4, 4, 0, 0, "Source Quench"),
        (4, 5, 1, 0x0A4D0003, "Redirect Host(New nexthop: 10.77.0.3)"),
        (4, 5, 9, 0x0A4D0003, "Redirect, Bad Code: 9(New nexthop: 10.77.0.3)"),
        (4, 11, 0, 0, "Time to live exceeded"),
        (4, 11, 1, 0, "Frag reassembly time exceeded"),
        (4, 11, 2, 0, "Time exceeded, Bad Code: 2"),
        (4, 12, 0, 20, "Parameter problem: pointer = 20"),
        (4, 40, 0, 0, "Bad ICMP type: 40"),
        (6, 1, 0, 0, "Destination unreachable: No route"),
        (6, 1, 3, 0, "Destination unreachable: Address unreachable"),
        (6, 1, 7, 0, "Destination unreachable: Unknown code 7"),
        (6, 2, 0, 1280, "Packet too big: mtu=1280"),
        (6, 2, 1, 1280, "Packet too big: mtu=1280, code=1"),
        (6, 3, 0, 0, "Time exceeded: Hop limit"),
        (6, 3, 5, 0, "Time exceeded: code 5"),
        (6, 4, 1, 40, "Parameter problem: Unknown header at 40"),
        (6, 4, 3, 40, "Parameter problem: code 3 at 40"),
        (6, 137, 0, 0, "unknown icmp type: 137"),
    ],
)
def test_errors_have_the_words_of_ping(family: int, kind: int, code: int, rest: int, words: str) -> None:
    """Type, code and the second word of the header, in iputils' words."""
    assert words == error_words(family, kind, code, rest)


def test_the_words_stand_in_the_program_itself() -> None:
    """Where iputils' ping is installed, each word can be read in it."""
    path = shutil.which("ping")
    program = Path(path).read_bytes() if path else b""
    if b"iputils" not in program:
        pytest.skip("no iputils-ping on PATH")
    texts = [error_words(4, 3, code, 0).partition(" (")[0] for code in range(16)]
    texts += [error_words(4, 5, code, 0).partition("(")[0] for code in range(4)]
    texts += [error_words(4, 11, code, 0) for code in range(2)] + ["Source Quench"]
    texts += [
        error_words(6, kind, code, 0).partition(": ")[2].partition(" at ")[0]
        for kind, n in ((1, 5), (3, 2), (4, 3))
        for code in range(n)
    ]

    assert [] == [text for text in texts if text.encode() not in program]


def test_advice_is_no_error() -> None:
    """A redirect and a source quench are not counted."""
    assert [False, False, True] == [is_counted(4, kind) for kind in (4, 5, 3)]
    assert is_counted(6, 4)
