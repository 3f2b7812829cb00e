"""Lines of ARP, ICMP and ICMPv6 packets equal tshark's."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

import pcapflow as pf
from bench import _lines
from pcapflow.results import packet_line_text

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.tshark
@pytest.mark.parametrize("passes", [1, 2])
def test_on_the_recorded_captures(data_dir: Path, passes: int) -> None:
    """Every packet of them is one of the three; no rule is needed."""
    found = _lines.compare((str(path) for path in sorted(data_dir.glob("*.pcap"))), passes=passes)

    assert [] == found.differences
    assert found.n_lines.total() == found.n_equal > 200
    assert {"ARP", "ICMP", "ICMPv6"} == found.n_lines.keys()


@pytest.mark.tshark
@pytest.mark.parametrize(("passes", "options"), [(1, []), (2, ["-2"])])
def test_what_is_printed_is_tsharks_text(data_dir: Path, passes: int, options: list[str]) -> None:
    """Byte for byte, time and padding included."""
    for path in sorted(data_dir.glob("*.pcap")):
        command = ["tshark", "-r", str(path), "-n", *options]
        run = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
        assert run.stdout.splitlines() == [packet_line_text(line) for line in pf.open(path).lines(passes=passes)]


@pytest.mark.tshark
@pytest.mark.corpus
def test_on_other_peoples_captures(corpus_dir: Path) -> None:
    """Every rule takes something, together less than a hundredth of the lines."""
    found = _lines.compare(str(path) for path in sorted(corpus_dir.rglob("*")) if path.is_file())

    assert [] == found.differences
    assert set(_lines.RULES) == found.taken.keys()
    assert found.taken.total() < found.n_lines.total() / 100
    assert found.n_lines.total() > 10_000
