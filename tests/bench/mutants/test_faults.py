"""Whichever call of a file fails, it is told, in an error of the system or of pcapflow's own."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

from bench._mutants import faults
from pcapflow.testing import build

if TYPE_CHECKING:
    import pytest

    from pcapflow import Capture

CAPTURE = build.pcap(*[build.Packet(bytes(build.ethernet(bytes(46))), at) for at in range(20)])


def test_any_call_may_fail() -> None:
    """In every way of reading, of files and of pipes; scripts/bench/file_mutants lets each of 2,000 calls fail."""
    found = faults.run({"pcap": CAPTURE, "gzip": gzip.compress(CAPTURE)}, range(1, 2_000, 5))

    assert [] == found.faults
    assert {"OSError", "InterruptedError"} == found.told.keys()
    assert 24 == found.n_whole
    assert found.told.total() == found.n_reads - found.n_whole >= 500


def test_what_is_no_such_error_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another exception, and silence."""

    def wrong(capture: Capture) -> None:
        try:
            len(capture)
        except OSError:
            raise IndexError from None

    def silent(capture: Capture) -> None:
        try:
            len(capture)
        except OSError:
            return

    monkeypatch.setattr(faults, "WAYS", {"wrong": wrong, "silent": silent})
    found = faults.run({"pcap": CAPTURE}, range(30, 40))

    assert {"pcap, wrong, call 30: IndexError()", "pcap, silent, call 30: not told"} <= set(found.faults)
