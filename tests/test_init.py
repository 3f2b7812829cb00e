"""The public names."""

from __future__ import annotations

import pytest

import pcapflow as pf
from pcapflow.testing import build


def test_every_public_name_is_there() -> None:
    """Those that are loaded late, too."""
    assert [] == [name for name in pf.__all__ if not hasattr(pf, name)]
    assert {*pf.__all__, "__version__"} == set(dir(pf))


def test_what_a_capture_says_of_its_file_has_public_types() -> None:
    """Interfaces, notes and what they hold, damage, and the problems of packets."""
    cap = pf.open(build.pcapng(build.Interface(), b"abc", build.Statistics(received=1))[:-1])
    table = next(cap.iter_tables())
    assert cap.damage is not None

    found = (cap.interfaces[0], cap.notes, cap.notes.sections[0], cap.damage, pf.Problem(table.problem[0]))
    assert (pf.Interface, pf.Notes, pf.SectionNotes, pf.Damage, pf.Problem) == tuple(map(type, found))
    assert pf.Statistics is type(
        pf.open(build.pcapng(build.Interface(), build.Statistics())).info().only().interfaces[0].statistics
    )


def test_what_is_not_there_is_no_attribute() -> None:
    """A misspelt name is told as for any module."""
    with pytest.raises(AttributeError, match="module 'pcapflow' has no attribute 'opne'"):
        _ = pf.opne  # type: ignore[attr-defined]  # which is the mistake


def test_record_can_be_called_again() -> None:
    """No module of that name takes its place."""
    for _ in range(2):
        with pytest.raises(pf.OptionError, match="count 0"):
            pf.record(count=0)


def test_a_stream_cannot_be_opened() -> None:
    """``output="-"`` is for the command."""
    with pytest.raises(pf.OptionError, match="standard output"):
        pf.record(output="-")
