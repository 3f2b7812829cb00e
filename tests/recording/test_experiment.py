"""Parts of the experiment that `test_record.py` does not reach; the whole of it is tested there."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest
from tests.recording.conftest import docker, left_by

from pcapflow.errors import RecordingError
from pcapflow.recording import record
from pcapflow.recording._experiment import Lines

if TYPE_CHECKING:
    from pathlib import Path


def test_lines_are_said_when_they_are_complete() -> None:
    """However the pieces come."""
    said: list[str] = []
    lines = Lines(said.append)

    lines.take(b"one\ntw")
    so_far = list(said)
    lines.take(b"o\nthree")
    lines.end()

    assert ["one"] == so_far
    assert ["one", "two", "three"] == said


def test_a_text_that_is_no_utf8_is_said_all_the_same() -> None:
    """Something in another language, say."""
    said: list[str] = []

    Lines(said.append).take(b"\xe9\n")

    assert ["\ufffd"] == said


@pytest.mark.engine
def test_a_server_that_ends_during_the_ping(lab: dict[str, Any], tmp_path: Path) -> None:
    """Its address may be another container's by then, so what answers is nobody knows who."""

    def kill_server(line: str) -> None:
        if "icmp_seq=2" in line:
            for name in docker("ps", "-q", "--filter", "label=pcapflow.role=server").split():
                if name in left_by(os.getpid()):
                    docker("kill", name)

    with pytest.raises(RecordingError, match="the server ended"):
        record(**lab, count=4, output=tmp_path / "a.pcap", say=kill_server)


@pytest.mark.engine
def test_another_port_is_taken_where_8080_is_in_use(lab: dict[str, Any], tmp_path: Path) -> None:
    """It is a convenience; the ping does not need it."""
    first: list[Any] = []
    lab["publish"] = "auto"

    def record_another(line: str) -> None:
        if line.startswith("server ") and not first:
            first.append(None)
            first[0] = record(**lab, count=1, output=tmp_path / "b.pcap")

    outer = record(**lab, count=1, output=tmp_path / "a.pcap", say=record_another)

    ports = [recording.manifest["server"]["published"]["port"] for recording in (outer, first[0])]
    assert 2 == len(set(ports))
