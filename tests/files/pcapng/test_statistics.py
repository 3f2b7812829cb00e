"""Interface statistics blocks."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import pytest

from pcapflow.files import Interface, Statistics
from pcapflow.files.pcapng._statistics import interface_of, parse_statistics
from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.files.conftest import Read

SAID = Statistics(120, 12, 110, 3, 107, 1_500_000_000, 9_000_000_000, ("a note",))


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize(("tsresol", "tsoffset"), [(9, None), (3, None), (0x80 | 10, 1)])
def test_everything_that_statistics_may_say(
    read: Callable[..., Read], order: str, tsresol: int, tsoffset: int | None
) -> None:
    """Five counters, two times on the interface's own clock, comments."""
    capture = read(
        build.pcapng(
            build.Section(order),
            build.Interface(),
            build.Interface(tsresol=tsresol, tsoffset=tsoffset),
            build.Statistics(
                1, 2 * 10**9, *SAID[:5], start_ns=SAID.start_ns, end_ns=SAID.end_ns, comments=SAID.comments
            ),
        )
    )

    assert {1: SAID} == capture.notes.statistics


def test_the_drafts_own_times() -> None:
    """2012-06-29 06:17:00.834163 and 07:28:25.298858 UTC (section 4.6)."""
    starttime, endtime = bytes.fromhex("96c30400 73896a65"), bytes.fromhex("97c30400 aa47ca64")
    body = bytes(12) + struct.pack("<HH8sHH8s", 2, 8, starttime, 3, 8, endtime)

    found, _ = parse_statistics(body, "<", Interface(1, ticks_per_s=10**6))

    assert (1_340_950_620_834_163_000, 1_340_954_905_298_858_000) == (found.start_ns, found.end_ns)


def test_counters_of_another_length_say_nothing() -> None:
    """Four bytes where eight belong."""
    body = bytes(12) + struct.pack("<HHI", 5, 4, 7)

    assert (Statistics(), "") == parse_statistics(body, "<", Interface(1))


def test_an_option_longer_than_its_block_is_a_problem() -> None:
    """What stands before it is said."""
    body = bytes(12) + struct.pack("<HHQHH", 5, 8, 7, 4, 9)

    assert (Statistics(dropped=7), "option 4 claims 9 bytes, 0 are left in its block") == parse_statistics(
        body, "<", Interface(1)
    )


def test_a_block_names_its_interface() -> None:
    """In the section's byte order."""
    assert (1, 0x01000000) == (interface_of(b"\1\0\0\0", "<"), interface_of(b"\1\0\0\0", ">"))
