"""Jobs count what is there, and say so in one line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from tests.conftest import ROOT

from bench._speed import others, ours
from bench._speed.captures import write_capture
from bench._speed.mixed import mixed
from pcapflow.layers import tables

if TYPE_CHECKING:
    from pathlib import Path

N = 300


@pytest.fixture(scope="module")
def capture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("captures") / "mixed.pcap"
    write_capture(path, mixed, n_packets=N)
    return path


def told_by(whose: str, job: str, capture: Path) -> dict[str, Any]:
    """What a job says; its file is open until its process ends."""
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "scripts" / "bench"), str(ROOT / "src")])}
    words = [sys.executable, "-m", f"_speed.{whose}", job, str(capture)]
    ran = subprocess.run(words, env=env, capture_output=True, text=True, check=True, timeout=60)
    told: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    return told


@pytest.mark.parametrize("job", [*ours.JOBS, "columns", "profile"])
def test_ours_count_every_packet(capture: Path, job: str) -> None:
    """And tell seconds by two clocks, and the most memory."""
    told = told_by("ours", job, capture)

    assert {"n_packets", "wall_s", "cpu_s", "peak_bytes", "parts"} == told.keys()
    assert N == told["n_packets"]
    assert told["wall_s"] > 0
    assert told["peak_bytes"] > 10 << 20


@pytest.mark.parametrize("job", [job for job in others.JOBS if job not in ("cypcap", "read")])
def test_others_count_every_packet(capture: Path, job: str) -> None:
    """cypcap has an environment of its own."""
    assert N == told_by("others", job, capture)["n_packets"]


def test_reading_alone_counts_nothing(capture: Path) -> None:
    """It knows no packets."""
    assert 0 == told_by("others", "read", capture)["n_packets"]


def test_the_sum_is_of_a_plain_number() -> None:
    """A field that needs neither mask nor address: its making costs what a column costs at least."""
    assert {"eth": "eth.type", "ip": "ip.dsfield", "udp": "udp.srcport"}.items() <= ours.PLAIN.items()


def test_every_layer_with_fields_is_summed() -> None:
    """So that none is left out of the figures."""
    with_fields = {layer.name for layer in tables().schema.layers if any(spec.option is None for spec in layer.columns)}

    assert with_fields == ours.PLAIN.keys()
