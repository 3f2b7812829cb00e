from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from pcapflow import __version__
from pcapflow.cli._json import print_failure, print_result
from pcapflow.results import Metric, Metrics, Note

if TYPE_CHECKING:
    import pytest


def test_a_result_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever its texts hold; who made it and of which capture stands in it."""
    metrics = Metrics("ping", "", (Metric("n_requests", "Requests", 3, "packets"), Metric("target", "To", "a\nb")))

    print_result("ping", "c\nd.pcap", (metrics,))

    out = capsys.readouterr().out
    assert 1 == out.count("\n")
    assert {
        "format": "pcapflow/1",
        "version": __version__,
        "capture": "c\nd.pcap",
        "ping": [{"n_requests": 3, "target": "a\nb"}],
    } == json.loads(out)


def test_a_failure_is_a_row_as_well(capsys: pytest.CaptureFixture[str]) -> None:
    """It has the capture's name in the same place."""
    print_failure("a.pcap", "a.pcap: No such file or directory")

    row = json.loads(capsys.readouterr().out)
    assert ("a.pcap", [{"text": "a.pcap: No such file or directory"}]) == (row["capture"], row["error"])


def test_a_row_is_there_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who reads a pipe sees a capture's row before the next capture is read."""
    steps: list[str] = []

    class Pipe:
        def write(self, text: str) -> None:
            steps.append(text)

        def flush(self) -> None:
            steps.append("flush")

    monkeypatch.setattr(sys, "stdout", Pipe())

    print_result("a", "", (Note("note", "", "one"),))

    assert "flush" == steps[-1]
    assert "one" in "".join(steps)
