"""A check fetches what lies beside the capture, and adds what else is expected."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

import pcapflow as pf
from pcapflow.testing import build

if TYPE_CHECKING:
    from pathlib import Path

PINGS = build.capture(build.ping(seq=1), build.pong(seq=1, at_ns=50_000))


def test_expectations_are_judged_behind_the_usual_ones() -> None:
    result = pf.open(PINGS).check("rtt.max < 1 ms", "requests == 2")

    assert [("rtt.max < 1 ms", True), ("requests == 2", False)] == [
        (verdict.text, verdict.ok) for verdict in result.verdicts[-2:]
    ]
    assert result.ok is False


def test_an_expectation_that_is_none_is_refused_before_a_packet_is_read() -> None:
    with pytest.raises(pf.ExpectationError, match=r"rtt\.max"):
        pf.open(PINGS).check("rtt.maximum < 1 ms")


def test_without_a_ping_nothing_is_judged() -> None:
    result = pf.open(build.capture()).check("loss == 0")

    assert result.ok is None
    assert result.verdicts[-1].ok is None


def test_of_several_sessions_each_is_judged_under_its_name() -> None:
    two = build.capture(build.ping(seq=1, ident=1), build.ping(seq=1, ident=2), build.pong(seq=1, ident=2, at_ns=9_000))

    result = pf.open(two).check("loss == 0")

    assert [False, True] == [verdict.ok for verdict in result.verdicts[-2:]]


def test_the_text_that_the_manifest_names_is_compared(data_dir: Path) -> None:
    assert f"{data_dir}/clean.ping.txt" == pf.open(data_dir / "clean.pcap").check().only().compared_with


def test_another_text_takes_its_place(data_dir: Path) -> None:
    result = pf.open(data_dir / "clean.pcap").check(against=(data_dir / "fast.ping.txt").read_text())

    assert result.ok is False


def test_a_capture_alone_is_judged_by_the_wire(data_dir: Path, tmp_path: Path) -> None:
    shutil.copy(data_dir / "clean.pcap", tmp_path)

    result = pf.open(tmp_path / "clean.pcap").check()

    assert 5 == len(result.verdicts)
    assert result.ok


def test_nothing_was_pinged_is_no_success(data_dir: Path) -> None:
    assert not pf.open(data_dir / "unanswered.pcap").check().ok
