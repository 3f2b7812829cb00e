"""What is said beside packets, collected over sections and windows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pcapflow.files import Statistics
from pcapflow.files.pcapng._notebook import MOST_NOTED
from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.files.conftest import Read


@pytest.mark.parametrize("window_bytes", [100, 1 << 19])
def test_statistics_are_of_interfaces_of_their_own_section(read: Callable[..., Read], window_bytes: int) -> None:
    """The second section's first interface is the file's second; one that is not described is left out."""
    data = build.pcapng(
        build.Interface(),
        build.Statistics(received=1),
        build.Section(">"),
        build.Interface(),
        build.Statistics(received=2),
        build.Block(5, bytes([0, 0, 0, 9]) + bytes(8)),
    )

    capture = read(data, window_bytes=window_bytes)

    assert {0: Statistics(1), 1: Statistics(2)} == capture.notes.statistics
    assert ["little", "big"] == [section.byte_order for section in capture.notes.sections]
    assert [1, 2] == [interface.section for interface in capture.interfaces]
    assert capture.damage is None


def test_the_last_statistics_count(read: Callable[..., Read]) -> None:
    """All are since the capture began; what a later block does not say stands."""
    data = build.pcapng(
        build.Interface(),
        build.Statistics(received=1, dropped=1, comments=("once",)),
        build.Statistics(received=9, comments=()),
    )

    assert {0: Statistics(9, 1, comments=("once",))} == read(data).notes.statistics


def test_names_of_an_address_are_gathered(read: Callable[..., Read]) -> None:
    """Over several blocks, each name once."""
    data = build.pcapng(build.Names({"192.0.2.1": ["a", "b"]}), build.Names({"192.0.2.1": ["b", "c"], "::1": ["d"]}))

    assert {"192.0.2.1": ("a", "b", "c"), "::1": ("d",)} == read(data).notes.names


def test_no_more_than_so_many_sections_and_names_are_kept(read: Callable[..., Read]) -> None:
    """A file may have as many as it has room for."""
    names = build.Names({f"10.{n >> 16}.{n >> 8 & 255}.{n & 255}": ["x"] for n in range(MOST_NOTED // 2 + 9)})
    section = build.pcapng(build.Section(), names)[:-32]

    notes = read(section * 2 + build.pcapng(build.Section())[:28] * (MOST_NOTED + 9)).notes

    assert (MOST_NOTED // 2 + 9, MOST_NOTED) == (len(notes.names), len(notes.sections))


@pytest.mark.parametrize("block", [build.Statistics(received=1), build.Names({"::1": ["x"]}), build.Section()])
def test_what_stands_behind_a_break_was_not_said(
    read: Callable[..., Read], block: build.Statistics | build.Names | build.Section
) -> None:
    """Nothing depends on how much was read at once."""
    broken = build.Block(6, b"\7\0\0\0" + bytes(16))

    notes = read(build.pcapng(build.Interface(), b"abc", broken, block)).notes

    assert (1, {}, {}) == (len(notes.sections), notes.statistics, notes.names)


@pytest.mark.parametrize("window_bytes", [100, 1 << 19])
@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (build.Block(5, bytes(12) + b"\4\0\x64\0"), "option 4 claims 100 bytes, 0 are left"),
        (build.Block(4, b"\1\0\x64\0"), "name record claims 100 bytes, 0 are left"),
        (build.Block(0x0A0D0D0A, build.pcapng()[8:24] + b"\4\0\x64\0"), "option 4 claims 100 bytes, 0 are left"),
        (build.Section(options=[(0, b"")]), ""),
    ],
)
def test_a_block_that_claims_too_much_is_a_flaw(
    read: Callable[..., Read], broken: build.Block | build.Section, words: str, window_bytes: int
) -> None:
    """No packet depends on it: all are read, and it is told where it stands."""
    before = build.pcapng(build.Interface(), b"abc")

    capture = read(
        build.pcapng(build.Interface(), b"abc", broken, build.Interface(), b"abc"), window_bytes=window_bytes
    )

    assert (2, None) == (len(capture.packets), capture.damage)
    assert ([(len(before), words)] if words else []) == [
        (flaw.offset, flaw.problem.removesuffix(" in its block")) for flaw in capture.notes.flaws
    ]


def test_a_block_shorter_than_its_kind_is_damage(read: Callable[..., Read]) -> None:
    """As for tshark; the packets before it stand."""
    capture = read(build.pcapng(build.Interface(), b"abc", build.Block(5, bytes(8)), b"abc"))

    assert 1 == len(capture.packets)
    assert "block claims 20 bytes, less than the 24" in str(capture.damage)
