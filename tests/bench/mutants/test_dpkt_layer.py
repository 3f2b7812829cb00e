"""Nothing but PacketError comes out of the dpkt layer, and nothing takes long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench._mutants import dpkt_layer
from bench._mutants.packets import seeds_of

if TYPE_CHECKING:
    from pathlib import Path


def test_damaged_packets_are_read_or_refused(data_dir: Path) -> None:
    """Ten thousand; the script of that name has a million."""
    found = dpkt_layer.run(seeds_of(str(path) for path in sorted(data_dir.glob("*.pcap"))), 10_000, seed=1)

    assert [] == found.faults
    assert 10_000 == found.n_packets == found.n_read + found.n_refused
    assert found.n_refused > 100
    assert found.n_applications > found.n_applications_refused > 1_000
    assert found.slowest_s < dpkt_layer.MOST_SECONDS
