"""Lines of ARP, ICMP and ICMPv6 packets equal tshark's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bench import _lines

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
@pytest.mark.corpus
def test_on_other_peoples_captures(corpus_dir: Path) -> None:
    """Every rule takes something, together less than a hundredth of the lines."""
    found = _lines.compare(str(path) for path in sorted(corpus_dir.rglob("*")) if path.is_file())

    assert [] == found.differences
    assert set(_lines.RULES) == found.taken.keys()
    assert found.taken.total() < found.n_lines.total() / 100
    assert found.n_lines.total() > 10_000
